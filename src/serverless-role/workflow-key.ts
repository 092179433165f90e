import { aws_kms as kms, aws_logs as logs, Stack } from 'aws-cdk-lib';
import { allowWorkflowLogsStatement, serverlessStatements, workflowLogGroupArn } from './serverless-statements';
import { finalLogGroupName, literalLogGroupName, logGroupName } from './workflow-log-group';
import { KeyUser, prepareKey } from '../bucket-and-key/key-preparation';
import { useByLogs, useByRole } from '../bucket-and-key/key-use';
import { templateTexts } from '../bucket-and-key/template-texts';
import { Text } from '../iam/text';
import { roleArnOf } from '../role/role-arn';

/**
 * Adds to the policy of a workflow's key what it needs. The statement for CloudWatch Logs names the log group only if its name is
 * a literal: with a reference, the key would refer to a log group that may be encrypted with it.
 */
export function prepareWorkflowKey(user: KeyUser, key: kms.IKeyRef, logGroup: logs.ILogGroupRef | undefined): void {
  const { construct, location } = user;
  const { keyArn } = key.keyRef;
  const nameInPolicy = logGroup && literalLogGroupName(logGroup) !== undefined ? finalLogGroupName(logGroup) : undefined;
  const arnOf = (name: string): Text => templateTexts(Stack.of(construct), workflowLogGroupArn(location, name));
  const byLogs = useByLogs(construct, keyArn, location, {
    statement: (at) => allowWorkflowLogsStatement(at, nameInPolicy),
    logGroups: () => [logGroup === undefined
      ? Text.of(arnOf('/aws/mwaa-serverless/'), OF_THE_SERVICE)
      : arnOf(literalLogGroupName(logGroup) ?? logGroupName(logGroup))],
    failure: 'the workflow has no logs',
  });
  const byRole = useByRole(construct, keyArn, location, {
    roleArn: () => roleArnOf(construct),
    sid: 'Allow Airflow Serverless to use its key',
    statementOfRole: () => serverlessStatements({ keyArn }).find(({ name: statement }) => statement === 'useCustomerManagedKey')!.statement,
  });
  prepareKey(user, key, byLogs, byRole);
}

/** The rest of the name of a log group that the service creates, behind `/aws/mwaa-serverless/`. */
const OF_THE_SERVICE = { kind: 'chosen', id: 'log group of the service', name: 'LogGroup' } as const;
