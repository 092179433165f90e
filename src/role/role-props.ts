import { aws_iam as iam, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { booleanRule, InputRule, isPrincipal, listOf, matching, optional, withText } from '../common/input-rules';

/**
 * The properties of `iam.Role` that every role of this library takes.
 *
 * @internal jsii gives its members to the exported interfaces
 */
export interface DocumentedRoleProps {
  /**
   * The name of the role: 1 to 64 letters, digits and characters of `_+=,.@-`.
   *
   * Do not reuse the name of an execution role that was deleted.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-mwaa-onconsole
   * @default - CloudFormation generates a name
   */
  readonly roleName?: string;

  /**
   * The path of the role: at most 512 letters, digits and characters of `_+=,.@-/`, beginning and ending with a slash.
   * MWAA accepts fewer characters than IAM.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-mwaa-environment.html#cfn-mwaa-environment-executionrolearn
   * @default "/"
   */
  readonly path?: string;

  /**
   * The description of the role: at most 1,000 characters of Latin-1.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
   * @default - no description
   */
  readonly description?: string;

  /**
   * The permissions boundary of the role: a managed policy that limits all permissions of the role.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
   * @default - no permissions boundary
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;

  /**
   * Managed policies to attach to the role in addition to the documented permissions.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
   * @default - no managed policies
   */
  readonly managedPolicies?: iam.IManagedPolicy[];

  /**
   * The maximum duration of a session of the role: 1 to 12 hours.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
   * @default - 1 hour
   */
  readonly maxSessionDuration?: Duration;
}

/** The properties as `iam.Role` takes them. */
export function iamRoleProps(props: DocumentedRoleProps): DocumentedRoleProps {
  const { roleName, path, description, permissionsBoundary, managedPolicies, maxSessionDuration } = props;
  return { roleName, path, description, permissionsBoundary, managedPolicies, maxSessionDuration };
}

/** The props of a role that have rules. Their types are unknown, because JavaScript callers can pass anything. */
interface RoleInput {
  readonly roleName?: unknown;
  readonly path?: unknown;
  readonly description?: unknown;
  readonly additionalPrincipals?: unknown;
  readonly confusedDeputyProtection?: unknown;
  readonly permissionsBoundary?: unknown;
  readonly managedPolicies?: unknown;
  readonly maxSessionDuration?: unknown;
}

/**
 * The rules for the props of a role. The name and the path also satisfy the rules for `ExecutionRoleArn` of an environment.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-mwaa-environment.html#cfn-mwaa-environment-executionrolearn
 */
export function roleRules(props?: RoleInput): InputRule[] {
  return [
    {
      prop: 'roleName',
      value: props?.roleName,
      accepts: optional(matching(/^[a-zA-Z0-9_+=,.@\-]{1,64}$/)),
      rule: 'must be 1 to 64 letters, digits and characters of "_+=,.@-": leave it out to let CloudFormation generate a name',
    },
    {
      prop: 'path',
      value: props?.path,
      accepts: optional(matching(/^(?=.{1,512}$)\/([a-zA-Z0-9_+=,.@\-\/]*\/)?$/)),
      rule: 'must begin and end with a slash and have at most 512 letters, digits and characters of "_+=,.@-/", because MWAA accepts no others',
    },
    roleDescriptionRule(props?.description),
    {
      prop: 'additionalPrincipals',
      value: props?.additionalPrincipals,
      accepts: optional(listOf(isTrustable)),
      rule: 'must be a list of principals: pass an AccountPrincipal, an ArnPrincipal or another principal of aws-iam for each',
    },
    booleanRule('confusedDeputyProtection', props?.confusedDeputyProtection),
    {
      prop: 'permissionsBoundary',
      value: props?.permissionsBoundary,
      accepts: optional(withText('managedPolicyArn')),
      rule: 'must be a managed policy: pass a ManagedPolicy or an imported managed policy of aws-iam',
    },
    {
      prop: 'managedPolicies',
      value: props?.managedPolicies,
      accepts: optional(listOf(withText('managedPolicyArn'))),
      rule: 'must be a list of managed policies: pass a ManagedPolicy or an imported managed policy of aws-iam for each',
    },
    {
      prop: 'maxSessionDuration',
      value: props?.maxSessionDuration,
      accepts: optional(isSessionDuration),
      rule: 'must be a Duration: pass one of 1 to 12 hours, in whole seconds',
    },
  ];
}

/**
 * The rule of IAM for the description of a role.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRoleDescription.html
 */
export function roleDescriptionRule(description: unknown): InputRule {
  return {
    prop: 'description',
    value: description,
    accepts: optional(matching(/^[\t\n\r\u0020-\u007E\u00A1-\u00FF]{0,1000}$/)),
    rule: 'must be at most 1,000 characters of Latin-1',
  };
}

/** Whether a trust policy can name a value as principal. A principal of several has no policy of its own, but adds each of them. */
function isTrustable(value: any): boolean {
  return isPrincipal(value) && ('addToAssumeRolePolicy' in value || typeof value.policyFragment.principalJson === 'object');
}

/**
 * Whether a value is a duration that IAM accepts for the sessions of a role.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 */
function isSessionDuration(value: any): boolean {
  const seconds = value.isUnresolved() ? MIN_SESSION : value.toSeconds({ integral: false });
  return Number.isInteger(seconds) && seconds >= MIN_SESSION && seconds <= MAX_SESSION;
}

const MIN_SESSION = 3_600;
const MAX_SESSION = 43_200;

/** The rule for an inline policy that is attached to a role. Reading `policyName` would render the policy also where it is empty. */
export function inlinePolicyRule(policy: unknown): InputRule {
  return {
    prop: 'policy',
    value: policy,
    accepts: (value) => Construct.isConstruct(value) && 'policyName' in value && 'attachToRole' in value,
    rule: 'must be an inline policy that this app defines: pass a Policy of aws-iam',
  };
}
