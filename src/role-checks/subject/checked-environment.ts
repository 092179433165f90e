import { ByArn, ByName, grouped, resourcesByArn, WithArn } from './lookup';
import { EnvironmentNeeds, needsOf, RoleNeeds } from './needs';
import { precreatedRole } from './precreated-roles';
import { Requirement, requirementsOf } from './requirements';
import { CustomerKey, customerKeyOf, isSameKey, writtenBucketKey } from './resources/customer-key';
import { DefinedKey } from './resources/defined-key';
import { Keys } from './resources/keys';
import { ResourcePolicy } from './resources/resource-policy';
import { secretsOf, SecretsUse } from './resources/secrets-use';
import { AttachedPolicy, Role, Roles } from './role';
import { isWorkflow, WORKFLOW, WorkflowNeeds, workflowRequirements, Workflows } from './workflow-needs';
import { BucketProperties } from '../../bucket-and-key/source-bucket/source-bucket-requirements';
import { match } from '../../iam/matching/matching';
import { literalPattern } from '../../iam/matching/pattern';
import { PolicyDocument } from '../../iam/policy-document';
import { Text } from '../../iam/text';
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
export interface WorkflowSubject extends Omit<Subject, 'needs'> {
  readonly needs: WorkflowNeeds;
  /** The logical ids of other workflows with the same role. */
  readonly sharedWith: readonly string[];
}

/** The environments of an assembly in one deployment. */
export class Subjects {
  private readonly workflows: Workflows;
  private readonly roles: Roles;
  private readonly keys: Keys;
  private readonly buckets: ByArn<WithArn>;
  private readonly bucketPolicies: ByName<{ readonly resource: ResourceOf; readonly bucket: unknown }>;
  private workflowsByRole?: ReadonlyMap<string, ResourceOf[]>;

  constructor(private readonly assembly: Assembly, private readonly reading: Reading) {
    this.roles = new Roles(reading);
    this.keys = new Keys(reading);
    this.workflows = new Workflows(reading, this.keys);
    this.buckets = resourcesByArn('AWS::S3::Bucket', reading);
    this.bucketPolicies = new ByName(reading.resourcesOf('AWS::S3::BucketPolicy').map((resource) => {
      const { template, logicalId } = resource;
      return { resource, bucket: reading.value(template.resources[logicalId].Properties?.Bucket, template) };
    }), ({ bucket }) => [bucket]);
  }

  /** Whether an environment is there at all. */
  public has({ template, logicalId }: ResourceOf): boolean {
    return this.reading.isThere(template.resources[logicalId], template) !== false;
  }

  /** An environment or a workflow, with what belongs to it. */
  public of(resource: ResourceOf): Subject | WorkflowSubject {
    return isWorkflow(resource) ? this.workflow(resource) : this.environment(resource);
  }

  private workflow(environment: ResourceOf): WorkflowSubject {
    const own = this.workflows.needsOf(environment);
    const [role, key] = [this.roleOf(environment, own), own.keyArn && this.keys.withArn(own.keyArn, environment.template)];
    const needs = this.withRoleId(own, role);
    this.workflowsByRole ??= grouped(this.reading.resourcesOf(WORKFLOW), (workflow) => this.nameOfRole(workflow));
    return {
      environment,
      assembly: this.assembly,
      needs,
      requirements: workflowRequirements(needs, key),
      role,
      attachedElsewhere: this.attachedElsewhere(needs, role),
      key,
      bucketPolicies: [],
      sharedWith: this.workflowsByRole.get(this.nameOfRole(environment))!
        .filter((other) => !isSame(other, environment)).map(({ logicalId }) => logicalId),
    };
  }

  /** What tells the role of a workflow from others. An ARN that is open stands for another role in each template. */
  private nameOfRole({ template, logicalId }: ResourceOf): string {
    const arn: unknown = this.reading.properties({ template, logicalId }).RoleArn;
    const role = arn instanceof Text ? this.roles.withArn(arn, template)?.resource : undefined;
    const open = arn instanceof Text ? arn.key : `none of ${logicalId}`;
    return role !== undefined ? `${role.template.key}#${role.logicalId}`
      : arn instanceof Text && arn.literal !== undefined ? arn.literal : `${template.key} ${open}`;
  }

  private environment(environment: ResourceOf): Subject {
    const { template } = environment;
    const own = needsOf(environment, this.reading);
    const role = this.roleOf(environment, own);
    const needs = this.withRoleId(own, role);
    const key = needs.keyArn && this.keys.withArn(needs.keyArn, template);
    const bucket = this.bucketWith(needs.bucketArn, template);
    const bucketKey = bucket && customerKeyOf(bucket, writtenBucketKey(bucket, this.reading), this.reading, this.keys);
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
      secrets: secretsOf(environment, needs, this.reading, this.keys),
      bucketPolicies,
    };
  }

  private roleOf({ template }: ResourceOf, { roleArn }: RoleNeeds): Role | undefined {
    return roleArn && (this.roles.withArn(roleArn, template) ?? precreatedRole(this.assembly, template, roleArn, this.reading));
  }

  private withRoleId<N extends RoleNeeds>(needs: N, { resource }: Partial<Role> = {}): N {
    return resource === undefined ? needs : { ...needs, roleId: this.reading.attribute(resource.logicalId, 'RoleId', resource.template) };
  }

  private attachedElsewhere({ roleArn }: RoleNeeds, role: Role | undefined): AttachedPolicy[] {
    return roleArn !== undefined && role === undefined ? this.roles.attachedTo(roleArn) : [];
  }

  private bucketWith(arn: Text, template: Template): DefinedBucket | undefined {
    const bucket = this.buckets.named(arn, template);
    return bucket && { ...bucket.resource, properties: this.reading.properties(bucket.resource) };
  }

  private bucketPoliciesOf(bucketArn: Text): ResourcePolicy[] {
    const bucket = bucketArn.split(':')?.at(-1);
    const candidates = bucket === undefined ? this.bucketPolicies.things : this.bucketPolicies.candidates(bucket);
    return candidates.flatMap(({ resource, bucket: named }) => {
      const isOfBucket = named instanceof Text && bucket !== undefined ? match(literalPattern(named), bucket).truth : 'could be';
      if (isOfBucket === 'no') {
        return [];
      }
      const isCertain = isOfBucket === 'yes' && this.reading.isThere(resource.template.resources[resource.logicalId], resource.template) === true;
      const document = PolicyDocument.of(this.reading.properties(resource).PolicyDocument ?? {});
      return [{ document: isCertain ? document : document.perhaps(), resource, of: 'bucket' as const }];
    });
  }
}

function isSame(one: ResourceOf, other: ResourceOf): boolean {
  return one.template === other.template && one.logicalId === other.logicalId;
}
