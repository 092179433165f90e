import { Arn, aws_mwaa as mwaa, Fn } from 'aws-cdk-lib';
import { EnvironmentLocation } from '../common/environment-location';
import { StatementJson } from '../common/statement-json';

/** The id of the account that owns the Celery queue of an environment. CloudFormation knows it when the environment exists. */
export function queueAccount(environment: mwaa.CfnEnvironment): string {
  return Fn.select(4, Fn.split(':', environment.attrCeleryExecutorQueue));
}

/**
 * Statements that deny what the documented policy allows in the accounts of others. The documented policy cannot name the
 * account of the Celery queue, because it is unknown until the environment exists. The statements deny
 *
 * - `airflow-celery-*` queues of every account except the account of the queue
 * - for an AWS owned key, KMS keys used through SQS of every account except those of the queue and of the role
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-how
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceaccount
 */
export function confinementStatements(location: EnvironmentLocation, queueAccountId: string, awsOwnedKey: boolean): StatementJson[] {
  return [foreignCeleryQueues(location, queueAccountId), ...(awsOwnedKey ? [foreignKeysThroughSqs(location, queueAccountId)] : [])];
}

function foreignCeleryQueues({ partition }: EnvironmentLocation, queueAccountId: string): StatementJson {
  return {
    Sid: 'DenyForeignCeleryQueues',
    Effect: 'Deny',
    Action: 'sqs:*',
    Resource: Arn.format({ partition, service: 'sqs', region: '*', account: '*', resource: 'airflow-celery-*' }),
    Condition: { StringNotEquals: { 'aws:ResourceAccount': queueAccountId } },
  };
}

function foreignKeysThroughSqs({ partition, account }: EnvironmentLocation, queueAccountId: string): StatementJson {
  return {
    Sid: 'DenyForeignKeysThroughSqs',
    Effect: 'Deny',
    Action: 'kms:*',
    NotResource: [queueAccountId, account].map((id) =>
      Arn.format({ partition, service: 'kms', region: '*', account: id, resource: 'key', resourceName: '*' })),
    Condition: { StringLike: { 'kms:ViaService': 'sqs.*.amazonaws.com' } },
  };
}
