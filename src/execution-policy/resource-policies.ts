import { Annotations, aws_kms as kms } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { warnIfBucketKeyChanges } from './bucket-key-change';
import { ResolvedOptions } from './execution-policy-options';
import { KeyUse, useByLogs, useOfBucketKey, useOfEnvironmentKey } from './key-uses';
import { printedStatements } from './printed-statements';
import { decryptBucketStatements } from '../bucket-and-key/bucket-decryption';
import { BucketKey } from '../bucket-and-key/bucket-key';
import { isAlias, keyResource } from '../bucket-and-key/environment-key';
import { addToKeyPolicy, currentKeyPolicy, renderedKeyPolicy } from '../bucket-and-key/key-policy';
import { KeyAccess, keyAccess } from '../bucket-and-key/key-policy-access';
import { warnAboutBucket } from '../bucket-and-key/source-bucket-settings';
import { templateTexts } from '../bucket-and-key/template-texts';
import { warnWhenValidated } from '../common/app-validation';
import { EnvironmentLocation } from '../common/environment-location';

/** Adds the statements that the key policies need. Synth warns if this app cannot add them, or if the bucket does not meet MWAA's requirements. */
export function prepareResourcePolicies(construct: Construct, options: ResolvedOptions): void {
  const { kmsKey, bucketKey, location } = options;
  if (kmsKey !== undefined) {
    prepareEnvironmentKey(construct, kmsKey, options);
  }
  if (bucketKey !== undefined && decryptBucketStatements(bucketKey, location).length === 0) {
    warnAboutUnknownKey(construct, bucketKey);
  } else if (bucketKey?.key !== undefined) {
    const { key } = bucketKey;
    const use = useOfBucketKey(construct, options, key.keyRef.keyArn);
    addToKeyPolicy(key, use.statement(location));
    warnIfRefused(construct, key, use, location);
  }
  warnIfBucketKeyChanges(construct, options);
  warnAboutBucket(construct, options.sourceBucket);
}

function prepareEnvironmentKey(construct: Construct, key: kms.IKeyRef, options: ResolvedOptions): void {
  const { location } = options;
  const byLogs = useByLogs(construct, options, key.keyRef.keyArn);
  const byRole = useOfEnvironmentKey(construct, options, key.keyRef.keyArn);
  const resource = keyResource(key);
  const isInReach = addToKeyPolicy(key, byLogs.statement(location));
  if (resource === undefined || access(resource, currentKeyPolicy(key, resource), byRole).isAllowed !== 'yes') {
    addToKeyPolicy(key, byRole.statement(location));
  }
  [byLogs, byRole].forEach((use) => warnIfRefused(construct, key, use, location));
  if (!isInReach && resource === undefined) {
    Annotations.of(construct).addWarningV2(OUT_OF_REACH, outOfReach(key, [byLogs, byRole], location));
  } else if (!isInReach) {
    warnWhenValidated(construct, OUT_OF_REACH, () => {
      const open = [byLogs, byRole].filter((use) => access(resource!, renderedKeyPolicy(resource!), use).isAllowed === 'could be');
      return open.length === 0 ? undefined : outOfReach(key, open, location);
    });
  }
}

const OUT_OF_REACH = 'cdk-mwaa-iam:keyPolicyOutOfReach';

function outOfReach(key: kms.IKeyRef, uses: KeyUse[], location: EnvironmentLocation): string {
  const consequences = uses.map(({ otherwise }) => otherwise).join(', and ');
  const these = uses.length === 1 ? 'this statement' : 'these statements';
  return `this app cannot change the policy of the key '${key.node.path}': add ${these} to it, or ${consequences}:\n`
    + printedStatements(uses.map(({ statement }) => statement), location, key.keyRef.keyArn);
}

/** Synth warns if the policy that the template has for a key, whatever was written over it, certainly does not allow a use. */
function warnIfRefused(construct: Construct, key: kms.IKeyRef, use: KeyUse, location: EnvironmentLocation): void {
  const resource = keyResource(key);
  if (resource !== undefined) {
    warnWhenValidated(construct, use.warningId, () => {
      const { isAllowed, denial } = access(resource, renderedKeyPolicy(resource), use);
      return isAllowed !== 'no' ? undefined : `the policy of the key '${key.node.path}' ${use.refusal}: ` + (denial === undefined
        ? `add this statement to it:\n${printedStatements([use.statement], location, key.keyRef.keyArn)}`
        : `it has a statement that denies it, ${JSON.stringify(denial.elements)}: remove that, or make an exception in it`);
    });
  }
}

function access(key: kms.CfnKey, policy: unknown, { requests }: KeyUse): KeyAccess {
  return policy === undefined ? { isAllowed: 'could be' } : keyAccess(templateTexts(key.stack, policy), requests);
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
