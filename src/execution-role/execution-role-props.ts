import { aws_iam as iam, Duration } from 'aws-cdk-lib';
import { MwaaExecutionPolicyOptions } from '../execution-policy/execution-policy-options';

/** Properties of `MwaaExecutionRole`. */
export interface MwaaExecutionRoleProps extends MwaaExecutionPolicyOptions {
  /**
   * Whether MWAA may assume the role only on behalf of this environment.
   *
   * If true, the trust policy has conditions on `aws:SourceArn` and `aws:SourceAccount`. If false, it equals the trust
   * policy on the page of the execution role.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/cross-service-confused-deputy-prevention.html
   * @default true
   */
  readonly confusedDeputyProtection?: boolean;

  /**
   * Additional principals that may assume the role, for example to run a DAG by hand with the role's permissions.
   *
   * Each additional principal gets its own statement in the trust policy. The statement has the conditions of the
   * principal, and no conditions on `aws:SourceArn` and `aws:SourceAccount`. Synth warns if the trust policy becomes
   * longer than 2,048 characters, IAM's default quota.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
   * @default - only MWAA may assume the role
   */
  readonly additionalPrincipals?: iam.IPrincipal[];

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
