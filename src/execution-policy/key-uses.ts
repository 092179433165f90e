import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { logGroupArns } from './documented-statements';
import { ResolvedOptions } from './execution-policy-options';
import { executionStatements } from './execution-statements';
import { allowLogsStatement } from '../bucket-and-key/key-policy';
import { KeyUse, useByLogs, useByRole } from '../bucket-and-key/key-use';
import { templateTexts } from '../bucket-and-key/template-texts';
import { roleArnOf } from '../role/role-arn';

/** CloudWatch Logs encrypts the log groups of an environment with its key. */
export function useByEnvironmentLogs(construct: Construct, { location, environmentName }: ResolvedOptions, keyArn: string): KeyUse {
  return useByLogs(construct, keyArn, location, {
    statement: allowLogsStatement,
    logGroups: () => templateTexts(Stack.of(construct), logGroupArns({ ...location, environmentName })),
    failure: 'MWAA cannot create its log groups',
  });
}

/** The role uses the key of its environment. */
export function useOfEnvironmentKey(construct: Construct, options: ResolvedOptions, keyArn: string): KeyUse {
  return useByRole(construct, keyArn, options.location, {
    roleArn: () => roleArnOf(construct),
    sid: 'Allow Airflow to use its key',
    statementOfRole: (location) => {
      const { documented } = executionStatements({ ...options, location });
      return documented.find(({ name }) => name === 'useCustomerManagedKey')!.statement;
    },
  });
}

/** The role decrypts with the key of its bucket. */
export function useOfBucketKey(construct: Construct, options: ResolvedOptions, keyArn: string): KeyUse {
  return useByRole(construct, keyArn, options.location, {
    roleArn: () => roleArnOf(construct),
    sid: 'Allow Airflow to read its source bucket',
    statementOfRole: (location) => executionStatements({ ...options, location }).decryptBucket[0],
  });
}
