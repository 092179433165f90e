import { grouped } from './lookup';
import { arnOfKey, arnOfKeyId, isNoKey, RoleNeeds } from './needs';
import { Asked, EVERY_STREAM, knownOf, Requirement } from './requirements';
import { customerKeyOf, writtenBucketKey } from './resources/customer-key';
import { DefinedKey } from './resources/defined-key';
import { Keys } from './resources/keys';
import { Text } from '../../iam/text';
import { serverlessStatements, ServerlessStatementName } from '../../serverless-role/serverless-statements';
import { Place } from '../deployments/deployment';
import { Reading } from '../template/reading';
import { regionalArn } from '../template/resource-arns';
import { ResourceOf } from '../template/template';

/** What a workflow of MWAA Serverless depends on, as its template says it. */
export interface WorkflowNeeds extends RoleNeeds {
  readonly kind: 'workflow';
  /** The log group that it names, or the one that the service makes. */
  readonly logGroupArn: Text;
  /** Whether it wants a customer managed key and names none. */
  readonly lacksKey: boolean;
  /** The type of its key, where that leaves open whether it uses the key that it names. */
  readonly unclearKey?: Text;
  /** The key of the bucket with the definition, as far as a template shows one that is not the workflow's. */
  readonly otherBucketKey?: Text;
}

export const WORKFLOW = 'AWS::MWAAServerless::Workflow';

/** Whether a resource is a workflow. */
export function isWorkflow({ template, logicalId }: ResourceOf): boolean {
  return template.resources[logicalId].Type === WORKFLOW;
}

/** The workflows of an app in one deployment. */
export class Workflows {
  private buckets?: ReadonlyMap<string, ResourceOf[]>;

  constructor(private readonly reading: Reading, private readonly keys: Keys) {}

  /** What a workflow needs. */
  public needsOf(workflow: ResourceOf): WorkflowNeeds {
    const { RoleArn, EncryptionConfiguration, LoggingConfiguration, DefinitionS3Location } = this.reading.properties(workflow);
    const location = this.reading.location(workflow);
    const name = this.reading.nameOf(workflow, 'Name');
    const { Type, KmsKeyId } = EncryptionConfiguration ?? {};
    const isUnclear = KmsKeyId instanceof Text && Type instanceof Text && Type.literal !== CUSTOMER_MANAGED;
    const keyName = KmsKeyId instanceof Text && !isUnclear ? KmsKeyId : undefined;
    const keyArn = keyName === undefined || isNoKey(keyName) ? undefined : arnOfKey(location, keyName);
    // A configuration that only the deployment knows is a text itself.
    const logGroup = [LoggingConfiguration?.LogGroupName, LoggingConfiguration].find((value) => value instanceof Text)
      ?? Text.of('/aws/mwaa-serverless/', workflowId(name), '/');
    return {
      ...location,
      kind: 'workflow',
      environmentName: name,
      roleArn: RoleArn instanceof Text ? RoleArn : undefined,
      keyArn,
      keyName,
      lacksKey: Type instanceof Text && Type.literal === CUSTOMER_MANAGED && KmsKeyId === undefined,
      unclearKey: isUnclear ? Type : undefined,
      logGroupArn: regionalArn(location, 'logs', 'log-group:', logGroup),
      otherBucketKey: this.bucketKeys(DefinitionS3Location?.Bucket).find((other) => [other, keyArn].every(isCertain) && other.key !== keyArn?.key),
    };
  }

  /** The customer managed keys of the bucket with a name. One that is known by an alias only could be any. */
  private bucketKeys(name: unknown): Text[] {
    this.buckets ??= grouped(this.reading.resourcesOf('AWS::S3::Bucket'), ({ logicalId, template }) => this.reading.ref(logicalId, template).key);
    return (name instanceof Text && this.buckets.get(name.key) || [])
      .flatMap((bucket) => customerKeyOf(bucket, writtenBucketKey(bucket, this.reading), this.reading, this.keys) ?? [])
      .flatMap(({ alias, arn }) => (alias === undefined ? arn : []));
  }
}

const CUSTOMER_MANAGED = 'CUSTOMER_MANAGED_KEY';

/** Whether nothing of a key's ARN is chosen at deployment. */
function isCertain(arn: Text | undefined): boolean {
  return arn === undefined || arn.openValues.every(({ kind }) => kind !== 'chosen');
}

/** The service adds ten characters to the name of a workflow. */
function workflowId(name: Text): Text {
  return Text.of(name, '-', { kind: 'name', id: `suffix of ${name.key}`, name: 'Suffix', length: 10 });
}

/**
 * What the tasks of a workflow do with the role. They call KMS themselves and name the workflow as the encryption context. The
 * guide writes its ARN with the name alone. Of the documented actions on the key, only those are asked for that both pages of the guide show.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/mwaa-serverless-userguide/data-protection.html
 */
const ASKED: Record<ServerlessStatementName, (needs: WorkflowNeeds, keyArn: Text) => Asked> = {
  writeLogs: ({ logGroupArn }) => ({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resource: Text.of(logGroupArn, ':log-stream:', EVERY_STREAM) }),
  useCustomerManagedKey: (needs, keyArn) => ({
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resource: keyArn,
    otherwise: arnOfKeyId(needs, keyArn),
    context: {
      'kms:CallerAccount': needs.account,
      'kms:ViaService': [],
      'kms:EncryptionContextKeys': ENCRYPTION_CONTEXT,
      [`kms:EncryptionContext:${ENCRYPTION_CONTEXT}`]: [workflowId(needs.environmentName), needs.environmentName].map((id) => workflowArn(needs, id)),
    },
  }),
};

const ENCRYPTION_CONTEXT = 'aws:airflow-serverless:workflow-arn';

function workflowArn(location: Place, id: Text): Text {
  return regionalArn(location, 'airflow-serverless', 'workflow/', id);
}

/**
 * Everything that a workflow needs its role to be allowed. With the key, if a template shows it.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/mwaa-serverless-userguide/get-started-execution-role.html
 */
export function workflowRequirements(needs: WorkflowNeeds, key: DefinedKey | undefined): Requirement[] {
  const { keyArn = Text.of() } = needs;
  return serverlessStatements({ keyArn: needs.keyArn && String(needs.keyArn) }).map((documented) => {
    const { context, ...asked } = ASKED[documented.name](needs, keyArn);
    const resourcePolicies = documented.name === 'writeLogs' || key === undefined ? [] : [key.policy];
    return new Requirement(documented, () => [{ ...asked, context: { ...knownOf(needs), ...context }, resourcePolicies }]);
  });
}
