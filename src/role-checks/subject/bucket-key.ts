import { DefinedKey } from './defined-key';
import { arnOfKey, EnvironmentNeeds } from './needs';
import { kindOfKeyName, KeyNameKind } from '../../bucket-and-key/key-name';
import { same, Text } from '../../iam/text';
import { Reading } from '../template/reading';
import { ResourceOf } from '../template/template';

/** The customer managed key of a source bucket, where it is not the environment's. */
export interface BucketKey {
  readonly bucket: ResourceOf;
  /** As the template has it. */
  readonly name: Text;
  /** What kind of name it is. Absent: only the deployment knows. */
  readonly kind?: KeyNameKind;
  /** Of a key that is known by an alias only, one with an id that only the deployment knows. */
  readonly arn: Text;
  /** Absent: no template of the app defines the key. */
  readonly key?: DefinedKey;
}

/** The key with which the properties of a bucket encrypt it; nothing where S3 takes a key of its own, or one that AWS manages. */
export function bucketKeyOf(
  bucket: ResourceOf, needs: EnvironmentNeeds, reading: Reading, definedKey: (arn: Text) => DefinedKey | undefined,
): BucketKey | undefined {
  const written = writtenKey(bucket, reading);
  const name = written && aliasTarget(written, reading);
  const kind = name && kindOfKeyName(name);
  if (name === undefined || kind === 'managed') {
    return undefined;
  }
  const location = reading.location(bucket);
  const arn = arnOfKey(location, kind === 'alias' ? Text.of({ kind: 'name', id: `key of ${name.key}`, name: String(name) }) : name);
  return needs.keyArn !== undefined && isSameKey(arn, needs.keyArn) ? undefined : { bucket, name, kind, arn, key: definedKey(arn) };
}

function writtenKey(bucket: ResourceOf, reading: Reading): Text | undefined {
  const rules: any[] = [reading.properties(bucket).BucketEncryption?.ServerSideEncryptionConfiguration].flat();
  const [key] = rules.map((rule) => rule?.ServerSideEncryptionByDefault?.KMSMasterKeyID).filter((id) => id instanceof Text);
  return key;
}

/** The key behind an alias that a template of the app defines. */
function aliasTarget(name: Text, reading: Reading): Text {
  const alias = reading.resourcesOf('AWS::KMS::Alias').map((resource) => reading.properties(resource))
    .find(({ AliasName }) => AliasName instanceof Text && same(AliasName, name));
  return alias?.TargetKeyId instanceof Text ? alias.TargetKeyId : name;
}

/** Whether both ARNs are of one id: where only the deployment knows the account or the Region, these may be the same. */
function isSameKey(one: Text, other: Text): boolean {
  const [ours, theirs] = [one, other].map((arn) => arn.split('/')?.at(-1) ?? arn);
  return same(ours, theirs);
}
