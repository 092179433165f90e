import { aws_iam as iam, Lazy } from 'aws-cdk-lib';
import { deployedLength } from './policy-length';
import { warnWhenValidated } from '../common/app-validation';

/** Renders the statements of a trust policy as they were added: CDK's `minimizePolicies` would merge and sort them. */
export function keepTrustStatementsApart({ assumeRolePolicy, node: { defaultChild: resource } }: iam.Role): void {
  const trust = assumeRolePolicy!; // only imported roles have none
  if (iam.CfnRole.isCfnRole(resource)) {
    resource.assumeRolePolicyDocument = Lazy.uncachedAny({ produce: () => trust.toJSON() });
  }
}

/**
 * Characters, without white space, that IAM takes in a trust policy unless the quota is raised.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
const TRUST_LIMIT = 2_048;

/** Warns of a trust policy that additional principals have made longer than IAM takes. */
export function warnAboutTrustPolicy(role: iam.Role): void {
  const trust = role.assumeRolePolicy!; // only imported roles have none
  warnWhenValidated(role, 'cdk-mwaa-iam:trustPolicyTooLong', () => trust.statementCount > 1 && deployedLength(role, trust.toJSON()) > TRUST_LIMIT
    ? `the trust policy of '${role.node.path}' is longer than the ${TRUST_LIMIT} characters that IAM takes: let fewer principals in, or have the quota raised`
    : undefined);
}
