import { DefinedKey } from './defined-key';
import { Keys } from './keys';
import { kindOfKeyName, KeyNameKind } from '../../../bucket-and-key/key-name';
import { OpenValue, same, Text } from '../../../iam/text';
import { Place } from '../../deployments/deployment';
import { Reading } from '../../template/reading';
import { aliasArn, keyArn } from '../../template/resource-arns';
import { ResourceOf } from '../../template/template';
import { arnOfKey } from '../needs';

/** A customer managed key with which a resource of the app is encrypted. */
export interface CustomerKey {
  readonly encrypted: ResourceOf;
  /** As the template has it. */
  readonly name: Text;
  /** What kind of name it is. Absent: only the deployment knows. */
  readonly kind?: KeyNameKind;
  /** The alias, such as `alias/dags`, where it is all that is known of the key. */
  readonly alias?: Text;
  /** Of a key that is known by an alias only, one with an id that only the deployment knows. */
  readonly arn: Text;
  /** Absent: no template of the app defines the key. */
  readonly key?: DefinedKey;
}

/** The key that the properties of a resource name; nothing where they name none, or one that AWS manages. */
export function customerKeyOf(
  encrypted: ResourceOf, written: unknown, reading: Reading, keys: Keys,
): CustomerKey | undefined {
  const location = reading.location(encrypted);
  const name = written instanceof Text ? keys.behind(written, location) : undefined;
  const kind = name && kindOfKeyName(name);
  if (name === undefined || kind === 'managed') {
    return undefined;
  }
  if (kind === 'alias') {
    const { alias, place = location } = aliasIn(name);
    const id: OpenValue = { kind: 'name', id: `key of ${aliasArn(place, alias).key}`, name: String(name) };
    return { encrypted, name, kind, alias, arn: keyArn(place, Text.of(id)) };
  }
  const arn = arnOfKey(location, name);
  return { encrypted, name, kind, arn, key: keys.withArn(arn, encrypted.template) };
}

/** An alias in its name or its ARN, and where it is, as far as that is known. */
function aliasIn({ parts }: Text): { readonly alias: Text; readonly place?: Place } {
  const index = parts.findIndex((part) => typeof part === 'string' && part.includes('alias/'));
  const [before, after] = String(parts[index]).split(/(?=alias\/)(.*)/s);
  const [, partition, , region, account] = Text.of(...parts.slice(0, index), before).split(':') ?? [];
  return { alias: Text.of(after, ...parts.slice(index + 1)), ...(account === undefined ? {} : { place: { partition, region, account } }) };
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
