import { Arn, ArnFormat } from 'aws-cdk-lib';
import { allowLogsStatement } from '../bucket-and-key/key-policy';
import { EnvironmentLocation } from '../common/environment-location';
import { StatementJson } from '../common/statement-json';
import { DocumentedStatement } from '../execution-policy/documented-statements';

const PAGE = 'https://docs.aws.amazon.com/mwaa/latest/mwaa-serverless-userguide/get-started-execution-role.html';

/** The names of the documented statements, in the order of the page. */
export type ServerlessStatementName = 'writeLogs' | 'useCustomerManagedKey';

/** The values that the statements depend on. */
export interface ServerlessVariables {
  /** The log group of the workflow and everything in it. Left out for any log group, as documented. */
  readonly logGroupArn?: string;
  /** Left out if the workflow uses a key of AWS. */
  readonly keyArn?: string;
}

/**
 * The documented permissions of the execution role of a workflow. The `s3:*` of the sample is what the sample workflow does
 * itself, and is not in it.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/mwaa-serverless-userguide/get-started-execution-role.html
 */
export function serverlessStatements({ logGroupArn = '*', keyArn }: ServerlessVariables): DocumentedStatement<ServerlessStatementName>[] {
  return [
    {
      name: 'writeLogs',
      purpose: 'write the logs of the tasks',
      see: PAGE,
      statement: {
        Sid: 'CloudWatchLogsAccess',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: logGroupArn,
      },
    },
    ...(keyArn === undefined ? [] : [useCustomerManagedKey(keyArn)]),
  ];
}

/** Without `kms:ViaService`, because the tasks call KMS themselves. */
function useCustomerManagedKey(keyArn: string): DocumentedStatement<ServerlessStatementName> {
  return {
    name: 'useCustomerManagedKey',
    purpose: 'use the customer managed key',
    see: PAGE,
    statement: {
      Sid: 'KmsAccess',
      Effect: 'Allow',
      Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
      Resource: keyArn,
    },
  };
}

/**
 * The documented key policy statement that lets CloudWatch Logs encrypt the log group of a workflow. Without a name, it is the
 * statement for every log group of the account: MWAA Serverless makes up the name of its own log groups.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/mwaa-serverless-userguide/data-protection.html
 */
export function allowWorkflowLogsStatement(location: EnvironmentLocation, logGroupName: string | undefined): StatementJson {
  return logGroupName === undefined ? allowLogsStatement(location) : {
    Effect: 'Allow',
    Principal: { Service: `logs.${location.region}.amazonaws.com` },
    Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    Resource: '*',
    Condition: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': workflowLogGroupArn(location, logGroupName) } },
  };
}

/** The ARN of the log group with a name, without the `:*` for everything in it. */
export function workflowLogGroupArn(location: EnvironmentLocation, logGroupName: string): string {
  return Arn.format({ ...location, service: 'logs', resource: 'log-group', resourceName: logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
}
