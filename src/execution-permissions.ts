import { Construct } from 'constructs';
import { decryptBucketStatements, otherBucketKey } from './bucket-key';
import { DocumentedStatement, documentedStatements, StatementJson } from './documented-statements';
import { environmentLocation } from './environment';
import { MwaaExecutionPolicyOptions } from './execution-policy-options';

/** What an execution role may do. */
export interface ExecutionPermissions {
  /** The statements of the page. */
  readonly documented: DocumentedStatement[];
  /** What it takes besides to read a bucket that has a key of its own. Mostly nothing. */
  readonly decryptBucket: StatementJson[];
}

/** The permissions for these options. */
export function executionPermissions(scope: Construct, options: MwaaExecutionPolicyOptions): ExecutionPermissions {
  const location = environmentLocation(scope, options.environmentRegion);
  const bucketKey = otherBucketKey(options.sourceBucket, options.kmsKey);
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
  };
}
