import { Text } from '../../iam/text';

const PUBLIC_ACCESS_BLOCK = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

/** The properties of a bucket as a template has them, with texts for what it leaves to the deployment. */
export type BucketProperties = Readonly<Record<string, any>>;

/**
 * Whether a source bucket has versioning, as far as it is known.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-s3-bucket.html
 */
export function isVersioned({ VersioningConfiguration: versioning }: BucketProperties): boolean {
  return versioning !== undefined && (isOpen(versioning) || isOpen(versioning.Status) || String(versioning.Status) === 'Enabled');
}

/**
 * The settings of a public access block that is written out which are not true. A bucket that says nothing of public access
 * blocks all of it: S3 does so for every new bucket.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export function openSettings({ PublicAccessBlockConfiguration: block }: BucketProperties): string[] {
  return block === undefined || isOpen(block) ? [] : PUBLIC_ACCESS_BLOCK.filter((setting) => !isOpen(block[setting]) && String(block[setting]) !== 'true');
}

/** Whether only the deployment knows a value. */
function isOpen(value: unknown): boolean {
  return value instanceof Text && value.literal === undefined;
}
