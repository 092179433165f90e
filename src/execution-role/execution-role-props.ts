import { aws_iam as iam } from 'aws-cdk-lib';
import { MwaaExecutionPolicyOptions } from '../execution-policy/execution-policy-options';
import { DocumentedRoleProps } from '../role/role-props';

/** Properties of `MwaaExecutionRole`. */
export interface MwaaExecutionRoleProps extends MwaaExecutionPolicyOptions, DocumentedRoleProps {
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
}
