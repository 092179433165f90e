import { CustomerKey, customerKeyOf, DefinedKey, isSameKey, writtenBucketKey } from './customer-key';
import { named, WithArn } from './lookup';
import { EnvironmentNeeds, needsOf, RoleNeeds } from './needs';
import { precreatedRole } from './precreated-roles';
import { Requirement, requirementsOf } from './requirements';
import { Role, Roles } from './role';
import { secretsOf, SecretsUse } from './secrets-use';
import { isWorkflow, WORKFLOW, WorkflowNeeds, workflowNeedsOf } from './workflow-needs';
import { match } from '../../iam/matching';
import { literalPattern } from '../../iam/pattern';
import { documentOf, PolicyDocumentJson } from '../../iam/statement';
import { Text } from '../../iam/text';
import { Assembly } from '../template/assembly';
import { Reading } from '../template/reading';
import { ResourceOf, Template } from '../template/template';

/** An environment, and what the app knows of the role and the key that it uses, in one deployment. */
export interface Subject {
  readonly environment: ResourceOf;
  readonly assembly: Assembly;
  readonly needs: EnvironmentNeeds;
  /** What the environment needs its role to be allowed. */
  readonly requirements: Requirement[];
  /** Absent: no template of the app defines the role. */
  readonly role?: Role;
  /** Absent: no template of the app defines the key, or the environment uses an AWS owned key. */
  readonly key?: DefinedKey;
  /** The customer managed key of the bucket, if a template of the app defines the bucket and it is not the environment's. */
  readonly bucketKey?: CustomerKey;
  /** What Airflow looks for in Secrets Manager. Absent: the environment does not say that it does. */
  readonly secrets?: SecretsUse;
  /** The policies of the bucket that templates show. */
  readonly bucketPolicies: PolicyDocumentJson[];
}

/** A workflow, and what the app knows of its role and its key, in one deployment. */
export interface WorkflowSubject extends Omit<Subject, 'needs' | 'requirements'> {
  readonly needs: WorkflowNeeds;
}

/** The environments of an assembly in one deployment. */
export class Subjects {
  public readonly environments: ResourceOf[];
  private readonly roles: Roles;
  private readonly keys: WithArn[];
  private readonly buckets: WithArn[];

  constructor(private readonly assembly: Assembly, private readonly reading: Reading) {
    this.environments = reading.resourcesOf('AWS::MWAA::Environment', WORKFLOW);
    this.roles = new Roles(reading);
    this.keys = this.withArns('AWS::KMS::Key');
    this.buckets = this.withArns('AWS::S3::Bucket');
  }

  /** An environment or a workflow, with what belongs to it. */
  public of(resource: ResourceOf): Subject | WorkflowSubject {
    return isWorkflow(resource) ? this.workflow(resource) : this.environment(resource);
  }

  private workflow(environment: ResourceOf): WorkflowSubject {
    const needs = workflowNeedsOf(environment, this.reading);
    const [role, key] = [this.roleOf(environment, needs), needs.keyArn && this.keyWith(needs.keyArn, environment.template)];
    return { environment, assembly: this.assembly, needs, role, key, bucketPolicies: [] };
  }

  private environment(environment: ResourceOf): Subject {
    const { template } = environment;
    const needs = needsOf(environment, this.reading);
    const keyWith = (arn: Text) => this.keyWith(arn, template);
    const key = needs.keyArn && keyWith(needs.keyArn);
    const bucket = named(this.buckets, needs.bucketArn, template)?.resource;
    const bucketKey = bucket && customerKeyOf(bucket, writtenBucketKey(bucket, this.reading), this.reading, keyWith);
    const bucketPolicies = this.bucketPoliciesOf(needs.bucketArn);
    return {
      environment,
      assembly: this.assembly,
      needs,
      requirements: requirementsOf(needs, { readSourceBucket: bucketPolicies, useCustomerManagedKey: key === undefined ? [] : [key.policy] }),
      role: this.roleOf(environment, needs),
      key,
      bucketKey: bucketKey !== undefined && needs.keyArn !== undefined && isSameKey(bucketKey.arn, needs.keyArn) ? undefined : bucketKey,
      secrets: secretsOf(environment, needs, this.reading, keyWith),
      bucketPolicies,
    };
  }

  private roleOf({ template }: ResourceOf, { roleArn }: RoleNeeds): Role | undefined {
    return roleArn && (this.roles.withArn(roleArn, template) ?? precreatedRole(this.assembly, template, roleArn, this.reading));
  }

  private withArns(type: string): WithArn[] {
    return this.reading.resourcesOf(type).map((resource) => ({ resource, arn: this.reading.attribute(resource.logicalId, 'Arn', resource.template) }));
  }

  private keyWith(arn: Text, template: Template): DefinedKey | undefined {
    const key = named(this.keys, arn, template);
    const properties = key && this.reading.properties(key.resource);
    return key && { ...key.resource, properties: properties!, policy: documentOf(properties!.KeyPolicy ?? {}) };
  }

  private bucketPoliciesOf(bucketArn: Text): PolicyDocumentJson[] {
    return this.reading.resourcesOf('AWS::S3::BucketPolicy')
      .map((resource) => this.reading.properties(resource))
      .filter(({ Bucket }) => isBucket(Bucket, bucketArn))
      .map(({ PolicyDocument }) => documentOf(PolicyDocument ?? {}));
  }
}

/** Whether an ARN may be that of a bucket with a name. */
function isBucket(name: unknown, arn: Text): boolean {
  const bucket = arn.split(':')?.at(-1);
  return !(name instanceof Text) || bucket === undefined || match(literalPattern(name), bucket).truth !== 'no';
}
