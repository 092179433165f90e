import { grouped } from './lookup';
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

/** The workflows of an app in one deployment. */
export class Workflows {
  private readonly byRole: ReadonlyMap<string, ResourceOf[]>;
  private buckets?: ReadonlyMap<string, ResourceOf[]>;

  constructor(private readonly reading: Reading) {
    const withRole = reading.resourcesOf(WORKFLOW).filter((workflow) => reading.properties(workflow).RoleArn instanceof Text);
    this.byRole = grouped(withRole, (workflow) => this.roleOf(workflow));
  }

  /** What a workflow needs. */
  public needsOf(workflow: ResourceOf): WorkflowNeeds {
    const { RoleArn, EncryptionConfiguration, LoggingConfiguration, DefinitionS3Location } = this.reading.properties(workflow);
    const location = this.reading.location(workflow);
    const name = this.reading.nameOf(workflow, 'Name');
    const key = EncryptionConfiguration?.KmsKeyId;
    const keyName = key instanceof Text ? key : undefined;
    const keyArn = keyName === undefined || isNoKey(keyName) ? undefined : arnOfKey(location, keyName);
    const madeGroup = Text.of('/aws/mwaa-serverless/', name, '-', { kind: 'name', id: `log group of ${workflow.logicalId}`, name: 'LogGroup' }, '/');
    // A configuration that only the deployment knows is a text itself.
    const logGroup = [LoggingConfiguration?.LogGroupName, LoggingConfiguration].find((value) => value instanceof Text) ?? madeGroup;
    return {
      ...location,
      kind: 'workflow',
      environmentName: name,
      roleArn: RoleArn instanceof Text ? RoleArn : undefined,
      keyArn,
      keyName,
      logGroupArn: Text.of('arn:', location.partition, ':logs:', location.region, ':', location.account, ':log-group:', logGroup),
      otherBucketKey: this.bucketKeys(DefinitionS3Location?.Bucket).find((other) => [other, keyArn].every(isCertain) && other.key !== keyArn?.key),
      sharedWith: (this.byRole.get(this.roleOf(workflow)) ?? [])
        .map(({ logicalId }) => logicalId).filter((logicalId) => logicalId !== workflow.logicalId),
    };
  }

  /** The role of a workflow, as its template names it. */
  private roleOf({ template, logicalId }: ResourceOf): string {
    return JSON.stringify([template.key, this.reading.properties({ template, logicalId }).RoleArn?.key]);
  }

  /** The customer managed keys of the bucket with a name, by ARN. */
  private bucketKeys(name: unknown): Text[] {
    this.buckets ??= grouped(this.reading.resourcesOf('AWS::S3::Bucket'), ({ logicalId, template }) => this.reading.ref(logicalId, template).key);
    return (name instanceof Text && this.buckets.get(name.key) || [])
      .flatMap((bucket) => [this.reading.properties(bucket).BucketEncryption?.ServerSideEncryptionConfiguration ?? []].flat()
        .map((rule: any) => rule?.ServerSideEncryptionByDefault?.KMSMasterKeyID)
        .filter((key) => key instanceof Text)
        .map((key) => arnOfKey(this.reading.location(bucket), key)));
  }
}

/** Whether nothing of a key's ARN is chosen at deployment, and it is no alias. */
function isCertain(arn: Text | undefined): boolean {
  return arn === undefined || arn.openValues.every(({ kind }) => kind !== 'chosen') && !String(arn).includes('alias/');
}
