import { aws_iam as iam, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { allowLogs } from './data-key';
import { documentedStatements } from './documented-statements';
import { environmentLocation, environmentNameRule, environmentRegionRules } from './environment';
import { assertInput, InputRule, matching, optional, pathOf, referenceTo } from './input-rules';
import { PublishedDocument } from './published-document';

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
   * The Region of the environment, where it is not the stack's: IAM is global, the environment is not.
   *
   * @default - the Region of the stack
   */
  readonly environmentRegion?: string;
}

/** Properties of `MwaaExecutionPolicy`. */
export interface MwaaExecutionPolicyProps extends MwaaExecutionPolicyOptions {
  /**
   * Roles to attach the policy to.
   *
   * @default - attached to no role
   */
  readonly roles?: iam.IRole[];

  /**
   * The name of the policy: 1 to 128 letters, digits and characters of `_+=,.@-`.
   *
   * @default - CloudFormation generates a name
   */
  readonly managedPolicyName?: string;

  /**
   * What the policy is for.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * The path of the policy.
   *
   * @default "/"
   */
  readonly path?: string;
}

/**
 * The documented permissions of an execution role as a customer managed policy, for a role that already exists.
 *
 * Grants what `MwaaExecutionRole` grants; the trust of the role stays its owner's. An environment has to wait for this
 * policy: add it with `environment.node.addDependency(policy)`.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-json
 */
export class MwaaExecutionPolicy extends iam.ManagedPolicy {
  /**
   * Defines the policy.
   *
   * Throws one error that names every prop that Amazon MWAA or IAM would refuse.
   */
  constructor(scope: Construct, id: string, props: MwaaExecutionPolicyProps) {
    assertInput('MwaaExecutionPolicy', pathOf(scope, id), [
      ...executionPolicyRules(scope, props),
      {
        prop: 'managedPolicyName',
        value: props?.managedPolicyName,
        accepts: optional(matching(/^[a-zA-Z0-9_+=,.@\-]{1,128}$/)),
        rule: 'must be 1 to 128 letters, digits and characters of "_+=,.@-"',
      },
    ]);
    super(scope, id, {
      managedPolicyName: props.managedPolicyName,
      description: props.description,
      path: props.path,
      roles: props.roles,
      document: executionPolicyDocument(scope, props),
    });
    allowLogsOf(scope, props);
  }
}

/** What the options have to satisfy. */
export function executionPolicyRules(scope: Construct, options?: MwaaExecutionPolicyOptions): InputRule[] {
  return [
    environmentNameRule(options?.environmentName),
    ...environmentRegionRules(scope, options?.environmentRegion),
    {
      prop: 'sourceBucket',
      value: options?.sourceBucket,
      accepts: referenceTo('bucketRef'),
      rule: 'must be a bucket: pass an `s3.Bucket`, an `s3.CfnBucket` or one from `s3.Bucket.fromBucketName`',
    },
    {
      prop: 'kmsKey',
      value: options?.kmsKey,
      accepts: optional(referenceTo('keyRef')),
      rule: 'must be a key: pass a `kms.Key`, a `kms.CfnKey` or one from `kms.Key.fromKeyArn`, or leave it out for an AWS owned key',
    },
  ];
}

/** The document of the page for these options. */
export function executionPolicyDocument(scope: Construct, options: MwaaExecutionPolicyOptions): iam.PolicyDocument {
  const statements = documentedStatements({
    ...environmentLocation(scope, options.environmentRegion),
    environmentName: options.environmentName,
    bucketArn: options.sourceBucket.bucketRef.bucketArn,
    keyArn: options.kmsKey?.keyRef.keyArn,
    accountPublicAccessBlock: options.accountPublicAccessBlock ?? true,
    exactLogGroups: options.exactLogGroups ?? false,
  });
  return new PublishedDocument(statements.map(({ statement }) => statement));
}

/** Lets CloudWatch Logs use the customer managed key, where there is one. */
export function allowLogsOf(scope: Construct, options: MwaaExecutionPolicyOptions): void {
  if (options.kmsKey !== undefined) {
    allowLogs(options.kmsKey, environmentLocation(scope, options.environmentRegion));
  }
}
