import { aws_iam as iam, aws_kms as kms, aws_logs as logs, aws_mwaaserverless as serverless, Stack } from 'aws-cdk-lib';
import { logGroupName } from './workflow-log-group';
import { assertInput, inputError } from '../common/input-rules';
import { renderedText } from '../common/rendered-properties';
import { isOtherResource } from '../common/resource-identity';
import { associationError, Contradiction, isAlias, isOther, Pair, pair, roleContradiction, shown, textRule } from '../role/association';

/** What a role expects of its workflow. */
export interface ExpectedWorkflow {
  readonly logGroup?: logs.ILogGroupRef;
  readonly kmsKey?: kms.IKeyRef;
}

/** The properties of a workflow that have to do with its role. */
interface WorkflowSettings {
  readonly roleArn: string | undefined;
  readonly keyType: string | undefined;
  readonly keyId: string | undefined;
  readonly logGroup: string | undefined;
}

/**
 * Records that the role and the workflow belong together.
 *
 * Throws one error that lists every property of the workflow that contradicts the role. Synth fails if the workflow
 * contradicts the role later on. Values that only the deployment knows pass.
 */
export function pairWithWorkflow(role: iam.Role, expected: ExpectedWorkflow, workflow: serverless.CfnWorkflow): void {
  if (!serverless.CfnWorkflow.isCfnWorkflow(workflow)) {
    throw inputError(CONSTRUCT, role.node.path, ['`workflow` must be an L1 workflow: pass a CfnWorkflow of aws-mwaaserverless']);
  }
  const pairing: Pair = { construct: CONSTRUCT, role, what: 'workflow', resource: workflow };
  const settings = settingsOf(workflow, (_path, value) => value);
  assertInput(CONSTRUCT, role.node.path, [
    textRule('workflow.roleArn', settings.roleArn),
    textRule('workflow.encryptionConfiguration.kmsKeyId', settings.keyId),
    textRule('workflow.loggingConfiguration.logGroupName', settings.logGroup),
  ]);
  pair(pairing, contradictions(pairing, expected, settings));
  workflow.node.addValidation({
    validate: () => {
      const rendered = settingsOf(workflow, (path, value) => renderedText(workflow, path, value));
      const error = associationError(pairing, contradictions(pairing, expected, rendered));
      return error === undefined ? [] : [error.message];
    },
  });
}

const CONSTRUCT = 'MwaaServerlessExecutionRole';

/** The settings of a workflow. Nothing is known yet of a configuration that is a token. */
function settingsOf(workflow: serverless.CfnWorkflow, read: (path: string[], value?: string) => string | undefined): WorkflowSettings {
  const encryption = workflow.encryptionConfiguration as Partial<serverless.CfnWorkflow.EncryptionConfigurationProperty> | undefined;
  const logging = workflow.loggingConfiguration as Partial<serverless.CfnWorkflow.LoggingConfigurationProperty> | undefined;
  return {
    roleArn: read(['RoleArn'], workflow.roleArn),
    keyType: read(['EncryptionConfiguration', 'Type'], encryption?.type),
    keyId: read(['EncryptionConfiguration', 'KmsKeyId'], encryption?.kmsKeyId),
    logGroup: read(['LoggingConfiguration', 'LogGroupName'], logging?.logGroupName),
  };
}

function contradictions(pairing: Pair, { logGroup, kmsKey }: ExpectedWorkflow, settings: WorkflowSettings): Contradiction[] {
  const { role, resource: workflow } = pairing;
  const { roleArn, keyType, keyId } = settings;
  const { region, account } = Stack.of(role);
  const differs = (ours: string, theirs = ours) => isOtherResource(role, theirs, ours);
  return [
    [
      isOther(workflow.env.region, region),
      `is in Region "${workflow.env.region}", but the role is for "${region}": define the role in a stack of the workflow's Region`,
    ],
    [
      isOther(workflow.env.account, account),
      `is in account "${workflow.env.account}", but the role is in "${account}": define the role in the workflow's account`,
    ],
    roleContradiction(pairing, 'RoleArn', roleArn, 'set the ARN of this role'),
    [
      kmsKey === undefined && (keyId !== undefined || keyType === 'CUSTOMER_MANAGED_KEY'),
      `has a customer managed key in \`EncryptionConfiguration\`, ${shown(role, keyId)}, but the role has none: pass the key to the role as \`kmsKey\``,
    ],
    [
      kmsKey !== undefined && (keyType === 'AWS_MANAGED_KEY' || (keyType !== undefined && keyId === undefined)),
      'has no customer managed key in `EncryptionConfiguration`, but the role has one: leave the configuration out to let the association set it',
    ],
    [
      isAlias(workflow, keyId),
      'has an alias as `KmsKeyId`, but MWAA does not support aliases: leave it out to let the association set the key of the role',
    ],
    [
      kmsKey !== undefined && differs(kmsKey.keyRef.keyArn, keyId),
      `has another key as \`KmsKeyId\`, ${shown(role, keyId)} instead of ${shown(role, kmsKey?.keyRef.keyArn)}: leave it out to let the association set it`,
    ],
    [
      logGroup !== undefined && differs(logGroupName(logGroup), settings.logGroup),
      `has another log group as \`LogGroupName\`, ${shown(role, settings.logGroup)} instead of ${shown(role, logGroup && logGroupName(logGroup))}: leave it out to let the association set it`,
    ],
  ];
}
