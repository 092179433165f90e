import { aws_s3 as s3, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { warnWhenValidated } from '../common/app-validation';
import { knownComponents } from '../common/arn-components';
import { InputProblem } from '../common/input-rules';

/** The CloudFormation resource of a bucket that is defined in this app. */
export function bucketResource(bucket: s3.IBucketRef): s3.CfnBucket | undefined {
  const resource = s3.CfnBucket.isCfnBucket(bucket) ? bucket : bucket.node.defaultChild;
  return s3.CfnBucket.isCfnBucket(resource) ? resource : undefined;
}

/**
 * What CloudFormation takes as `SourceBucketArn`, wherever it can be seen.
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
      'must be a bucket whose name has only lower-case letters, digits, dots and hyphens, and no access point:' +
      ' MWAA takes no other as `SourceBucketArn`',
  }];
}

/**
 * Warns where the bucket's own properties show what MWAA asks of a source bucket to be missing.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-s3-bucket.html
 */
export function warnAboutBucket(construct: IConstruct, bucket: s3.CfnBucket): void {
  warnWhenValidated(construct, 'cdk-mwaa-iam:sourceBucketNotVersioned', () => isVersioned(bucket) ? undefined :
    `MWAA needs versioning on the source bucket '${bucket.node.path}': set \`versioned: true\``);
  warnWhenValidated(construct, 'cdk-mwaa-iam:sourceBucketNotBlockingPublicAccess', () => blocksPublicAccess(bucket) ? undefined :
    `MWAA refuses a source bucket that may be public, and '${bucket.node.path}' does not say that it blocks all public access:` +
    ' set `blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL`, or acknowledge this where the account blocks it');
}

function isVersioned(bucket: s3.CfnBucket): boolean {
  return mayBe(bucket.versioningConfiguration, ({ status }) => mayBe(status, (value) => value === 'Enabled'));
}

function blocksPublicAccess(bucket: s3.CfnBucket): boolean {
  return mayBe(bucket.publicAccessBlockConfiguration, (block) =>
    [block.blockPublicAcls, block.blockPublicPolicy, block.ignorePublicAcls, block.restrictPublicBuckets]
      .every((setting) => mayBe(setting, (value) => value === true)));
}

/** Whether a property is set and has a quality, as far as can be seen: what is known at deployment only may have it. */
function mayBe(property: any, has: (property: any) => boolean): boolean {
  return property !== undefined && (Token.isUnresolved(property) || has(property));
}

function isBucketName(name?: string): boolean {
  return name === undefined || Token.isUnresolved(name) || /^[a-z0-9.\-]+$/.test(name);
}

/** As far as it is known: an ARN may have tokens in it. */
function isBucketArn(components: (string | undefined)[]): boolean {
  const [prefix, , service, region, account, name] = components;
  return components.length === 6 && prefix === 'arn' && service === 's3' && region === '' && account === '' && isBucketName(name);
}
