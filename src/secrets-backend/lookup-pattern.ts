/** The parts of a regular expression of Python that say whether it compiles. Other characters stand for themselves. */
const PARTS = {
  escape: String.raw`\\[\s\S]?`,
  set: String.raw`\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]?`,
  comment: String.raw`\(\?#[^)]*\)|\(\?[aiLmsu]+\)`,
  open: String.raw`\((?:\?(?:P<[^>]*>|:|=|!|<=|<!|>|\([^)]*\)|[aiLmsu]*(?:-[imsx]+)?:))?`,
  close: String.raw`\)`,
  or: String.raw`\|`,
  anchor: String.raw`[\^$]`,
  quantifier: String.raw`[*+?]|\{(?:\d+(?:,\d*)?|,\d*)\}`,
  other: String.raw`[\s\S]`,
};

const PART = new RegExp(Object.entries(PARTS).map(([kind, source]) => `(?<${kind}>${source})`).join('|'), 'gu');

/** What has nothing before it that a quantifier could repeat. */
const NOTHING = ['open', 'or', 'anchor'];

/**
 * Why Python's `re` surely refuses a regular expression, to complete the sentence "the pattern …". Undefined if nothing is
 * seen that any version of Python refuses.
 *
 * Airflow compiles the pattern on each lookup, and passes over the backend without a word if it does not compile.
 *
 * @see https://docs.python.org/3/library/re.html#regular-expression-syntax
 */
export function pythonObjection(pattern: string): string | undefined {
  if (/\(\?[a-zA-Z]*x/.test(pattern)) {
    return undefined; // in verbose mode, white space and comments count for nothing
  }
  let depth = 0;
  let before = ['or'];
  for (const { groups } of pattern.matchAll(PART)) {
    const [kind, part] = Object.entries(groups!).find(([, value]) => value !== undefined)!;
    const objection = objectionTo(kind, part, before);
    if (objection !== undefined) {
      return objection;
    }
    depth += kind === 'open' ? 1 : kind === 'close' ? -1 : 0;
    if (depth < 0) {
      return 'closes a parenthesis that is not open';
    }
    if (kind !== 'comment') {
      before = kind === 'quantifier' ? [...before, part] : [kind === 'escape' && /[AbBZ]/.test(part) ? 'anchor' : kind];
    }
  }
  return depth > 0 ? 'does not close a parenthesis' : undefined;
}
