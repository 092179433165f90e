import { aws_iam as iam, Lazy } from 'aws-cdk-lib';
import { deployedLength } from './policy-length';
import { warnWhenValidated } from '../common/app-validation';

/** Renders each statement of a trust policy unchanged and in order. CDK's feature flag `minimizePolicies` would merge and sort them. */
export function keepTrustStatementsApart({ assumeRolePolicy, node: { defaultChild: resource } }: iam.Role): void {
  const trust = assumeRolePolicy!; // undefined only for imported roles
  if (iam.CfnRole.isCfnRole(resource)) {
    resource.assumeRolePolicyDocument = Lazy.uncachedAny({ produce: () => trust.toJSON() });
  }
}

/**
 * The most characters, without white space, that IAM allows in a trust policy by default. The quota can be raised.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
const TRUST_LIMIT = 2_048;

/** Synth warns if additional principals make the trust policy longer than IAM's default quota. */
export function warnAboutTrustPolicy(role: iam.Role): void {
  const trust = role.assumeRolePolicy!; // undefined only for imported roles
  warnWhenValidated(role, 'cdk-mwaa-iam:trustPolicyTooLong', () => trust.statementCount > 1 && deployedLength(role, trust.toJSON()) > TRUST_LIMIT
    ? `the trust policy of '${role.node.path}' is longer than the ${TRUST_LIMIT} characters that IAM allows by default: trust fewer principals, or request a higher quota`
    : undefined);
}
