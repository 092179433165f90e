import { aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { BucketKey, otherBucketKey } from '../bucket-and-key/bucket-key';
import { keyProblems } from '../bucket-and-key/environment-key';
import { sourceBucketProblems } from '../bucket-and-key/source-bucket/source-bucket';
import { environmentLocation, EnvironmentLocation, environmentNameRule, environmentRegionRules, partitionProblems } from '../common/environment-location';
import { booleanRule, InputProblem, InputRule, optional, referenceTo } from '../common/input-rules';

/** Options of the documented permissions of an execution role. */
export interface MwaaExecutionPolicyOptions {
  /**
   * The name of the environment that uses the role: 1 to 80 letters, digits, hyphens and underscores, beginning with a letter.
   *
   * CloudFormation replaces an environment whose name changes. Give the role a new construct id together with the new name, and
   * another `roleName` if it has one: CloudFormation then creates another role, and the old environment keeps its own until it is deleted.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-mwaa-environment.html#cfn-mwaa-environment-name
   */
  readonly environmentName: string;

  /**
   * The bucket with the DAGs, the plugins and the requirements: a Bucket, a CfnBucket or an imported bucket.
   *
   * Grants read access to the bucket. If the bucket has a customer managed key of its own, also grants decryption with
   * that key through S3. Synth warns if a bucket of this app has no versioning or turns off some of the block of public
   * access, which MWAA requires.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-s3-bucket.html
   */
  readonly sourceBucket: s3.IBucketRef;

  /**
   * The customer managed key that encrypts the environment's data: a symmetric single-Region key in the Region of the
   * environment, not an alias.
   *
   * Grants the use of the key through SQS and S3, and adds the documented statement for CloudWatch Logs to the key policy.
   * If the key policy does not let in the account either, adds a statement that does, for the same use. Synth warns if
   * this app cannot change the key policy or the policy refuses the use, and prints the statements. Without this option,
   * the role may use the AWS owned key through SQS.
   *
   * The key of an existing environment cannot change, because CloudFormation would have to replace the environment under the same
   * name. To use another key, give the environment a new name, and the role the new name and a new construct id.
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
   * Whether to grant `logs:DescribeLogStreams` on the Task log group of the environment.
   *
   * Airflow 3 uses it to show the triggerer's part of the logs of deferrable tasks, and leaves that part out without it. AWS does
   * not document this permission for execution roles. A role gets it in an inline policy next to the documented one,
   * `MwaaExecutionPolicy` as an additional statement.
   *
   * @see https://airflow.apache.org/docs/apache-airflow/stable/authoring-and-scheduling/deferring.html
   * @default false
   */
  readonly triggererLogs?: boolean;

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
  readonly bucketKey?: BucketKey;
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
  const location = environmentLocation(scope, region);
  return [
    environmentNameRule(options?.environmentName),
    ...environmentRegionRules(scope, options?.environmentRegion),
    ...bucketRules(location.region, options?.sourceBucket),
    ...keyProblems(options?.kmsKey, location, 'environment'),
    booleanRule('accountPublicAccessBlock', options?.accountPublicAccessBlock),
    booleanRule('exactLogGroups', options?.exactLogGroups),
    booleanRule('triggererLogs', options?.triggererLogs),
  ];
}

const isBucket = referenceTo('bucketRef', 'bucketArn');
const isKey = referenceTo('keyRef', 'keyArn');

function bucketRules(environmentRegion: string, sourceBucket?: s3.IBucketRef): (InputRule | InputProblem)[] {
  const key = (sourceBucket as Partial<s3.IBucket> | undefined)?.encryptionKey;
  return isBucket(sourceBucket) ? [...sourceBucketProblems(sourceBucket!, environmentRegion), {
    prop: 'sourceBucket.encryptionKey',
    value: key,
    accepts: optional(isKey),
    rule: 'must be a key: import the bucket with a Key or an imported key of aws-kms',
  }, ...partitionProblems('sourceBucket.encryptionKey', key === undefined || isKey(key) ? otherBucketKey(sourceBucket!)?.keyArn : undefined, environmentRegion)] : [{
    prop: 'sourceBucket',
    value: sourceBucket,
    rule: 'must be a bucket: pass a Bucket, a CfnBucket or an imported bucket of aws-s3',
  }];
}
