import { aws_iam as iam, Duration } from 'aws-cdk-lib';
import { booleanRule, InputRule, listOf, matching, optional, referenceTo } from '../common/input-rules';

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
      accepts: optional(listOf((principal) => referenceTo('grantPrincipal')(principal) && referenceTo('policyFragment')(principal))),
      takesTokens: false,
      rule: 'must be a list of principals: pass an AccountPrincipal, an ArnPrincipal or another principal of aws-iam for each',
    },
    booleanRule('confusedDeputyProtection', props?.confusedDeputyProtection),
    {
      prop: 'permissionsBoundary',
      value: props?.permissionsBoundary,
      accepts: optional(referenceTo('managedPolicyArn')),
      takesTokens: false,
      rule: 'must be a managed policy: pass a ManagedPolicy or an imported managed policy of aws-iam',
    },
    {
      prop: 'managedPolicies',
      value: props?.managedPolicies,
      accepts: optional(listOf(referenceTo('managedPolicyArn'))),
      takesTokens: false,
      rule: 'must be a list of managed policies: pass a ManagedPolicy or an imported managed policy of aws-iam for each',
    },
    {
      prop: 'maxSessionDuration',
      value: props?.maxSessionDuration,
      accepts: optional(referenceTo('toSeconds')),
      takesTokens: false,
      rule: 'must be a Duration: pass one of 1 to 12 hours',
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
