import { aws_iam as iam, Lazy } from 'aws-cdk-lib';
import { deployedLength } from './deployed-length';
import { EnvironmentLocation, environmentArn } from './environment';
import { warnWhenValidated } from './validation';

/**
 * The services that assume an execution role; the same two names in every partition.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-mwaa-onconsole
 */
export const MWAA_SERVICE_PRINCIPALS = ['airflow.amazonaws.com', 'airflow-env.amazonaws.com'];

/**
 * Lets MWAA assume the role only on behalf of this environment of this account.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/cross-service-confused-deputy-prevention.html
 */
export function sourceConditions(location: EnvironmentLocation, environmentName: string): iam.Conditions {
  return {
    ArnLike: { 'aws:SourceArn': environmentArn(location, environmentName) },
    StringEquals: { 'aws:SourceAccount': location.account },
  };
}

/**
 * The statement that lets both services of MWAA assume an execution role.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-mwaa-onconsole
 */
export function trustStatement(conditions: iam.Conditions = {}) {
  return {
    Effect: 'Allow',
    Principal: { Service: MWAA_SERVICE_PRINCIPALS },
    Action: 'sts:AssumeRole',
    ...(Object.keys(conditions).length > 0 ? { Condition: conditions } : {}),
  };
}

/** Both services of MWAA as one principal, so that they share one statement, as on the page. */
export class MwaaServicePrincipal extends iam.PrincipalBase {
  readonly policyFragment: iam.PrincipalPolicyFragment;

  constructor(conditions: iam.Conditions) {
    super();
    this.policyFragment = new iam.PrincipalPolicyFragment(trustStatement().Principal, conditions);
  }

  dedupeString(): string {
    return `MwaaServicePrincipal:${JSON.stringify(this.policyFragment.conditions)}`;
  }
}

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
