import { aws_s3 as s3 } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { bucketResource } from './source-bucket';
import { BucketProperties, isVersioned, openSettings } from './source-bucket-requirements';
import { warn, whenValidated } from '../../common/app-validation';
import { renderedProperties } from '../../common/rendered-properties';
import { renderedTexts } from '../template-texts';

/** The properties that people set, by the level of the construct at hand. */
const WORDS = {
  L1: { versioning: '`versioningConfiguration` to {"status":"Enabled"}', block: '`publicAccessBlockConfiguration`' },
  L2: { versioning: '`versioned` to true', block: '`blockPublicAccess`' },
};

/**
 * Synth warns if the bucket has no versioning, or if its properties turn off some of the block of public access.
 *
 * A bucket that says nothing of public access blocks all of it: S3 does so for every new bucket.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-s3-bucket.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export function warnAboutBucket(construct: IConstruct, bucket: s3.IBucketRef): void {
  const resource = bucketResource(bucket);
  if (resource === undefined) {
    return;
  }
  const words = resource.node.scope === bucket ? WORDS.L2 : WORDS.L1;
  whenValidated(construct, () => {
    const properties = propertiesOf(resource);
    if (!isVersioned(properties)) {
      warn(construct, 'cdk-mwaa-iam:sourceBucketNotVersioned',
        `the source bucket '${resource.node.path}' has no versioning, which MWAA requires: set ${words.versioning}`);
    }
    const open = openSettings(properties);
    if (open.length > 0) {
      warn(construct, 'cdk-mwaa-iam:sourceBucketNotBlockingPublicAccess',
        `the source bucket '${resource.node.path}' does not block all public access, which MWAA requires: ${words.block} leaves ${listed(open)} off.` +
        ' Leave it out, because S3 blocks all public access to new buckets, set all four settings to true,' +
        ' or acknowledge this warning if the account blocks all public access');
    }
  });
}

function propertiesOf(bucket: s3.CfnBucket): BucketProperties {
  return renderedTexts(bucket.stack, renderedProperties(bucket));
}

function listed(settings: string[]): string {
  return settings.map((setting) => `\`${setting.charAt(0).toLowerCase()}${setting.slice(1)}\``).join(', ');
}
