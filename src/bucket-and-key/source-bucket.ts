import { aws_s3 as s3, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { warnWhenValidated } from '../common/app-validation';
import { knownComponents } from '../common/arn-components';
import { InputProblem } from '../common/input-rules';

/** The CloudFormation resource of a bucket, if this app defines it. */
export function bucketResource(bucket: s3.IBucketRef): s3.CfnBucket | undefined {
  const resource = s3.CfnBucket.isCfnBucket(bucket) ? bucket : bucket.node.defaultChild;
  return s3.CfnBucket.isCfnBucket(resource) ? resource : undefined;
}

/**
 * The problems of a bucket whose ARN CloudFormation would reject as `SourceBucketArn`. Parts that are tokens pass.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-mwaa-environment.html#cfn-mwaa-environment-sourcebucketarn
 */
export function sourceBucketProblems(bucket: s3.IBucketRef): InputProblem[] {
  const arn = bucket.bucketRef.bucketArn;
  const components = knownComponents(arn);
  const name = bucketResource(bucket)?.bucketName;
  if (isBucketName(name) && (isBucketArn(components) || (components[0] !== 'arn' && Token.isUnresolved(arn)))) {
    return [];
  }
  return [{
    prop: 'sourceBucket',
    value: [name, arn, components[5]].find((text) => text !== undefined && !Token.isUnresolved(text)) ?? bucket,
    rule:
      'must be a bucket, not an access point, with a name of lower-case letters, digits, dots and hyphens:' +
      ' pass a bucket that MWAA accepts as `SourceBucketArn`',
  }];
}

/**
 * Synth warns if the properties of the bucket do not turn on versioning, or do not block all public access.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-s3-bucket.html
 */
export function warnAboutBucket(construct: IConstruct, bucket: s3.CfnBucket): void {
  warnWhenValidated(construct, 'cdk-mwaa-iam:sourceBucketNotVersioned', () => isVersioned(bucket) ? undefined :
    `the source bucket '${bucket.node.path}' has no versioning, which MWAA requires:` +
    ' set `versioned` of a Bucket to true, or the status in `versioningConfiguration` of a CfnBucket to "Enabled"');
  warnWhenValidated(construct, 'cdk-mwaa-iam:sourceBucketNotBlockingPublicAccess', () => blocksPublicAccess(bucket) ? undefined :
    `the source bucket '${bucket.node.path}' is not configured to block all public access, which MWAA requires:` +
    ' block it with `blockPublicAccess` of a Bucket or `publicAccessBlockConfiguration` of a CfnBucket,' +
    ' or acknowledge this warning if the account blocks all public access');
}

function isVersioned(bucket: s3.CfnBucket): boolean {
  return mayBe(bucket.versioningConfiguration, ({ status }) => mayBe(status, (value) => value === 'Enabled'));
}

function blocksPublicAccess(bucket: s3.CfnBucket): boolean {
  return mayBe(bucket.publicAccessBlockConfiguration, (block) =>
    [block.blockPublicAcls, block.blockPublicPolicy, block.ignorePublicAcls, block.restrictPublicBuckets]
      .every((setting) => mayBe(setting, (value) => value === true)));
}

/** Whether a property is a token, or is set to a value that satisfies `has`. */
function mayBe(property: any, has: (property: any) => boolean): boolean {
  return property !== undefined && (Token.isUnresolved(property) || has(property));
}

function isBucketName(name?: string): boolean {
  return name === undefined || Token.isUnresolved(name) || /^[a-z0-9.\-]+$/.test(name);
}

/** Whether the known components are those of the ARN of a bucket. */
function isBucketArn(components: (string | undefined)[]): boolean {
  const [prefix, , service, region, account, name] = components;
  return components.length === 6 && prefix === 'arn' && service === 's3' && region === '' && account === '' && isBucketName(name);
}
