import { Arn, FeatureFlags } from 'aws-cdk-lib';
import { KMS_APPLY_IMPORTED_ALIAS_PERMISSIONS_TO_PRINCIPAL } from 'aws-cdk-lib/cx-api';
import { BucketKey } from './bucket-key';
import { EnvironmentLocation } from '../common/environment-location';
import { StatementJson } from '../common/statement-json';

/**
 * Statements that let a role decrypt objects of its bucket with the key of the bucket, through S3 only.
 *
 * For a key that is known only by its alias, there are none unless CDK's feature flag for grants on aliases is set. For a
 * key of which nothing is known there are none either: IAM refuses a role with a resource that is no ARN.
 */
export function decryptBucketStatements({ construct, keyArn, aliasName }: BucketKey, location: EnvironmentLocation): StatementJson[] {
  if (keyArn !== undefined) {
    return [decryptStatement({ keyArn }, location)];
  }
  return aliasName !== undefined && FeatureFlags.of(construct).isEnabled(KMS_APPLY_IMPORTED_ALIAS_PERMISSIONS_TO_PRINCIPAL)
    ? [decryptStatement({ aliasName }, location)]
    : [];
}

/** The statement for a key by its ARN, or for whatever key an alias points to, through a service. */
export function decryptStatement(
  key: { readonly keyArn: string } | { readonly aliasName: string }, location: EnvironmentLocation, service = 's3',
): StatementJson {
  const through = { StringEquals: { 'kms:ViaService': `${service}.${location.region}.amazonaws.com` } };
  return 'keyArn' in key ? { Effect: 'Allow', Action: 'kms:Decrypt', Resource: key.keyArn, Condition: through } : {
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: Arn.format({ ...location, service: 'kms', resource: 'key', resourceName: '*' }),
    Condition: { ...through, 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': key.aliasName } },
  };
}
