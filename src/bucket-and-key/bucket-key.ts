import { Arn, ArnFormat, aws_kms as kms, aws_s3 as s3, FeatureFlags, Stack } from 'aws-cdk-lib';
import { KMS_APPLY_IMPORTED_ALIAS_PERMISSIONS_TO_PRINCIPAL } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { isAlias, keyResource } from './environment-key';
import { addToKeyPolicy } from './key-policy';
import { EnvironmentLocation } from '../common/environment-location';
import { StatementJson } from '../common/statement-json';

/**
 * The customer managed key of an L2 bucket, if it differs from the key of the environment.
 *
 * AWS recommends one key for both. The documented statement for the environment's key then covers the bucket too, and
 * this function returns nothing.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html
 */
export function otherBucketKey(bucket: s3.IBucketRef, dataKey?: kms.IKeyRef): kms.IKey | undefined {
  const keyOrAlias = (bucket as Partial<s3.IBucket>).encryptionKey;
  const encryptionKey = keyOrAlias && targetKey(keyOrAlias);
  return encryptionKey === undefined || (dataKey !== undefined && isSameKey(encryptionKey, dataKey)) ? undefined : encryptionKey;
}

/**
 * Statements that let a role decrypt objects of its bucket with the key of the bucket, through S3 only.
 *
 * For a key that is known only by its alias, there are none unless CDK's feature flag for grants on aliases is set.
 */
export function decryptBucketStatements(key: kms.IKey, location: EnvironmentLocation): StatementJson[] {
  const decrypt: StatementJson = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: key.keyRef.keyArn, Condition: throughS3(location.region) };
  if (!isAlias(key)) {
    return [decrypt];
  }
  return FeatureFlags.of(key).isEnabled(KMS_APPLY_IMPORTED_ALIAS_PERMISSIONS_TO_PRINCIPAL) ? [{
    ...decrypt,
    Resource: Arn.format({ ...location, service: 'kms', resource: 'key', resourceName: '*' }),
    Condition: { ...decrypt.Condition, 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': (key as kms.IAlias).aliasName } },
  }] : [];
}

/**
 * Adds a statement to the key policy that lets IAM policies of the role's account grant decryption through S3.
 *
 * The statement names the account instead of the role. The role's policy refers to the key, so a key policy that refers
 * to the role would create a circular dependency.
 */
export function allowBucketDecryption(scope: Construct, key: kms.IKeyRef, region: string): void {
  const root = Stack.of(scope).formatArn({ service: 'iam', region: '', resource: 'root', arnFormat: ArnFormat.NO_RESOURCE_NAME });
  addToKeyPolicy(key, {
    Sid: 'Allow Airflow to read its source bucket',
    Effect: 'Allow',
    Principal: { AWS: root },
    Action: 'kms:Decrypt',
    Resource: '*',
    Condition: throughS3(region),
  });
}

function throughS3(region: string): StatementJson['Condition'] {
  return { StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` } };
}

function isSameKey(one: kms.IKeyRef, other: kms.IKeyRef): boolean {
  const resource = keyResource(one);
  return resource === undefined ? one.keyRef.keyArn === other.keyRef.keyArn : resource === keyResource(other);
}

/** The target key of an alias. Returns an alias that is imported by name unchanged, because CDK does not know its target. */
function targetKey(key: kms.IKey): kms.IKey {
  try {
    return isAlias(key) ? (key as kms.IAlias).aliasTargetKey : key;
  } catch {
    return key;
  }
}
