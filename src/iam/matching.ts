import { align, asAnything, exactly, isSameLetter, Taken } from './alignment';
import { isWildcard, Letters, lettersOf, Pattern, PatternSymbol } from './pattern';
import { OpenValue, same, Text } from './text';
import { Truth } from './truth';

/** Whether a pattern is like a text, and if it only could be, what open values of both would have to be. */
export interface Match {
  readonly truth: Truth;
  readonly values?: ReadonlyMap<OpenValue, Text>;
}

const YES: Match = { truth: 'yes' };
const NO: Match = { truth: 'no' };

/** IAM takes no ARNs and patterns that come to so much; what is longer is left open. */
const MOST = 2 ** 20;

/**
 * Whether a pattern is like a text.
 *
 * It surely is if it is so with every open value as a letter of its own. Otherwise what both begin and end with is taken off,
 * and it could be if any values of their kinds make it so. Takes at most the product of both lengths.
 */
export function match(pattern: Pattern, text: Text): Match {
  const result = asItIs(pattern.exact, text) ?? atFirstSight(pattern.glob, text) ?? compare(pattern.symbols, lettersOf(text));
  return result.truth === 'yes' && pattern.isUndefined ? { truth: 'could be' } : result;
}

/** Two texts without wildcards that are the same, or written out and not the same. */
function asItIs(exact: Text | undefined, text: Text): Match | undefined {
  if (exact === undefined || same(exact, text)) {
    return exact && YES;
  }
  return exact.literal !== undefined && text.literal !== undefined ? NO : undefined;
}

/** What can be told from the first parts in which both differ: mostly, that they are of something else, or that only a `*` is left. */
function atFirstSight(glob: Text | undefined, { parts }: Text): Match | undefined {
  if (glob === undefined) {
    return undefined;
  }
  const index = glob.parts.findIndex((part, at) => (typeof part === 'string' ? part !== parts[at] || /[*?]/.test(part) : !isSame(part, parts[at])));
  if (index < 0) {
    return parts.length === glob.parts.length ? YES : undefined;
  }
  const [ours, theirs] = [glob.parts[index], parts[index]];
  if (typeof ours !== 'string' || typeof theirs !== 'string') {
    return undefined;
  }
  const wildcard = ours.search(/[*?]/);
  const beginning = wildcard < 0 ? ours : ours.slice(0, wildcard);
  const common = Math.min(beginning.length, theirs.length);
  if (beginning.slice(0, common) !== theirs.slice(0, common)) {
    return NO;
  }
  const isLast = index === glob.parts.length - 1;
  return common === beginning.length && isLast && ours.length === wildcard + 1 && ours.endsWith('*') ? YES : undefined;
}

function compare(pattern: readonly PatternSymbol[], text: Letters): Match {
  const [rows, columns] = withoutCommon(pattern, text);
  const [first, other] = [rows[0], columns[0]];
  if (typeof first === 'number' && typeof other === 'number') {
    // Two letters that differ, after what is the same in every deployment.
    return NO;
  }
  if (rows.length === 1 && isWildcard(first) && first.wildcard === 'any' && !first.withinSegment) {
    return YES;
  }
  if (rows.length * columns.length > MOST) {
    return { truth: 'could be' };
  }
  if (align(rows.map(exactly), columns.map(exactly)) !== undefined) {
    return YES;
  }
  return [...rows, ...columns].some(isOpen) ? couldBe(rows, columns) : NO;
}

function couldBe(rows: readonly PatternSymbol[], columns: Letters): Match {
  const limited = [...rows, ...columns].filter(isOpen).find(({ oneOf }) => oneOf !== undefined);
  if (limited !== undefined) {
    const value = limited.oneOf!.find((one) => compare(replaced(rows, limited, one), replaced(columns, limited, one)).truth !== 'no');
    return value === undefined ? NO : { truth: 'could be', values: new Map([[limited, Text.of(value)]]) };
  }
  const taken = align(rows.flatMap(asAnything), columns.flatMap(asAnything));
  const values = taken && valuesOf(taken);
  return values === undefined || [...values].some(([{ never }, value]) => never !== undefined && value.literal === never)
    ? NO
    : { truth: 'could be', values };
}

/** What each open value stands for, put together again. */
function valuesOf(taken: Taken[]): Map<OpenValue, Text> {
  const values = new Map<OpenValue, Text>();
  taken.forEach(({ by, what }) => {
    const value = values.get(by) ?? Text.of();
    const last = value.parts.at(-1);
    const isSameValue = typeof what === 'object' && typeof last === 'object' && last.id === what.id;
    values.set(by, isSameValue ? value : Text.of(value, what));
  });
  return values;
}

function replaced<S extends PatternSymbol>(symbols: readonly S[], { id }: OpenValue, value: string): (S | number)[] {
  const letters = Array.from({ length: value.length }, (_, index) => value.charCodeAt(index));
  return symbols.flatMap<S | number>((symbol) => (isOpen(symbol) && symbol.id === id ? letters : [symbol]));
}

function isOpen(symbol: PatternSymbol): symbol is OpenValue {
  return typeof symbol === 'object' && 'kind' in symbol;
}

/** Both without what they begin and end with alike, up to the first wildcard and from the last one on. */
function withoutCommon(pattern: readonly PatternSymbol[], text: Letters): [readonly PatternSymbol[], Letters] {
  const most = Math.min(pattern.length, text.length);
  let start = 0;
  while (start < most && isSame(pattern[start], text[start])) {
    start++;
  }
  let end = 0;
  while (end < most - start && isSame(pattern[pattern.length - 1 - end], text[text.length - 1 - end])) {
    end++;
  }
  return [pattern.slice(start, pattern.length - end), text.slice(start, text.length - end)];
}

function isSame(one: PatternSymbol, other: Letters[number] | string | undefined): boolean {
  return typeof one !== 'object' || typeof other !== 'object' ? one === other : isOpen(one) && isSameLetter(one, other);
}
