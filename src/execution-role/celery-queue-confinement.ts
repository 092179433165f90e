import { Arn, aws_mwaa as mwaa, Fn } from 'aws-cdk-lib';
import { EnvironmentLocation } from '../common/environment-location';
import { StatementJson } from '../common/statement-json';

/** The account that the Celery queue of an environment lives in; known once the environment exists. */
export function queueAccount(environment: mwaa.CfnEnvironment): string {
  return Fn.select(4, Fn.split(':', environment.attrCeleryExecutorQueue));
}

/**
 * Denies what the documented policy has to leave open, once the account of the environment's Celery queue is known.
 *
 * - `airflow-celery-*` queues of any other account
 * - for an AWS owned key, KMS keys that are reached through SQS, of any account but the queue's and the role's own
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-how
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceaccount
 */
export function confinementStatements(location: EnvironmentLocation, owner: string, awsOwnedKey: boolean): StatementJson[] {
  return [foreignCeleryQueues(location, owner), ...(awsOwnedKey ? [foreignKeysThroughSqs(location, owner)] : [])];
}

function foreignCeleryQueues({ partition }: EnvironmentLocation, owner: string): StatementJson {
  return {
    Sid: 'DenyForeignCeleryQueues',
    Effect: 'Deny',
    Action: 'sqs:*',
    Resource: Arn.format({ partition, service: 'sqs', region: '*', account: '*', resource: 'airflow-celery-*' }),
    Condition: { StringNotEquals: { 'aws:ResourceAccount': owner } },
  };
}

function foreignKeysThroughSqs({ partition, account }: EnvironmentLocation, owner: string): StatementJson {
  return {
    Sid: 'DenyForeignKeysThroughSqs',
    Effect: 'Deny',
    Action: 'kms:*',
    NotResource: [owner, account].map((id) =>
      Arn.format({ partition, service: 'kms', region: '*', account: id, resource: 'key', resourceName: '*' })),
    Condition: { StringLike: { 'kms:ViaService': 'sqs.*.amazonaws.com' } },
  };
}
