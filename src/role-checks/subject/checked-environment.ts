import { named, WithArn } from './lookup';
import { EnvironmentNeeds, needsOf, RoleNeeds } from './needs';
import { precreatedRole } from './precreated-roles';
import { Requirement, requirementsOf } from './requirements';
import { CustomerKey, customerKeyOf, isSameKey, writtenBucketKey } from './resources/customer-key';
import { DefinedKey } from './resources/defined-key';
import { ResourcePolicy } from './resources/resource-policy';
import { secretsOf, SecretsUse } from './resources/secrets-use';
import { AttachedPolicy, Role, Roles } from './role';
import { isWorkflow, WORKFLOW, WorkflowNeeds, workflowNeedsOf } from './workflow-needs';
import { BucketProperties } from '../../bucket-and-key/source-bucket-requirements';
import { match } from '../../iam/matching';
import { literalPattern } from '../../iam/pattern';
import { documentOf } from '../../iam/statement';
import { Text } from '../../iam/text';
import { Truth } from '../../iam/truth';
import { Assembly } from '../template/assembly';
import { Reading } from '../template/reading';
import { ResourceOf, Template } from '../template/template';

/** A source bucket that a template of the app defines. */
export interface DefinedBucket extends ResourceOf {
  readonly properties: BucketProperties;
}

/** An environment, and what the app knows of the role and the key that it uses, in one deployment. */
export interface Subject {
  readonly environment: ResourceOf;
  readonly assembly: Assembly;
  readonly needs: EnvironmentNeeds;
  /** What the environment needs its role to be allowed. */
  readonly requirements: Requirement[];
  /** Absent: no template of the app defines the role. */
  readonly role?: Role;
  /** What templates attach to a role that they do not define. */
  readonly attachedElsewhere: AttachedPolicy[];
  /** Absent: no template of the app defines the key, or the environment uses an AWS owned key. */
  readonly key?: DefinedKey;
  /** Absent: no template of the app defines the bucket. */
  readonly bucket?: DefinedBucket;
  /** The customer managed key of the bucket, if a template of the app defines the bucket and it is not the environment's. */
  readonly bucketKey?: CustomerKey;
  /** What Airflow looks for in Secrets Manager. Absent: the environment does not say that it does. */
  readonly secrets?: SecretsUse;
  /** The policies of the bucket that templates show. */
  readonly bucketPolicies: ResourcePolicy[];
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
    return { environment, assembly: this.assembly, needs, role, attachedElsewhere: this.attachedElsewhere(needs, role), key, bucketPolicies: [] };
  }

  private environment(environment: ResourceOf): Subject {
    const { template } = environment;
    const needs = needsOf(environment, this.reading);
    const role = this.roleOf(environment, needs);
    const keyWith = (arn: Text) => this.keyWith(arn, template);
    const key = needs.keyArn && keyWith(needs.keyArn);
    const bucket = this.bucketWith(needs.bucketArn, template);
    const bucketKey = bucket && customerKeyOf(bucket, writtenBucketKey(bucket, this.reading), this.reading, keyWith);
    const bucketPolicies = this.bucketPoliciesOf(needs.bucketArn);
    return {
      environment,
      assembly: this.assembly,
      needs,
      requirements: requirementsOf(needs, {
        readSourceBucket: bucketPolicies.map(({ document }) => document),
        useCustomerManagedKey: key === undefined ? [] : [key.policy],
      }),
      role,
      attachedElsewhere: this.attachedElsewhere(needs, role),
      key,
      bucket,
      bucketKey: bucketKey !== undefined && needs.keyArn !== undefined && isSameKey(bucketKey.arn, needs.keyArn) ? undefined : bucketKey,
      secrets: secretsOf(environment, needs, this.reading, keyWith),
      bucketPolicies,
    };
  }

  private roleOf({ template }: ResourceOf, { roleArn }: RoleNeeds): Role | undefined {
    return roleArn && (this.roles.withArn(roleArn, template) ?? precreatedRole(this.assembly, template, roleArn, this.reading));
  }

  private attachedElsewhere({ roleArn }: RoleNeeds, role: Role | undefined): AttachedPolicy[] {
    return roleArn !== undefined && role === undefined ? this.roles.attachedTo(roleArn) : [];
  }

  private withArns(type: string): WithArn[] {
    return this.reading.resourcesOf(type).map((resource) => ({ resource, arn: this.reading.attribute(resource.logicalId, 'Arn', resource.template) }));
  }

  private keyWith(arn: Text, template: Template): DefinedKey | undefined {
    const key = named(this.keys, arn, template);
    const properties = key && this.reading.properties(key.resource);
    return key && { ...key.resource, properties: properties!, policy: documentOf(properties!.KeyPolicy ?? {}) };
  }

  private bucketWith(arn: Text, template: Template): DefinedBucket | undefined {
    const bucket = named(this.buckets, arn, template);
    return bucket && { ...bucket.resource, properties: this.reading.properties(bucket.resource) };
  }

  private bucketPoliciesOf(bucketArn: Text): ResourcePolicy[] {
    return this.reading.resourcesOf('AWS::S3::BucketPolicy').flatMap((resource) => {
      const { Bucket, PolicyDocument } = this.reading.properties(resource);
      const isOfBucket = isBucket(Bucket, bucketArn);
      const isCertain = isOfBucket === 'yes' && this.reading.isThere(resource.template.resources[resource.logicalId], resource.template) === true;
      const document = documentOf(PolicyDocument ?? {});
      return isOfBucket === 'no' ? [] : [{ document: isCertain ? document : { ...document, attachment: 'maybe' as const }, resource, of: 'bucket' as const }];
    });
  }
}

/** Whether an ARN may be that of a bucket with a name. */
function isBucket(name: unknown, arn: Text): Truth {
  const bucket = arn.split(':')?.at(-1);
  return name instanceof Text && bucket !== undefined ? match(literalPattern(name), bucket).truth : 'could be';
}
