import { Lazy, Token } from 'aws-cdk-lib';
import { inputError } from '../common/input-rules';

/** How a text is spelt in another notation. */
interface Encoding {
  /** The notation of a text that is known. */
  readonly literal: (text: string) => string;
  /** What to replace in a text that only the deployment knows, in this order. */
  readonly replacements: [character: string, replacement: string][];
}

/**
 * Percent-encodes the value of a member of a URI's query, tokens of the deployment included.
 *
 * Of a text that only the deployment knows, the characters of the name and of the ARN of a role are encoded, and those
 * that would end the value or change it. The others of a role's path come through as they are, which RFC 3986 does not allow and Airflow reads back all the same.
 * CloudFormation only nests these functions, and each more makes CDK's `assertions.Template` four times as slow.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3986#section-3.4
 */
export function percentEncoded(text: string): string {
  return encoded(text, URI_COMPONENT);
}

/** The JSON string of a text, quotation marks and all, tokens of the deployment included. */
export function jsonString(text: string): string {
  return `"${encoded(text, JSON_STRING)}"`;
}

/** The text of a prop. For one that only synth gives, such as a `Lazy`, the synth fails if it gives none. */
export function presentText<T extends string | undefined>(subject: string, prop: string, text: T): T {
  return Token.isUnresolved(text) ? Token.asString(Lazy.uncachedAny({ produce: (context) => resolvedText(subject, prop, context.resolve(text)) })) as T : text;
}

function resolvedText(subject: string, prop: string, value: unknown): unknown {
  if (value === undefined || value === '') {
    throw inputError(subject, undefined, [`\`${prop}\` must have a text when the app is synthesized: leave the prop out instead of passing a token without a value`]);
  }
  return value;
}

const URI_COMPONENT: Encoding = {
  literal: (text) => encodeURIComponent(text).replace(/[!'()*]/g, percentCode),
  replacements: [...'%+&#:/=,@'].map((character) => [character, percentCode(character)]), // the percent sign before its codes
};

const JSON_STRING: Encoding = {
  literal: (text) => JSON.stringify(text).slice(1, -1),
  replacements: [['\\', '\\\\'], ['"', '\\"']], // the escape before what it escapes
};

/** Pseudo parameters whose values are letters, digits and hyphens. */
const PLAIN = ['AWS::Partition', 'AWS::AccountId', 'AWS::Region'];

function encoded(text: string, encoding: Encoding): string {
  return Token.isUnresolved(text)
    ? Token.asString(Lazy.uncachedAny({ produce: (context) => encodedValue(context.resolve(text), encoding) }))
    : encoding.literal(text);
}

/** Encodes a value of the template: what is known now, and around the rest a function of CloudFormation. */
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

/** CloudFormation has no function that replaces, but it can split and join. */
function replaceIn(value: object, [character, replacement]: [string, string]): object {
  return { 'Fn::Join': [replacement, { 'Fn::Split': [character, value] }] };
}

function percentCode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
