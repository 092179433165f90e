import { ByArn, ByName, WithArn } from './lookup';
import { EnvironmentNeeds, needsOf } from './needs';
import { precreatedRole } from './precreated-roles';
import { Requirement, requirementsOf } from './requirements';
import { Role, Roles } from './role';
import { match } from '../../iam/matching';
import { literalPattern } from '../../iam/pattern';
import { documentOf, PolicyDocumentJson } from '../../iam/statement';
import { Text } from '../../iam/text';
import { Assembly } from '../template/assembly';
import { Reading } from '../template/reading';
import { ResourceOf } from '../template/template';

/** A customer managed key that a template of the app defines. */
export interface DefinedKey extends ResourceOf {
  /** Without statements where KMS gives the key its default policy. */
  readonly policy: PolicyDocumentJson;
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
  /** Absent: no template of the app defines the key, or the environment uses an AWS owned key. */
  readonly key?: DefinedKey;
  /** The policies of the bucket that templates show. */
  readonly bucketPolicies: PolicyDocumentJson[];
}

/** The environments of an assembly in one deployment. */
export class Subjects {
  private readonly roles: Roles;
  private readonly keys: ByArn<WithArn>;
  private readonly bucketPolicies: ByName<Record<string, any>>;

  constructor(private readonly assembly: Assembly, private readonly reading: Reading) {
    this.roles = new Roles(reading);
    this.keys = new ByArn(reading.resourcesOf('AWS::KMS::Key')
      .map((resource) => ({ resource, arn: reading.attribute(resource.logicalId, 'Arn', resource.template) })));
    this.bucketPolicies = new ByName(reading.resourcesOf('AWS::S3::BucketPolicy').map((resource) => reading.properties(resource)), ({ Bucket }) => [Bucket]);
  }

  /** Whether an environment is there at all. */
  public has({ template, logicalId }: ResourceOf): boolean {
    return this.reading.isThere(template.resources[logicalId], template) !== false;
  }

  /** An environment with what belongs to it. */
  public of(environment: ResourceOf): Subject {
    const { template } = environment;
    const needs = needsOf(environment, this.reading);
    const key = this.keyOf(environment, needs);
    const bucketPolicies = this.bucketPoliciesOf(needs.bucketArn);
    return {
      environment,
      assembly: this.assembly,
      needs,
      requirements: requirementsOf(needs, { readSourceBucket: bucketPolicies, useCustomerManagedKey: key === undefined ? [] : [key.policy] }),
      role: needs.roleArn && (this.roles.withArn(needs.roleArn, template) ?? precreatedRole(this.assembly, template, needs.roleArn, this.reading)),
      key,
      bucketPolicies,
    };
  }

  private keyOf({ template }: ResourceOf, { keyArn }: EnvironmentNeeds): DefinedKey | undefined {
    const key = keyArn && this.keys.named(keyArn, template);
    return key && { ...key.resource, policy: documentOf(this.reading.properties(key.resource).KeyPolicy ?? {}) };
  }

  private bucketPoliciesOf(bucketArn: Text): PolicyDocumentJson[] {
    const bucket = bucketArn.split(':')?.at(-1);
    return (bucket === undefined ? this.bucketPolicies.things : this.bucketPolicies.candidates(bucket))
      .filter(({ Bucket }) => !(Bucket instanceof Text) || bucket === undefined || match(literalPattern(Bucket), bucket).truth !== 'no')
      .map(({ PolicyDocument }) => documentOf(PolicyDocument ?? {}));
  }
}
