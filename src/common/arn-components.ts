import { StringConcat, Token, Tokenization } from 'aws-cdk-lib';

/** Stands for a part of a text that only the deployment knows. */
const UNKNOWN = '\u0000';

/**
 * The components of an ARN, as far as they are known; of a text that is no ARN, its parts between colons.
 *
 * Tokens are taken out first: the text that stands for one may have colons of its own.
 */
export function knownComponents(text: string): (string | undefined)[] {
  if (!Token.isUnresolved(text)) {
    return text.split(':');
  }
  const visible: string = Tokenization.reverseString(text).mapTokens({ mapToken: () => UNKNOWN }).join(new StringConcat());
  return visible.split(':').map((part) => part.includes(UNKNOWN) ? undefined : part);
}
