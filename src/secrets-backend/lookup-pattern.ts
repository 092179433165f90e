/** The parts of a regular expression of Python that decide whether it compiles. Any other character stands for itself. */
const PARTS = {
  escape: String.raw`\\[\s\S]?`,
  set: String.raw`\[(?:\^|(?!\^))(?:\\[\s\S]|[^\\])(?:\\[\s\S]|[^\]\\])*\]`,
  openSet: String.raw`\[`,
  aside: String.raw`\(\?#[^)]*\)|\(\?[aiLmsu]+\)|\(\?P=\w+\)`,
  group: String.raw`\((?:\?(?:P<\w+>|:|=|!|<=|<!|>|\(\w+\)|[aiLmsu]*(?:-[ims]+)?:)|(?!\?))`,
  strangeGroup: String.raw`\(\?`,
  close: String.raw`\)`,
  or: String.raw`\|`,
  anchor: String.raw`[\^$]`,
  quantifier: String.raw`[*+?]|\{(?:\d+(?:,\d*)?|,\d*)\}`,
  character: String.raw`[\s\S]`,
};

type Kind = keyof typeof PARTS;

const PART = new RegExp(Object.entries(PARTS).map(([kind, source]) => `(?<${kind}>${source})`).join('|'), 'gu');

/** The kinds that leave nothing before a quantifier that it could repeat. */
const NOT_REPEATABLE: Kind[] = ['group', 'or', 'anchor'];

/** The escapes that Python knows. Of the letters, it refuses all others. */
const ESCAPE = /^\\([AbBdDsSwWZafnrtvxuUN]|[^a-zA-Z])$/u;

/**
 * Returns why Python's `re` refuses a regular expression, or undefined if these rules see no reason.
 *
 * The rules find unbalanced brackets, quantifiers that repeat nothing or each other, and unknown escapes and groups. They refuse
 * nothing that some version of Python accepts. In verbose mode, in which comments count for nothing, they do not look.
 *
 * @see https://docs.python.org/3/library/re.html#regular-expression-syntax
 */
export function pythonObjection(pattern: string): string | undefined {
  if (/\(\?[a-zA-Z]*x/.test(pattern)) {
    return undefined;
  }
  const parts = partsOf(pattern);
  const [found] = parts.flatMap((part, index) => objectionTo(part, parts.slice(Math.max(index - 2, 0), index)) ?? []);
  return found ?? balanceObjection(parts);
}

interface Part {
  readonly kind: Kind;
  readonly text: string;
}

/** The parts, without those that leave a quantifier after them to the part before. */
function partsOf(pattern: string): Part[] {
  return [...pattern.matchAll(PART)]
    .map(({ groups }) => Object.entries(groups!).find(([, text]) => text !== undefined)!)
    .map(([kind, text]): Part => ({ kind: /^\\[AbBZ]$/.test(text) ? 'anchor' : kind as Kind, text }))
    .filter(({ kind }) => kind !== 'aside');
}

function objectionTo({ kind, text }: Part, before: Part[]): string | undefined {
  switch (kind) {
    case 'escape': return ESCAPE.test(text) ? undefined : `Python knows no escape ${JSON.stringify(text)}`;
    case 'openSet': return 'a bracket "[" does not close';
    case 'strangeGroup': return 'Python knows no such group "(?"';
    case 'quantifier': return quantifierObjection(text, before);
    default: return undefined;
  }
}

/** A quantifier repeats what stands before it. After another, "?" makes it lazy and, since Python 3.11, "+" possessive. */
function quantifierObjection(text: string, before: Part[]): string | undefined {
  const [earlier, last] = [before.at(-2), before.at(-1)];
  const [, min, max] = /^\{(\d+),(\d+)\}$/.exec(text) ?? [];
  if (last === undefined || NOT_REPEATABLE.includes(last.kind)) {
    return `${JSON.stringify(text)} repeats nothing`;
  }
  if (last.kind === 'quantifier' && (earlier?.kind === 'quantifier' || !['?', '+'].includes(text))) {
    return `${JSON.stringify(text)} repeats a repetition`;
  }
  return Number(min) > Number(max) ? `${JSON.stringify(text)} has a minimum above its maximum` : undefined;
}

function balanceObjection(parts: Part[]): string | undefined {
  let open = 0;
  for (const { kind } of parts) {
    open += kind === 'group' ? 1 : kind === 'close' ? -1 : 0;
    if (open < 0) {
      return 'a parenthesis ")" closes nothing';
    }
  }
  return open > 0 ? 'a parenthesis "(" does not close' : undefined;
}
