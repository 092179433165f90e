import { Text } from '../../iam/text';

const PUBLIC_ACCESS_BLOCK = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

/** The properties of a bucket as a template has them, with texts for what it leaves to the deployment. */
export type BucketProperties = Readonly<Record<string, any>>;

/**
 * Whether a source bucket has versioning, as far as it is known. S3 turns it on for a bucket with Object Lock.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-s3-bucket.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
 */
export function isVersioned({ VersioningConfiguration: versioning, ObjectLockEnabled: lock }: BucketProperties): boolean {
  return mayBe('true', lock) || isOpen(versioning) || mayBe('enabled', versioning?.Status);
}

/**
 * The settings of a public access block that is written out which are not true. A bucket that says nothing of public access
 * blocks all of it: S3 does so for every new bucket.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export function openSettings({ PublicAccessBlockConfiguration: block }: BucketProperties): string[] {
  return block === undefined || block === null || isOpen(block) ? [] : PUBLIC_ACCESS_BLOCK.filter((setting) => !mayBe('true', block[setting]));
}

/** Whether a value is this word, however it is written, or is left to the deployment. */
function mayBe(word: string, value: unknown): boolean {
  return isOpen(value) || String(value).toLowerCase() === word;
}

/** Whether only the deployment knows a value. */
function isOpen(value: unknown): boolean {
  return value instanceof Text && value.literal === undefined;
}
