import { aws_iam as iam, aws_kms as kms, aws_logs as logs, aws_mwaaserverless as serverless, Stack } from 'aws-cdk-lib';
import { logGroupName } from './workflow-log-group';
import { workflowProperties, WorkflowProperties } from './workflow-properties';
import { assertInput, inputError } from '../common/input-rules';
import { isChosen } from '../common/references';
import { currentText, finalText, presentText, ReadText } from '../common/rendered-properties';
import { isOtherResource } from '../common/resource-identity';
import { associationError, Contradiction, isAlias, isOther, Pair, pair, roleArnFor, roleContradiction, shown, textRule } from '../role/association';

/** What a role expects of its workflow. */
export interface ExpectedWorkflow {
  readonly logGroup?: logs.ILogGroupRef;
  readonly kmsKey?: kms.IKeyRef;
}

/**
 * Gives a workflow the role, and the key and the log group of the role where it has none.
 *
 * Throws one error that lists every property of the workflow that contradicts the role. Values that only the deployment
 * knows pass.
 */
export function associateWithWorkflow(role: iam.Role, expected: ExpectedWorkflow, workflow: serverless.CfnWorkflow): void {
  if (!serverless.CfnWorkflow.isCfnWorkflow(workflow)) {
    throw inputError(CONSTRUCT, role.node.path, ['`workflow` must be an L1 workflow: pass a CfnWorkflow of aws-mwaaserverless']);
  }
  const given = workflowProperties(workflow, (_resource, _property, text) => text);
  assertInput(CONSTRUCT, role.node.path, [
    textRule('workflow.roleArn', given.roleArn),
    textRule('workflow.encryptionConfiguration.kmsKeyId', given.keyId),
    textRule('workflow.loggingConfiguration.logGroupName', given.logGroup),
  ]);
  const properties = workflowProperties(workflow, currentText);
  const pairing = pairOf(role, workflow);
  pair(pairing, contradictions(pairing, expected, properties));
  const { kmsKey, logGroup } = expected;
  workflow.roleArn = roleArnFor(workflow, presentText(workflow, workflow.roleArn), role);
  if (kmsKey !== undefined && properties.keyId === undefined) {
    workflow.encryptionConfiguration = { type: 'CUSTOMER_MANAGED_KEY', kmsKeyId: kmsKey.keyRef.keyArn };
  }
  if (logGroup !== undefined && properties.logGroup === undefined) {
    workflow.loggingConfiguration = { logGroupName: logGroupName(logGroup) };
  }
}

/** The error that lists every property of a workflow that contradicts the role. Call it when the app is validated. */
export function contradictionError(role: iam.Role, expected: ExpectedWorkflow, workflow: serverless.CfnWorkflow): Error | undefined {
  const pairing = pairOf(role, workflow);
  return associationError(pairing, contradictions(pairing, expected, workflowProperties(workflow, finalText), finalText));
}

const CONSTRUCT = 'MwaaServerlessExecutionRole';

function pairOf(role: iam.Role, resource: serverless.CfnWorkflow): Pair {
  return { construct: CONSTRUCT, role, what: 'workflow', resource };
}

function contradictions(pairing: Pair, { logGroup, kmsKey }: ExpectedWorkflow, properties: WorkflowProperties, read?: ReadText): Contradiction[] {
  const { role, resource: workflow } = pairing;
  const { roleArn, keyType, keyId, logGroup: itsLogGroup } = properties;
  const { region, account } = Stack.of(role);
  const differs = (ours: string, theirs = ours) => isOtherResource(role, theirs, ours, read);
  return [
    [
      isOther(workflow.env.region, region),
      () => `is in Region "${workflow.env.region}", but the role is for "${region}": define the role in a stack of the workflow's Region`,
    ],
    [
      isOther(workflow.env.account, account),
      () => `is in account "${workflow.env.account}", but the role is in "${account}": define the role in the workflow's account`,
    ],
    roleContradiction(pairing, 'RoleArn', roleArn, 'set the ARN of this role', read),
    [
      kmsKey === undefined && keyType === 'CUSTOMER_MANAGED_KEY' && (keyId === undefined || !isChosen(workflow.stack.resolve(keyId))),
      () => `has a customer managed key${keyId === undefined ? '' : ` as \`KmsKeyId\`, ${shown(role, keyId)}`}, but the role has none: pass the key to the role as \`kmsKey\``,
    ],
    [
      kmsKey !== undefined && keyType !== undefined && (keyType === 'AWS_MANAGED_KEY' || keyId === undefined),
      () => `has ${shown(role, keyType)} as \`Type\` of its key${keyId === undefined ? ' and no `KmsKeyId`' : ''}, but the role has a key, `
        + `${shown(role, kmsKey!.keyRef.keyArn)}: leave \`EncryptionConfiguration\` out to let the association set it`,
    ],
    [
      isAlias(workflow, keyId),
      () => 'has an alias as `KmsKeyId`, but MWAA does not support aliases: leave it out to let the association set the key of the role',
    ],
    [
      kmsKey !== undefined && differs(kmsKey.keyRef.keyArn, keyId),
      () => `has another key as \`KmsKeyId\`, ${shown(role, keyId)} instead of ${shown(role, kmsKey!.keyRef.keyArn)}: leave it out to let the association set it`,
    ],
    [
      logGroup !== undefined && differs(logGroupName(logGroup), itsLogGroup),
      () => `has another log group as \`LogGroupName\`, ${shown(role, itsLogGroup)} instead of ${shown(role, logGroupName(logGroup!))}: leave it out to let the association set it`,
    ],
  ];
}
