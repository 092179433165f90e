import { Arn, ArnFormat } from 'aws-cdk-lib';
import { environmentArn, EnvironmentLocation } from '../common/environment-location';
import { StatementJson } from '../common/statement-json';

const PAGE = 'https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html';

/** The names of the documented statements, in the order of the page. */
export type DocumentedStatementName =
  | 'publishMetrics'
  | 'denyListAllMyBuckets'
  | 'readSourceBucket'
  | 'writeLogs'
  | 'describeLogGroups'
  | 'readAccountPublicAccessBlock'
  | 'putMetricData'
  | 'useCeleryQueue'
  | 'useCustomerManagedKey'
  | 'useAwsOwnedKey';

/** A documented statement and its purpose. */
export interface DocumentedStatement<Name extends string = DocumentedStatementName> {
  readonly name: Name;
  /** What the environment uses the statement for. Completes "MWAA needs it to …". */
  readonly purpose: string;
  /** The section of the page that contains the statement. */
  readonly see: string;
  readonly statement: StatementJson;
}

/** The values that the statements depend on: literals, or tokens of a stack. */
export interface DocumentedVariables extends EnvironmentLocation {
  readonly environmentName: string;
  readonly bucketArn: string;
  /** Left out if the environment uses an AWS owned key. */
  readonly keyArn?: string;
  /** Whether to let the role read the public access block of the account. */
  readonly accountPublicAccessBlock: boolean;
  /** Whether to name each log group instead of their common prefix. */
  readonly exactLogGroups: boolean;
}

/** The values that the ARN of a log group depends on. */
type LogGroupVariables = EnvironmentLocation & Pick<DocumentedVariables, 'environmentName'>;

/** The last parts of the names of an environment's log groups, one for each component of Airflow. */
export const LOG_GROUP_SUFFIXES = ['DAGProcessing', 'Scheduler', 'Task', 'WebServer', 'Worker'];

/** The documented permissions of an execution role, in the order of the page's samples. */
export function documentedStatements(variables: DocumentedVariables): DocumentedStatement[] {
  return [
    publishMetrics(variables),
    denyListAllMyBuckets(variables),
    readSourceBucket(variables),
    writeLogs(variables),
    describeLogGroups(),
    ...(variables.accountPublicAccessBlock ? [readAccountPublicAccessBlock()] : []),
    putMetricData(),
    useCeleryQueue(variables),
    variables.keyArn === undefined ? useAwsOwnedKey(variables) : useCustomerManagedKey(variables, variables.keyArn),
  ];
}

/** @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-how */
function publishMetrics(variables: DocumentedVariables): DocumentedStatement {
  return {
    name: 'publishMetrics',
    purpose: 'report the health of the environment',
    see: `${PAGE}#mwaa-create-role-how`,
    statement: {
      Effect: 'Allow',
      Action: 'airflow:PublishMetrics',
      Resource: environmentArn(variables, variables.environmentName),
    },
  };
}

/**
 * This statement has no effect, because IAM evaluates `s3:ListAllMyBuckets` on no bucket. The page contains it.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-json
 */
function denyListAllMyBuckets({ bucketArn }: DocumentedVariables): DocumentedStatement {
  return {
    name: 'denyListAllMyBuckets',
    purpose: 'follow the page: IAM evaluates the action on no bucket',
    see: `${PAGE}#mwaa-create-role-json`,
    statement: { Effect: 'Deny', Action: 's3:ListAllMyBuckets', Resource: [bucketArn, `${bucketArn}/*`] },
  };
}

/** @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-json */
function readSourceBucket({ bucketArn }: DocumentedVariables): DocumentedStatement {
  return {
    name: 'readSourceBucket',
    purpose: 'read DAGs, plugins and requirements',
    see: `${PAGE}#mwaa-create-role-json`,
    statement: {
      Effect: 'Allow',
      Action: ['s3:GetObject*', 's3:GetBucket*', 's3:List*'],
      Resource: [bucketArn, `${bucketArn}/*`],
    },
  };
}

/** @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-json */
function writeLogs(variables: DocumentedVariables): DocumentedStatement {
  return {
    name: 'writeLogs',
    purpose: 'write and read the Airflow logs',
    see: `${PAGE}#mwaa-create-role-json`,
    statement: {
      Effect: 'Allow',
      Action: [
        'logs:CreateLogStream',
        'logs:CreateLogGroup',
        'logs:PutLogEvents',
        'logs:GetLogEvents',
        'logs:GetLogRecord',
        'logs:GetLogGroupFields',
        'logs:GetQueryResults',
      ],
      Resource: variables.exactLogGroups ? exactLogGroups(variables) : [logGroupArn(variables, '*')],
    },
  };
}

/** @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-json */
function describeLogGroups(): DocumentedStatement {
  return {
    name: 'describeLogGroups',
    purpose: 'find the log groups',
    see: `${PAGE}#mwaa-create-role-json`,
    statement: { Effect: 'Allow', Action: ['logs:DescribeLogGroups'], Resource: ['*'] },
  };
}

/** @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-s3-publicaccessblock */
function readAccountPublicAccessBlock(): DocumentedStatement {
  return {
    name: 'readAccountPublicAccessBlock',
    purpose: 'see that the account blocks public access',
    see: `${PAGE}#mwaa-create-role-s3-publicaccessblock`,
    statement: { Effect: 'Allow', Action: ['s3:GetAccountPublicAccessBlock'], Resource: ['*'] },
  };
}

/** @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-how */
function putMetricData(): DocumentedStatement {
  return {
    name: 'putMetricData',
    purpose: 'send Airflow metrics to CloudWatch',
    see: `${PAGE}#mwaa-create-role-how`,
    statement: { Effect: 'Allow', Action: 'cloudwatch:PutMetricData', Resource: '*' },
  };
}

/**
 * The queue belongs to an account of the MWAA service. Its id is unknown until the environment exists.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-how
 */
function useCeleryQueue({ partition, region }: DocumentedVariables): DocumentedStatement {
  return {
    name: 'useCeleryQueue',
    purpose: 'hand tasks to the workers through the Celery queue, which is in an account of the MWAA service',
    see: `${PAGE}#mwaa-create-role-how`,
    statement: {
      Effect: 'Allow',
      Action: [
        'sqs:ChangeMessageVisibility',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:GetQueueUrl',
        'sqs:ReceiveMessage',
        'sqs:SendMessage',
      ],
      Resource: Arn.format({ partition, service: 'sqs', region, account: '*', resource: 'airflow-celery-*' }),
    },
  };
}

/** @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-cmk */
function useCustomerManagedKey({ region }: DocumentedVariables, keyArn: string): DocumentedStatement {
  return {
    name: 'useCustomerManagedKey',
    purpose: 'use the customer managed key through SQS and S3',
    see: `${PAGE}#mwaa-create-role-cmk`,
    statement: { Effect: 'Allow', Action: keyActions(), Resource: keyArn, Condition: viaServices(region, 'sqs', 's3') },
  };
}

/** @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-aocmk */
function useAwsOwnedKey({ partition, region, account }: DocumentedVariables): DocumentedStatement {
  return {
    name: 'useAwsOwnedKey',
    purpose: 'use the AWS owned key of the queue through SQS, and no key of this account',
    see: `${PAGE}#mwaa-create-role-aocmk`,
    statement: {
      Effect: 'Allow',
      Action: keyActions(),
      NotResource: Arn.format({ partition, service: 'kms', region: '*', account, resource: 'key', resourceName: '*' }),
      Condition: viaServices(region, 'sqs'),
    },
  };
}

function keyActions(): string[] {
  return ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey*', 'kms:Encrypt'];
}

/** The service names in `kms:ViaService` end in `.amazonaws.com` in every partition. */
function viaServices(region: string, ...services: string[]): StatementJson['Condition'] {
  return { StringLike: { 'kms:ViaService': services.map((service) => `${service}.${region}.amazonaws.com`) } };
}

/** Each log group, followed by everything in it. */
function exactLogGroups(variables: DocumentedVariables): string[] {
  return logGroupArns(variables).flatMap((group) => [group, `${group}:*`]);
}

/** The ARNs of the log groups of an environment. */
export function logGroupArns(variables: LogGroupVariables): string[] {
  return LOG_GROUP_SUFFIXES.map((suffix) => logGroupArn(variables, suffix));
}

/** The ARN of one log group of an environment. */
export function logGroupArn({ partition, region, account, environmentName }: LogGroupVariables, suffix: string): string {
  return Arn.format({
    partition,
    region,
    account,
    service: 'logs',
    resource: 'log-group',
    resourceName: `airflow-${environmentName}-${suffix}`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
