import { aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { otherBucketKey } from '../bucket-and-key/bucket-key';
import { environmentKeyProblems } from '../bucket-and-key/environment-key';
import { sourceBucketProblems } from '../bucket-and-key/source-bucket';
import { environmentLocation, EnvironmentLocation, environmentNameRule, environmentRegionRules } from '../common/environment-location';
import { booleanRule, InputProblem, InputRule, optional, referenceTo } from '../common/input-rules';

/** Options of the documented permissions of an execution role. */
export interface MwaaExecutionPolicyOptions {
  /**
   * The name of the environment that uses the role: 1 to 80 letters, digits, hyphens and underscores, beginning with a letter.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-mwaa-environment.html#cfn-mwaa-environment-name
   */
  readonly environmentName: string;

  /**
   * The bucket with the DAGs, the plugins and the requirements: a Bucket, a CfnBucket or an imported bucket.
   *
   * Grants read access to the bucket. If the bucket has a customer managed key of its own, also grants decryption with
   * that key through S3. Synth warns if a bucket of this app has no versioning or does not block all public access, which
   * MWAA requires.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-s3-bucket.html
   */
  readonly sourceBucket: s3.IBucketRef;

  /**
   * The customer managed key that encrypts the environment's data: a symmetric single-Region key in the Region of the
   * environment, not an alias.
   *
   * Grants the use of the key through SQS and S3, and adds the documented statement for CloudWatch Logs to the key policy.
   * Synth warns if this app cannot change the key policy, and prints the statement. Without this option, the role may use
   * the AWS owned key through SQS.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html
   * @default - the environment uses an AWS owned key
   */
  readonly kmsKey?: kms.IKeyRef;

  /**
   * Whether to grant `s3:GetAccountPublicAccessBlock`. An environment needs it if the account itself blocks public
   * access to S3.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-s3-publicaccessblock
   * @default true
   */
  readonly accountPublicAccessBlock?: boolean;

  /**
   * Whether to grant access to exactly the five log groups of the environment instead of the documented prefix
   * `airflow-<environment>-*`. The prefix also matches the log groups of an environment named `<environment>-x`.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/monitoring-airflow.html
   * @default false
   */
  readonly exactLogGroups?: boolean;

  /**
   * The Region of the environment, if it differs from the Region of the stack. It must be in the partition of the stack.
   *
   * IAM is global, so one stack can define the roles of environments in several Regions.
   *
   * @see https://docs.aws.amazon.com/general/latest/gr/mwaa.html
   * @default - the Region of the stack
   */
  readonly environmentRegion?: string;
}

/** The options, and the values derived from them. */
export interface ResolvedOptions extends MwaaExecutionPolicyOptions {
  /** Where the environment runs. */
  readonly location: EnvironmentLocation;
  /** The customer managed key of the source bucket, if it differs from the key of the environment. */
  readonly bucketKey?: kms.IKey;
}

/** Derives the values that follow from valid options. A construct calls this once. */
export function resolveOptions(scope: Construct, options: MwaaExecutionPolicyOptions): ResolvedOptions {
  return {
    ...options,
    location: environmentLocation(scope, options.environmentRegion),
    bucketKey: otherBucketKey(options.sourceBucket, options.kmsKey),
  };
}

/** The rules for the options. */
export function executionPolicyRules(scope: Construct, options?: MwaaExecutionPolicyOptions): (InputRule | InputProblem)[] {
  const region = typeof options?.environmentRegion === 'string' ? options.environmentRegion : undefined;
  return [
    environmentNameRule(options?.environmentName),
    ...environmentRegionRules(scope, options?.environmentRegion),
    ...bucketRules(options?.sourceBucket),
    ...keyRules(environmentLocation(scope, region).region, options?.kmsKey),
    booleanRule('accountPublicAccessBlock', options?.accountPublicAccessBlock),
    booleanRule('exactLogGroups', options?.exactLogGroups),
  ];
}

const isKey = referenceTo('keyRef', 'keyArn');

function isBucket(bucket: any): boolean {
  return referenceTo('bucketRef', 'bucketArn')(bucket) && optional(isKey)(bucket.encryptionKey);
}

function bucketRules(sourceBucket?: s3.IBucketRef): InputProblem[] {
  return isBucket(sourceBucket) ? sourceBucketProblems(sourceBucket!) : [{
    prop: 'sourceBucket',
    value: sourceBucket,
    rule: 'must be a bucket, and its `encryptionKey` a key: pass a Bucket, a CfnBucket or an imported bucket of aws-s3',
  }];
}

function keyRules(environmentRegion: string, kmsKey?: kms.IKeyRef): InputProblem[] {
  if (kmsKey === undefined) {
    return [];
  }
  return isKey(kmsKey) ? environmentKeyProblems(kmsKey, environmentRegion) : [{
    prop: 'kmsKey',
    value: kmsKey,
    rule: 'must be a key: pass a Key, a CfnKey or an imported key of aws-kms, or leave it out for an AWS owned key',
  }];
}
