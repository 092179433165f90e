import { Lazy, Token } from 'aws-cdk-lib';
import { inputError } from '../common/input-rules';

/** How to write a text in another notation. */
interface Encoding {
  /** Encodes a text that is known at synth. */
  readonly literal: (text: string) => string;
  /** What CloudFormation replaces in a text that only the deployment knows, in this order. */
  readonly replacements: [character: string, replacement: string][];
}

/**
 * Percent-encodes a value of a URI's query, tokens included.
 *
 * In a text that only the deployment knows, it encodes the reserved characters of a role's name and ARN, and those that
 * would end or change the value. Other characters of a role's path stay as they are: RFC 3986 does not allow that, but
 * Airflow reads them back. Each encoded character nests another CloudFormation function, which makes CDK's
 * `assertions.Template` four times as slow.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3986#section-3.4
 */
export function percentEncoded(text: string): string {
  return encoded(text, URI_COMPONENT);
}

/** Returns a text as a JSON string with its quotation marks, tokens included. */
export function jsonString(text: string): string {
  return `"${encoded(text, JSON_STRING)}"`;
}

/** The text of a prop. For one that only synth gives, such as a `Lazy`, the synth fails if it gives none. */
export function presentText<T extends string | undefined>(subject: string, prop: string, text: T): T {
  return Token.isUnresolved(text)
    ? Token.asString(Lazy.uncachedAny({ produce: (context) => resolvedText(subject, prop, context.resolve(text)) })) as T
    : text;
}

function resolvedText(subject: string, prop: string, value: unknown): unknown {
  if (value === undefined || value === '') {
    throw inputError(subject, undefined, [
      `\`${prop}\` must have a text when the app is synthesized: leave the prop out instead of passing a token without a value`,
    ]);
  }
  return value;
}

const URI_COMPONENT: Encoding = {
  literal: (text) => encodeURIComponent(text).replace(/[!'()*]/g, percentCode),
  replacements: [...'%+&#:/=,@'].map((character) => [character, percentCode(character)]), // the percent sign first, because the codes contain it
};

const JSON_STRING: Encoding = {
  literal: (text) => JSON.stringify(text).slice(1, -1),
  replacements: [['\\', '\\\\'], ['"', '\\"']], // the backslash first, because the escapes contain it
};

/** Pseudo parameters whose values need no encoding: letters, digits and hyphens. */
const PLAIN = ['AWS::Partition', 'AWS::AccountId', 'AWS::Region'];

function encoded(text: string, encoding: Encoding): string {
  return Token.isUnresolved(text)
    ? Token.asString(Lazy.uncachedAny({ produce: (context) => encodedValue(context.resolve(text), encoding) }))
    : encoding.literal(text);
}

/** Encodes a value of the template: known texts at once, the rest by CloudFormation functions. */
function encodedValue(value: any, encoding: Encoding): any {
  if (typeof value === 'string') {
    return encoding.literal(value);
  }
  if (PLAIN.includes(value.Ref)) {
    return value;
  }
  const [delimiter, parts] = value['Fn::Join'] ?? [];
  if (delimiter === '' && Array.isArray(parts)) {
    return { 'Fn::Join': ['', parts.map((part) => encodedValue(part, encoding))] };
  }
  return encoding.replacements.reduce(replaceIn, value);
}

/** Splits and joins the value, because CloudFormation has no function that replaces. */
function replaceIn(value: object, [character, replacement]: [string, string]): object {
  return { 'Fn::Join': [replacement, { 'Fn::Split': [character, value] }] };
}

function percentCode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
