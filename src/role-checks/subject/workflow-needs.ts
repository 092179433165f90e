import { arnOfKey, isNoKey, RoleNeeds } from './needs';
import { Text } from '../../iam/text';
import { Reading } from '../template/reading';
import { ResourceOf } from '../template/template';

/** What a workflow of MWAA Serverless depends on, as its template says it. */
export interface WorkflowNeeds extends RoleNeeds {
  readonly kind: 'workflow';
  /** The log group that it names, or the one that the service makes. */
  readonly logGroupArn: Text;
  /** The key of the bucket with the definition, as far as a template shows one that is not the workflow's. */
  readonly otherBucketKey?: Text;
  /** The logical ids of other workflows with the same role. */
  readonly sharedWith: readonly string[];
}

export const WORKFLOW = 'AWS::MWAAServerless::Workflow';

/** Whether a resource is a workflow. */
export function isWorkflow({ template, logicalId }: ResourceOf): boolean {
  return template.resources[logicalId].Type === WORKFLOW;
}

/** What a workflow needs, in one deployment. */
export function workflowNeedsOf(workflow: ResourceOf, reading: Reading): WorkflowNeeds {
  const { RoleArn, EncryptionConfiguration, LoggingConfiguration, DefinitionS3Location } = reading.properties(workflow);
  const location = reading.location(workflow);
  const name = reading.nameOf(workflow, 'Name');
  const key = EncryptionConfiguration?.KmsKeyId;
  const keyName = key instanceof Text ? key : undefined;
  const keyArn = keyName === undefined || isNoKey(keyName) ? undefined : arnOfKey(location, keyName);
  const madeGroup = Text.of('/aws/mwaa-serverless/', name, '-', { kind: 'name', id: `log group of ${workflow.logicalId}`, name: 'LogGroup' }, '/');
  // A configuration that only the deployment knows is a text itself.
  const logGroup = [LoggingConfiguration?.LogGroupName, LoggingConfiguration].find((value) => value instanceof Text) ?? madeGroup;
  const roleOf = (other: ResourceOf): string | undefined => reading.properties(other).RoleArn?.key;
  return {
    ...location,
    kind: 'workflow',
    environmentName: name,
    roleArn: RoleArn instanceof Text ? RoleArn : undefined,
    keyArn,
    keyName,
    logGroupArn: Text.of('arn:', location.partition, ':logs:', location.region, ':', location.account, ':log-group:', logGroup),
    otherBucketKey: bucketKeys(DefinitionS3Location?.Bucket, reading).find((other) => [other, keyArn].every(isCertain) && other.key !== keyArn?.key),
    sharedWith: reading.resourcesOf(WORKFLOW)
      .filter(({ template, logicalId }) => template === workflow.template && logicalId !== workflow.logicalId)
      .filter((other) => roleOf(other) !== undefined && roleOf(other) === roleOf(workflow))
      .map(({ logicalId }) => logicalId),
  };
}

/** The customer managed keys of the bucket with a name, by ARN. */
function bucketKeys(name: Text | undefined, reading: Reading): Text[] {
  return reading.resourcesOf('AWS::S3::Bucket')
    .filter(({ logicalId, template }) => name !== undefined && reading.ref(logicalId, template).key === name.key)
    .flatMap((bucket) => [reading.properties(bucket).BucketEncryption?.ServerSideEncryptionConfiguration ?? []].flat()
      .map((rule: any) => rule?.ServerSideEncryptionByDefault?.KMSMasterKeyID)
      .filter((key) => key instanceof Text)
      .map((key) => arnOfKey(reading.location(bucket), key)));
}

/** Whether nothing of a key's ARN is chosen at deployment, and it is no alias. */
function isCertain(arn: Text | undefined): boolean {
  return arn === undefined || arn.openValues.every(({ kind }) => kind !== 'chosen') && !String(arn).includes('alias/');
}
