import { Text } from '../iam/text';

/** How a template names a key: by its ARN, its id or an alias. `managed` is the alias of a key that AWS manages. */
export type KeyNameKind = 'arn' | 'id' | 'alias' | 'managed';

const KINDS: [RegExp, KeyNameKind][] = [
  [/^(arn:[^:]*:kms:[^:]*:[^:]*:)?alias\/aws\//, 'managed'],
  [/^(arn:.*:)?alias\//, 'alias'],
  [/^arn:[^:]*:kms:[^:]*:[^:]*:key\//, 'arn'],
  [/^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/, 'id'],
];

/** What kind of name it is. Nothing for what only the deployment knows, and for what names no key. */
export function kindOfKeyName(name: Text): KeyNameKind | undefined {
  const known = knownPart(name);
  return KINDS.find(([pattern]) => pattern.test(known))?.[1];
}

/** Stands for what only the deployment knows. */
export const UNKNOWN = '\u0000';

/** A text with one character for each part that only the deployment knows. */
export function knownPart({ parts }: Text): string {
  return parts.map((part) => (typeof part === 'string' ? part : UNKNOWN)).join('');
}
