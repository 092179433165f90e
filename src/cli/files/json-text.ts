import { Position } from './yaml-tree';

// What the parser of JSON does not tell. Strings are skipped as a whole.

/** A comment of YAML may have an address in it, and an address may stand without quotes. */
const STRING_OR_COMMENT = /"(?:[^"\\]|\\[^])*"|(?<=^|\s)#.*|(?<=^|[\s,[\]{}]|":)(?:\/\/|\/\*)/gm;

/** Where the first comment of a text stands that begins like JSON. */
export function commentIn(text: string): Position | undefined {
  const comment = /^\s*(?:[{[]|\/[/*])/.test(text) ? [...text.matchAll(STRING_OR_COMMENT)].find(([token]) => token.startsWith('/')) : undefined;
  if (comment === undefined) {
    return undefined;
  }
  const before = text.slice(0, comment.index).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** Whether some object of a text of JSON has a key twice: the text has more keys than the value that was read from it. */
export function hasRepeatedKeys(text: string, value: unknown): boolean {
  return [...text.matchAll(/"(?:[^"\\]|\\[^])*"(\s*:)?/g)].filter(([, colon]) => colon !== undefined).length > keysIn(value);
}

function keysIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) {
    return 0;
  }
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce((sum: number, item) => sum + keysIn(item), own);
}
