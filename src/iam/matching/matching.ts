import { align, asAnything, Taken } from './alignment';
import { takes } from './glob';
import { Beginning, isOpen, isSameLetter, isWildcard, Letter, Letters, lettersOf, NOTHING, Pattern, PatternSymbol } from './pattern';
import { OpenValue, Part, Text } from '../text';
import { Truth } from '../truth';

/** Whether a pattern is like a text, and if it only could be, what open values of both would have to be. */
export interface Match {
  readonly truth: Truth;
  readonly values?: ReadonlyMap<OpenValue, Text>;
}

const YES: Match = { truth: 'yes' };
const NO: Match = { truth: 'no' };

/** So many pairs of letters are compared at most: IAM takes no ARNs and patterns that come to so much. What is beyond is left open. */
const MOST = 2 ** 20;

/**
 * Whether a pattern is like a text.
 *
 * It surely is if it is so with every open value as a letter of its own. Otherwise what both begin and end with is taken off,
 * and it could be if any values of their kinds make it so. Takes at most the product of both lengths.
 */
export function match(pattern: Pattern, text: Text): Match {
  const result = atFirstSight(pattern.beginning, text.parts) ?? letterByLetter(pattern.symbols, lettersOf(text));
  return result.truth === 'yes' && pattern.isUndefined ? { truth: 'could be' } : result;
}

/**
 * What the parts before the first wildcard tell: mostly, that the text is of something else, or that all the rest of it is
 * left to a `*` at the end.
 */
function atFirstSight(beginning: Beginning | undefined, text: readonly Part[]): Match | undefined {
  if (beginning === undefined) {
    return undefined;
  }
  const { parts, then } = beginning;
  for (let index = 0; index < parts.length; index++) {
    const [ours, theirs] = [parts[index], text[index]];
    if (typeof ours !== 'string' || typeof theirs !== 'string') {
      if (theirs === undefined || typeof ours === 'string' || typeof theirs === 'string' || ours.id !== theirs.id) {
        return undefined;
      }
    } else if (ours !== theirs) {
      return differing(ours, theirs, index === parts.length - 1 ? then : 'more', index === text.length - 1);
    }
  }
  return then === 'any letters' || (then === 'nothing' && parts.length === text.length) ? YES : undefined;
}

/** What two pieces tell that are not the same: what comes after ours, and whether nothing comes after theirs. */
function differing(ours: string, theirs: string, then: Beginning['then'], isLast: boolean): Match | undefined {
  if (theirs.startsWith(ours)) {
    return then === 'more' ? undefined : then === 'nothing' ? NO : YES;
  }
  return ours.startsWith(theirs) && !isLast ? undefined : NO;
}

function letterByLetter(pattern: readonly PatternSymbol[], text: Letters): Match {
  // One id is one value: what both begin and end with is the same in every deployment, and what is left decides. So
  // `environment/${AWS::StackName}-Airflow` is never like `environment/${AWS::StackName}`, whatever the name of the stack,
  // while nothing may be taken off `environment/${Name}` and `environment/my-env` but `environment/`: they could be alike.
  const [rows, columns] = withoutCommon(pattern, text);
  if (areOtherLetters(rows[0], columns[0]) || areOtherLetters(rows.at(-1), columns.at(-1))) {
    return NO;
  }
  if (rows.length * columns.length > MOST) {
    return { truth: 'could be' };
  }
  return takes(rows, columns) ? YES : couldBe(rows, columns);
}

/** Whether both are letters that are written out, and not the same. */
function areOtherLetters(one?: PatternSymbol, other?: Letter): boolean {
  return typeof one === 'number' && typeof other === 'number' && one !== other;
}

/** Whether an open value may be anything else than itself. */
function mayBeOther({ kind }: OpenValue): boolean {
  return kind !== 'every' && kind !== 'nowhere named';
}

/** The open values of both, each once. */
function openIn(rows: readonly PatternSymbol[], columns: Letters): OpenValue[] {
  const open = new Map<string, OpenValue>();
  const add = (symbol: PatternSymbol) => isOpen(symbol) && open.set(symbol.id, symbol);
  rows.forEach(add);
  columns.forEach(add);
  return [...open.values()];
}

/** Whether any values make a pattern like a text that is not so with every open value as a letter of its own. */
function couldBe(rows: readonly PatternSymbol[], columns: Letters): Match {
  const open = openIn(rows, columns);
  const isNoOpenValueLeft = !open.some(mayBeOther);
  const likeSomething = rows.filter((symbol) => symbol !== NOTHING);
  if (isNoOpenValueLeft || likeSomething.length < rows.length) {
    return NO;
  }
  // A value that is a pattern is none of these letters: what it is like is found out where each value is tried.
  const limited = open.filter(({ oneOf }) => oneOf?.every((one) => !/[*?]/.test(one)));
  if (limited.length > 0) {
    return withOneOf(limited, rows, columns);
  }
  const taken = align(likeSomething.flatMap(asAnything), columns.flatMap(asAnything));
  const values = taken && valuesOf(taken);
  return values === undefined || [...values].some(([{ never }, value]) => never !== undefined && value.literal === never)
    ? NO
    : { truth: 'could be', values: [...values.keys()].some((value) => standsTwice(value, rows, columns)) ? undefined : values };
}

/** Whether a value stands more than once: it has been taken for as many, and so nothing can be said of it. */
function standsTwice({ id, length = 1 }: OpenValue, ...texts: (readonly PatternSymbol[])[]): boolean {
  return texts.flat().filter((symbol) => isOpen(symbol) && symbol.id === id).length > length;
}

/** Tries the values that the open values are limited to, each with each of the others, unless that is too many. */
function withOneOf(limited: OpenValue[], rows: readonly PatternSymbol[], columns: Letters): Match {
  const [first] = limited;
  const ways = limited.reduce((product, { oneOf }) => product * oneOf!.length, 1);
  const longest = limited.reduce((sum, { oneOf }) => sum + Math.max(...oneOf!.map(({ length }) => length)), 0);
  if (ways * (rows.length + longest) * (columns.length + longest) > MOST) {
    return { truth: 'could be' };
  }
  const value = first.oneOf!.find((one) => letterByLetter(replaced(rows, first, one), replaced(columns, first, one)).truth !== 'no');
  return value === undefined ? NO : { truth: 'could be', values: new Map([[first, Text.of(value)]]) };
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

function isSame(one: PatternSymbol, other: Letter): boolean {
  return one !== 'nothing' && !isWildcard(one) && isSameLetter(one, other);
}
