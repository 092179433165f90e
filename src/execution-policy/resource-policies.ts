import { Annotations, aws_kms as kms } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { warnIfBucketKeyChanges } from './bucket-key-change';
import { ResolvedOptions } from './execution-policy-options';
import { useByEnvironmentLogs, useOfBucketKey, useOfEnvironmentKey } from './key-uses';
import { decryptBucketStatements } from '../bucket-and-key/bucket-decryption';
import { BucketKey } from '../bucket-and-key/bucket-key';
import { isAlias } from '../bucket-and-key/environment-key';
import { addToKeyPolicy } from '../bucket-and-key/key-policy';
import { KeyUser, prepareKey, warnIfRefused } from '../bucket-and-key/key-preparation';
import { warnAboutBucket } from '../bucket-and-key/source-bucket/source-bucket-settings';

/** Adds the statements that the key policies need. Synth warns if this app cannot add them, or if the bucket does not meet MWAA's requirements. */
export function prepareResourcePolicies(construct: Construct, options: ResolvedOptions): void {
  const { kmsKey, bucketKey, location } = options;
  const user: KeyUser = { construct, purpose: 'environment', location };
  if (kmsKey !== undefined) {
    const { keyArn } = kmsKey.keyRef;
    prepareKey(user, kmsKey, useByEnvironmentLogs(construct, options, keyArn), useOfEnvironmentKey(construct, options, keyArn));
  }
  if (bucketKey !== undefined && decryptBucketStatements(bucketKey, location).length === 0) {
    warnAboutUnknownKey(construct, bucketKey);
  } else if (bucketKey?.key !== undefined) {
    const { key } = bucketKey;
    const use = useOfBucketKey(construct, options, key.keyRef.keyArn);
    addToKeyPolicy(key, use.statement(location));
    warnIfRefused(user, key, [use]);
  }
  warnIfBucketKeyChanges(construct, options);
  warnAboutBucket(construct, options.sourceBucket);
}

/** Synth warns if the role cannot be granted to decrypt: of the key only the alias is known, or not even that it is given as an ARN. */
function warnAboutUnknownKey(construct: Construct, { construct: named, name, aliasName }: BucketKey): void {
  const isAliasConstruct = 'keyRef' in named && isAlias(named as unknown as kms.IKeyRef);
  Annotations.of(construct).addWarningV2('cdk-mwaa-iam:bucketKeyUnknown', aliasName === undefined
    ? `the source bucket has a key that synth does not know to be an ARN, ${name} of '${named.node.path}', so the role gets no permission to decrypt with the key:`
      + ' refer to the key itself, write the ARN around the id of the key, or grant `kms:Decrypt` on it to the role yourself'
    : `the source bucket has a key of which only the alias is known, '${isAliasConstruct ? named.node.path : name}', so the role gets no permission to decrypt with the key:`
      + ' import the key by its ARN, or grant `kms:Decrypt` on it to the role yourself');
}
