import { aws_kms as kms, aws_s3 as s3, CfnResource, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { isAlias, keyResource } from './environment-key';
import { kindOfKeyName, knownPart, UNKNOWN } from './key-name';
import { bucketResource } from './source-bucket/source-bucket';
import { templateTexts } from './template-texts';
import { isChosen, referencedConstructs } from '../common/references';
import { writtenOver } from '../common/rendered-properties';
import { Text } from '../iam/text';

/** The customer managed key of a bucket, as far as synth knows it: by its ARN, by an alias alone, or by neither. */
export interface BucketKey {
  /** The key or alias, or the resource that names a key which is no construct. */
  readonly construct: IConstruct;
  /** The name of the key: an ARN, an id, an alias, or what only the deployment knows. */
  readonly name: Text;
  readonly keyArn?: string;
  readonly aliasName?: string;
  /** The key itself, if a construct stands for it. */
  readonly key?: kms.IKeyRef;
}

/**
 * The customer managed key of a bucket, if it differs from the key of the environment.
 *
 * AWS recommends one key for both. The documented statement for the environment's key then covers the bucket too, and
 * this function returns nothing.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html
 */
export function otherBucketKey(bucket: s3.IBucketRef, dataKey?: kms.IKeyRef): BucketKey | undefined {
  const bucketKey = keyOf(bucket);
  return bucketKey === undefined || (dataKey !== undefined && isSameKey(bucketKey, dataKey)) ? undefined : bucketKey;
}

/** The key that the construct of a bucket knows, unless something else was written into the resource. */
function keyOf(bucket: s3.IBucketRef): BucketKey | undefined {
  const known = (bucket as Partial<s3.IBucket>).encryptionKey;
  const resource = bucketResource(bucket);
  const written = resource && writtenKey(resource);
  if (known !== undefined && (resource === undefined || written === known.keyRef.keyArn)) {
    return knownKey(known);
  }
  return written === undefined ? undefined : namedKey(resource!, written);
}

/**
 * The key in the properties of a bucket as they are now, with what was written over them. Without one, S3 encrypts with keys
 * of its own, or with that of AWS for S3.
 */
function writtenKey(bucket: s3.CfnBucket): string | undefined {
  const { serverSideEncryptionConfiguration: rules } = (bucket.bucketEncryption ?? {}) as Partial<s3.CfnBucket.BucketEncryptionProperty>;
  const given = [rules].flat().map((rule: any) => rule?.serverSideEncryptionByDefault?.kmsMasterKeyId).find((id) => typeof id === 'string');
  const { BucketEncryption: written } = { BucketEncryption: {}, ...writtenOver(bucket).Properties };
  const over = written?.ServerSideEncryptionConfiguration;
  const [key] = Object.values<any>(over ?? {}).map((rule) => rule?.ServerSideEncryptionByDefault?.KMSMasterKeyID).filter((id) => id !== undefined);
  // An override of one member leaves the others, and a list replaces the list.
  return key !== undefined ? Token.asString(key) : written === undefined || Array.isArray(over) ? undefined : given;
}

/** A key, or the target of an alias. CDK does not know the target of an alias that is imported by name. */
function knownKey(key: kms.IKey): BucketKey {
  const { keyArn } = key.keyRef;
  const named = { construct: key, name: textOf(key, keyArn) };
  if (!isAlias(key)) {
    return { ...named, key, keyArn };
  }
  try {
    return knownKey((key as kms.IAlias).aliasTargetKey);
  } catch {
    return { ...named, aliasName: (key as kms.IAlias).aliasName };
  }
}

/** A key as CloudFormation takes it: a reference, an ARN, an id or an alias. Nothing for the key that AWS manages. */
function namedKey(construct: CfnResource, given: string): BucketKey | undefined {
  const targets = isChosen(construct.stack.resolve(given)) ? [] : [...referencedConstructs(construct, given)];
  const key = targets.find(kms.CfnKey.isCfnKey);
  const alias = targets.find(kms.CfnAlias.isCfnAlias);
  if (key !== undefined) {
    return { construct: key, name: textOf(key, key.attrArn), key, keyArn: key.attrArn };
  }
  if (alias !== undefined) {
    return namedKey(alias, alias.targetKeyId);
  }
  const name = textOf(construct, given);
  switch (kindOfKeyName(name)) {
    case 'managed': return undefined;
    case 'arn': return { construct, name, keyArn: given };
    case 'id': return { construct, name, keyArn: construct.stack.formatArn({ service: 'kms', resource: 'key', resourceName: given }) };
    default: return { construct, name, aliasName: /^(?:arn:.*:)?(alias\/.*)$/.exec(given)?.[1] };
  }
}

/** Whether two keys are known to be one: a resource of this app, the same id, or the same value that only the deployment knows. */
function isSameKey({ construct, key, name }: BucketKey, dataKey: kms.IKeyRef): boolean {
  const resource = key && keyResource(key);
  return resource === undefined
    ? idIn(name) === idIn(textOf(construct, dataKey.keyRef.keyArn))
    : resource === keyResource(dataKey);
}

/** The id in an ARN, or all that tells the key from others. */
function idIn(name: Text): string {
  const id = knownPart(name).split('/').at(-1)!;
  return id.includes(UNKNOWN) ? name.key : id;
}

function textOf(scope: IConstruct, name: string): Text {
  return templateTexts(Stack.of(scope), name);
}
