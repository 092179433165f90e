import { DefinedKey } from './defined-key';
import { Keys } from './keys';
import { kindOfKeyName, KeyNameKind } from '../../../bucket-and-key/key-name';
import { same, Text } from '../../../iam/text';
import { Reading } from '../../template/reading';
import { ResourceOf } from '../../template/template';
import { arnOfKey } from '../needs';

/** A customer managed key with which a resource of the app is encrypted. */
export interface CustomerKey {
  readonly encrypted: ResourceOf;
  /** As the template has it. */
  readonly name: Text;
  /** What kind of name it is. Absent: only the deployment knows. */
  readonly kind?: KeyNameKind;
  /** Of a key that is known by an alias only, one with an id that only the deployment knows. */
  readonly arn: Text;
  /** Absent: no template of the app defines the key. */
  readonly key?: DefinedKey;
}

/** The key that the properties of a resource name; nothing where they name none, or one that AWS manages. */
export function customerKeyOf(
  encrypted: ResourceOf, written: unknown, reading: Reading, keys: Keys,
): CustomerKey | undefined {
  const name = written instanceof Text ? keys.behind(written) : undefined;
  const kind = name && kindOfKeyName(name);
  if (name === undefined || kind === 'managed') {
    return undefined;
  }
  const location = reading.location(encrypted);
  const arn = arnOfKey(location, kind === 'alias' ? Text.of({ kind: 'name', id: `key of ${name.key}`, name: String(name) }) : name);
  return { encrypted, name, kind, arn, key: keys.withArn(arn, encrypted.template) };
}

/** The key in the default encryption of a bucket. */
export function writtenBucketKey(bucket: ResourceOf, reading: Reading): unknown {
  const rules: any[] = [reading.properties(bucket).BucketEncryption?.ServerSideEncryptionConfiguration].flat();
  return rules.map((rule) => rule?.ServerSideEncryptionByDefault?.KMSMasterKeyID).find((id) => id instanceof Text);
}

/** Whether both ARNs are of one id: where only the deployment knows the account or the Region, these may be the same. */
export function isSameKey(one: Text, other: Text): boolean {
  const [ours, theirs] = [one, other].map((arn) => arn.split('/')?.at(-1) ?? arn);
  return same(ours, theirs);
}
