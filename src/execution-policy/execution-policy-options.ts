import { aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { otherBucketKey } from '../bucket-and-key/bucket-key';
import { environmentKeyProblems } from '../bucket-and-key/environment-key';
import { sourceBucketProblems } from '../bucket-and-key/source-bucket';
import { environmentLocation, EnvironmentLocation, environmentNameRule, environmentRegionRules } from '../common/environment-location';
import { booleanRule, InputProblem, InputRule, referenceTo } from '../common/input-rules';

/** What the documented permissions of an execution role depend on. */
export interface MwaaExecutionPolicyOptions {
  /**
   * The name of the environment that the role is for.
   *
   * 1 to 80 letters, digits, hyphens and underscores, beginning with a letter.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-mwaa-environment.html#cfn-mwaa-environment-name
   */
  readonly environmentName: string;

  /**
   * The bucket that holds the DAGs, the plugins and the requirements: an L1 or L2 bucket, defined or imported.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-s3-bucket.html
   */
  readonly sourceBucket: s3.IBucketRef;

  /**
   * The customer managed key that encrypts the environment's data.
   *
   * With it the policy is the customer managed key variant, and the key's policy, where it is in reach, lets
   * CloudWatch Logs use the key.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html
   * @default - the environment uses an AWS owned key
   */
  readonly kmsKey?: kms.IKeyRef;

  /**
   * Whether to grant `s3:GetAccountPublicAccessBlock`, which an environment needs in an account that blocks public
   * access to S3 account-wide.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-s3-publicaccessblock
   * @default true
   */
  readonly accountPublicAccessBlock?: boolean;

  /**
   * Whether to name the environment's five log groups and what is in them instead of the documented prefix
   * `airflow-<environment>-*`, which also matches those of an environment called `<environment>-x`.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/monitoring-airflow.html
   * @default false
   */
  readonly exactLogGroups?: boolean;

  /**
   * Whether to grant `logs:DescribeLogStreams` on the environment's Task log group, which Airflow 3 calls to show the triggerer's
   * part of the logs of deferrable tasks. Without it the Airflow UI leaves that part out.
   *
   * The page does not document this permission. It is not part of the documented policy: a role has it as an inline policy of its
   * own, `MwaaExecutionPolicy` as a further statement.
   *
   * @see https://airflow.apache.org/docs/apache-airflow/stable/authoring-and-scheduling/deferring.html
   * @default false
   */
  readonly triggererLogs?: boolean;

  /**
   * The Region of the environment, where it is not the stack's: IAM is global, the environment is not.
   *
   * @default - the Region of the stack
   */
  readonly environmentRegion?: string;
}

/** The options with what follows from them. */
export interface ResolvedOptions extends MwaaExecutionPolicyOptions {
  /** Where the environment runs. */
  readonly location: EnvironmentLocation;
  /** The key of the source bucket, where it is not the environment's. */
  readonly bucketKey?: kms.IKey;
}

/** Works out, once, what follows from the options of a construct in this scope. They satisfy `executionPolicyRules`. */
export function resolveOptions(scope: Construct, options: MwaaExecutionPolicyOptions): ResolvedOptions {
  return {
    ...options,
    location: environmentLocation(scope, options.environmentRegion),
    bucketKey: otherBucketKey(options.sourceBucket, options.kmsKey),
  };
}

/** What the options have to satisfy. */
export function executionPolicyRules(scope: Construct, options?: MwaaExecutionPolicyOptions): (InputRule | InputProblem)[] {
  return [
    environmentNameRule(options?.environmentName),
    ...environmentRegionRules(scope, options?.environmentRegion),
    ...bucketRules(options?.sourceBucket),
    ...keyRules(environmentLocation(scope, options?.environmentRegion).region, options?.kmsKey),
    booleanRule('accountPublicAccessBlock', options?.accountPublicAccessBlock),
    booleanRule('exactLogGroups', options?.exactLogGroups),
    booleanRule('triggererLogs', options?.triggererLogs),
  ];
}

const isBucket = referenceTo('bucketRef');
const isKey = referenceTo('keyRef');

function bucketRules(sourceBucket?: s3.IBucketRef): InputProblem[] {
  return isBucket(sourceBucket) ? sourceBucketProblems(sourceBucket!) : [{
    prop: 'sourceBucket',
    value: sourceBucket,
    rule: 'must be a bucket: pass an `s3.Bucket`, an `s3.CfnBucket` or one from `s3.Bucket.fromBucketName`',
  }];
}

function keyRules(environmentRegion: string, kmsKey?: kms.IKeyRef): InputProblem[] {
  if (kmsKey === undefined) {
    return [];
  }
  return isKey(kmsKey) ? environmentKeyProblems(kmsKey, environmentRegion) : [{
    prop: 'kmsKey',
    value: kmsKey,
    rule: 'must be a key: pass a `kms.Key`, a `kms.CfnKey` or one from `kms.Key.fromKeyArn`, or leave it out for an AWS owned key',
  }];
}
