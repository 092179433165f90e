import { aws_s3 as s3, Token } from 'aws-cdk-lib';
import { knownComponents } from '../../common/arn-components';
import { partitionProblems } from '../../common/environment-location';
import { InputProblem } from '../../common/input-rules';
import { referenceTarget } from '../../common/references';

/** The CloudFormation resource of a bucket, if this app defines it. Also finds the resource of an import by its ARN or name. */
export function bucketResource(bucket: s3.IBucketRef): s3.CfnBucket | undefined {
  const { bucketArn, bucketName } = bucket.bucketRef;
  const candidates = [bucket, bucket.node.defaultChild, referenceTarget(bucketArn), referenceTarget(bucketName)];
  return candidates.find((candidate) => s3.CfnBucket.isCfnBucket(candidate));
}

/**
 * The problems of a bucket whose ARN CloudFormation would reject as `SourceBucketArn` of an environment in a Region. Parts that
 * are tokens pass.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-mwaa-environment.html#cfn-mwaa-environment-sourcebucketarn
 */
export function sourceBucketProblems(bucket: s3.IBucketRef, environmentRegion: string): InputProblem[] {
  const arn = bucket.bucketRef.bucketArn;
  const components = knownComponents(arn);
  const name = bucketResource(bucket)?.bucketName;
  if (isBucketName(name) && (isBucketArn(components) || (components[0] !== 'arn' && Token.isUnresolved(arn)))) {
    return partitionProblems('sourceBucket', arn, environmentRegion);
  }
  return [{
    prop: 'sourceBucket',
    value: [name, arn, components[5]].find((text) => text !== undefined && !Token.isUnresolved(text)) ?? bucket,
    rule:
      'must be a bucket, not an access point, with a name of lower-case letters, digits, dots and hyphens:' +
      ' pass a bucket that MWAA accepts as `SourceBucketArn`',
  }];
}

function isBucketName(name?: string): boolean {
  return name === undefined || Token.isUnresolved(name) || /^[a-z0-9.\-]+$/.test(name);
}

/** Whether the known components are those of the ARN of a bucket. */
function isBucketArn(components: (string | undefined)[]): boolean {
  const [prefix, , service, region, account, name] = components;
  return components.length === 6 && prefix === 'arn' && service === 's3' && region === '' && account === '' && isBucketName(name);
}
