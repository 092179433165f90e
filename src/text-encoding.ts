import { Fn, Token } from 'aws-cdk-lib';

/**
 * The printable ASCII characters that a URI component spells in percent: all but the unreserved ones of RFC 3986.
 * The percent sign comes first, for the codes of the others contain it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3986#section-2.1
 */
const NOT_IN_URI_COMPONENT = [...'%!"#$&\'()*+,/:;<=>?@[\\]^`{|}'];

/** The printable ASCII characters that a JSON string escapes; the escape itself comes first. */
const NOT_IN_JSON_STRING = [...'\\"'];

/**
 * Percent-encodes printable ASCII text for the query of a URI, tokens of the deployment included.
 *
 * A literal and a token of the same text give the same characters.
 */
export function percentEncoded(text: string): string {
  return NOT_IN_URI_COMPONENT.reduce((encoded, character) => replaced(encoded, character, percentCode(character)), text);
}

/** The JSON string of printable ASCII text, quotation marks and all, tokens of the deployment included. */
export function jsonString(text: string): string {
  return `"${NOT_IN_JSON_STRING.reduce((escaped, character) => replaced(escaped, character, `\\${character}`), text)}"`;
}

/** Replaces a character wherever it stands. CloudFormation has no function for it, but it can split and join. */
function replaced(text: string, character: string, replacement: string): string {
  return Token.isUnresolved(text)
    ? Fn.join(replacement, Fn.split(character, text))
    : text.split(character).join(replacement);
}

function percentCode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
