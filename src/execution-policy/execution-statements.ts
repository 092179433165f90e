import { DocumentedStatement, documentedStatements } from './documented-statements';
import { ResolvedOptions } from './execution-policy-options';
import { triggererLogsStatement } from './triggerer-logs';
import { decryptBucketStatements } from '../bucket-and-key/bucket-decryption';
import { withFinalName } from '../common/resource-identity';
import { StatementJson } from '../common/statement-json';
import { documentedReason, ONE_LOG_GROUP, StatementWithReason } from '../common/wildcard-acknowledgements';

/** The permissions of an execution role. */
export interface ExecutionStatements {
  /** The documented statements. */
  readonly documented: DocumentedStatement[];
  /** The statements for a source bucket with a key of its own. Usually empty. */
  readonly decryptBucket: StatementJson[];
  /** The statement for `triggererLogs`. Empty if that is off. */
  readonly triggererLogs: StatementJson[];
}

/** The permissions that follow from the options. */
export function executionStatements({ location, bucketKey, ...options }: ResolvedOptions): ExecutionStatements {
  return {
    documented: documentedStatements({
      ...location,
      environmentName: options.environmentName,
      bucketArn: withFinalName(options.sourceBucket.bucketRef.bucketArn),
      keyArn: options.kmsKey?.keyRef.keyArn,
      accountPublicAccessBlock: options.accountPublicAccessBlock ?? true,
      exactLogGroups: options.exactLogGroups ?? false,
    }),
    decryptBucket: bucketKey === undefined ? [] : decryptBucketStatements(bucketKey, location),
    triggererLogs: options.triggererLogs ?? false ? [triggererLogsStatement(location, options.environmentName)] : [],
  };
}

/** The statements with wildcards that are no mistake. */
export function acknowledgedStatements({ documented, triggererLogs }: ExecutionStatements): StatementWithReason[] {
  return [
    ...triggererLogs.map((statement): StatementWithReason => [statement, ONE_LOG_GROUP]),
    ...documented.map(({ statement, purpose, see }): StatementWithReason => [statement, documentedReason(purpose, see)]),
  ];
}
