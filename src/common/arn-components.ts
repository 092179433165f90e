import { StringConcat, Token, Tokenization } from 'aws-cdk-lib';

/** Replaces each token in a text. */
const PLACEHOLDER = '\u0000';

/**
 * Splits an ARN, or any other text, at its colons. A component that contains a token is undefined.
 *
 * The function replaces tokens before it splits, because the text of a token can contain colons.
 */
export function knownComponents(text: string): (string | undefined)[] {
  if (!Token.isUnresolved(text)) {
    return text.split(':');
  }
  const withPlaceholders: string = Tokenization.reverseString(text).mapTokens({ mapToken: () => PLACEHOLDER }).join(new StringConcat());
  return withPlaceholders.split(':').map((part) => part.includes(PLACEHOLDER) ? undefined : part);
}
