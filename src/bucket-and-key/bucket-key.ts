import { Arn, ArnFormat, aws_kms as kms, aws_s3 as s3, FeatureFlags, Stack } from 'aws-cdk-lib';
import { KMS_APPLY_IMPORTED_ALIAS_PERMISSIONS_TO_PRINCIPAL } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { isAlias, keyResource } from './environment-key';
import { addToKeyPolicy } from './key-policy';
import { EnvironmentLocation } from '../common/environment-location';
import { StatementJson } from '../common/statement-json';

/**
 * The customer managed key that encrypts an L2 bucket, where it is not the environment's own.
 *
 * AWS wants one key for both: the environment's statement then covers the bucket, and this is undefined.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html
 */
export function otherBucketKey(bucket: s3.IBucketRef, dataKey?: kms.IKeyRef): kms.IKey | undefined {
  const named = (bucket as Partial<s3.IBucket>).encryptionKey;
  const encryptionKey = named && behindAlias(named);
  return encryptionKey === undefined || (dataKey !== undefined && isSameKey(encryptionKey, dataKey)) ? undefined : encryptionKey;
}

/**
 * Lets a role decrypt with the key of its bucket, through S3 only. Nothing for a key that is known by its alias alone,
 * unless CDK's feature flag allows grants by the alias.
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
 * Lets the IAM policies of the role's account count for the key, as the default key policy does, for this use only.
 *
 * It cannot name the role: the role's own policy names the key, and the two would wait for one another.
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

/** The key that an alias is of; the alias itself where it is imported by name and does not know. */
function behindAlias(key: kms.IKey): kms.IKey {
  try {
    return isAlias(key) ? (key as kms.IAlias).aliasTargetKey : key;
  } catch {
    return key;
  }
}
