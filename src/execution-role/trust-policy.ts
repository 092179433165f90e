import { aws_iam as iam } from 'aws-cdk-lib';
import { EnvironmentLocation, environmentArn } from '../common/environment-location';

/**
 * The service principals that assume an execution role. They are the same in every partition.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-mwaa-onconsole
 */
export const MWAA_SERVICE_PRINCIPALS = ['airflow.amazonaws.com', 'airflow-env.amazonaws.com'];

/**
 * The conditions that let MWAA assume the role only on behalf of the given environment.
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
 * The trust policy statement that lets both service principals of MWAA assume an execution role.
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

/** Both service principals of MWAA as one principal, so that they share one statement, as documented. */
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
