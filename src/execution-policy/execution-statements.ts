import { DocumentedStatement, documentedStatements } from './documented-statements';
import { ResolvedOptions } from './execution-policy-options';
import { triggererLogsStatement } from './triggerer-logs';
import { decryptBucketStatements } from '../bucket-and-key/bucket-key';
import { StatementJson } from '../common/statement-json';

/** What an execution role may do. */
export interface ExecutionStatements {
  /** The statements of the page. */
  readonly documented: DocumentedStatement[];
  /** What it takes besides to read a bucket that has a key of its own. Mostly nothing. */
  readonly decryptBucket: StatementJson[];
  /** What it takes besides to show the logs of the triggerer, if that was asked for. */
  readonly triggererLogs: StatementJson[];
}

/** The permissions for these options. */
export function executionStatements({ location, bucketKey, ...options }: ResolvedOptions): ExecutionStatements {
  return {
    documented: documentedStatements({
      ...location,
      environmentName: options.environmentName,
      bucketArn: options.sourceBucket.bucketRef.bucketArn,
      keyArn: options.kmsKey?.keyRef.keyArn,
      accountPublicAccessBlock: options.accountPublicAccessBlock ?? true,
      exactLogGroups: options.exactLogGroups ?? false,
    }),
    decryptBucket: bucketKey === undefined ? [] : decryptBucketStatements(bucketKey, location),
    triggererLogs: options.triggererLogs ?? false ? [triggererLogsStatement(location, options.environmentName)] : [],
  };
}
