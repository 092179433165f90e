import { hasAtoms, isPseudoParameter, replaceAtoms } from './text';

/** Private characters stand for generated names, from here on. */
const FIRST_MARK = 0xF0000;

/** How what a deployment alone can tell is taken: which of it may turn out as it needs to, and in whose favour. */
export interface Reading {
  /** What may be equal to something else: nothing, the place of the deployment, or everything that is not known. */
  readonly open: 'nothing' | 'place' | 'everything';
  /** Whether a doubt counts as a match. */
  readonly inFavour: boolean;
}

/** An atom equals itself and nothing else. */
// Stryker disable next-line BooleanLiteral: where nothing is open there is no doubt
export const AS_WRITTEN: Reading = { open: 'nothing', inFavour: false };
/** The deployment may be in any place: partition, Region and account fit what is written out. */
export const ANYWHERE: Reading = { open: 'place', inFavour: true };
/** Everything that is not known turns out well. */
export const COULD: Reading = { open: 'everything', inFavour: true };
/** Only what holds however it turns out. */
export const MUST: Reading = { open: 'everything', inFavour: false };

/** The reading of what must not match: what could be is the opposite of what must not be. */
export function opposite(reading: Reading): Reading {
  return { ...reading, inFavour: !reading.inFavour };
}

/** IAM's comparison of a pattern with `*` and `?` and a text. */
export function matches(pattern: string, text: string, reading: Reading): boolean {
  return glob(pattern, text) || (allowsDoubt(reading) && overlap(pattern, text, reading));
}

/** A text in which wildcards mean nothing: what fits it otherwise is another character. */
export function literal(text: string): string {
  return text.replace(/[*?]/g, '\u0005');
}

/**
 * A `Resource` element against an ARN: a wildcard inside one of the first five parts stays in its part; one that ends it
 * goes on beyond the colon.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function resourceMatches(pattern: string, arn: string, reading: Reading): boolean {
  const fits = glob(pattern, arn) && (!hasInnerWildcard(pattern) || partsPattern(pattern).test(arn));
  return fits || (allowsDoubt(reading) && overlap(pattern, arn, reading));
}

/**
 * The ARN operators, which compare the six parts of an ARN one by one.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function arnMatches(pattern: string, arn: string, reading: Reading): boolean {
  const [expected, actual] = [arnParts(pattern), arnParts(arn)];
  const same = expected.length === actual.length && expected.every((part, index) => glob(part, actual[index]));
  return same || pattern === '*' || (allowsDoubt(reading) && overlap(pattern, arn, reading));
}

function allowsDoubt({ open, inFavour }: Reading): boolean {
  return inFavour && open !== 'nothing';
}

/** Whether a wildcard in one of the first five parts does not end it. */
function hasInnerWildcard(pattern: string): boolean {
  return arnParts(pattern).slice(0, 5).some((part) => /\?|\*[^*]/.test(part));
}

/** The six parts of an ARN; colons after the fifth belong to the last. */
function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), ...(parts.length > 5 ? [parts.slice(5).join(':')] : [])];
}

function partsPattern(pattern: string): RegExp {
  const parts = arnParts(pattern.replace(/\*+/g, '*')).map((part, index) => {
    const any = index < 5 ? '[^:]' : '.';
    return part
      .replace(/[\\^$+.()|[\]{}]/g, '\\$&')
      .replace(/\*$/, '\u0000')
      .replace(/\?/g, any)
      .replace(/\*/g, `${any}*`)
      .replace('\u0000', '.*');
  });
  return new RegExp(`^${parts.join(':')}$`, 's');
}

/** Whether the text is one that the pattern stands for; looks back to the last `*` only, so it takes no exponential time. */
function glob(pattern: string, text: string): boolean {
  let [at, star, mark] = [0, -1, 0];
  for (let index = 0; index < text.length; index++) {
    if (pattern[at] === '*') {
      star = at++;
      mark = index--;
    } else if (pattern[at] === '?' || pattern[at] === text[index]) {
      at++;
    } else if (star >= 0) {
      at = star + 1;
      index = mark++;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') {
    at++;
  }
  return at === pattern.length;
}

/** Wildcards, and atoms that may be anything. */
// Stryker disable next-line Regex: to look where nothing is open takes time, and gives the same answer
const OPEN = /[*?\u0002\u0004]/;

/** Text around the mark of a generated name: any but a colon, a slash or another generated name. */
const SLACK = '\u0006';
/** A part of an ARN that is not known: any text but a colon or a slash. */
const PART = '\u0007';

/**
 * Whether some text could fit both, a pattern on the left and a text on the right: unknown atoms may be anything; a
 * generated one is a text that only a wildcard or the same atom stands for.
 */
function overlap(left: string, right: string, { open }: Reading): boolean {
  // Without a wildcard, what is made up equals itself only.
  if ((!hasAtoms(left) && !hasAtoms(right)) || !OPEN.test(left + right)) {
    return false;
  }
  const marks = new Map<string, string>();
  const [rows, columns] = [left, right].map((text) => loose(text, marks, open === 'place'));
  // One row at a time: whether what is left of both from here on can be the same text.
  let below = Uint8Array.from(endings(columns), Number);
  for (let row = rows.length - 1; row >= 0; row--) {
    const current = new Uint8Array(columns.length + 1);
    current[columns.length] = Number(isWild(rows[row]) && below[columns.length]);
    for (let column = columns.length - 1; column >= 0; column--) {
      const [one, other] = [rows[row], columns[column]];
      current[column] = Number((isWild(one) && below[column])
        || (isWild(other) && current[column + 1])
        || (takes(one, other) && current[column + 1])
        || (takes(other, one) && below[column])
        || ((one === other || one === '?') && below[column + 1]));
    }
    below = current;
  }
  return below[0] === 1;
}

/** The characters of a text, wildcards in the place of its unknown atoms, a mark with slack for each generated one. */
function loose(text: string, marks: Map<string, string>, placeOnly: boolean): string[] {
  return [...replaceAtoms(text, (name, kind) => {
    const isGenerated = kind === 'generated';
    if (!isGenerated && (!placeOnly || isPseudoParameter(name))) {
      return kind === 'part' ? PART : '*';
    }
    const mark = marks.get(name) ?? String.fromCodePoint(FIRST_MARK + marks.size);
    marks.set(name, mark);
    return isGenerated ? SLACK + mark + SLACK : mark;
  })];
}

/** Whether each rest of the characters can stand for nothing. */
function endings(characters: string[]): boolean[] {
  const result = [true];
  for (const character of [...characters].reverse()) {
    result.unshift(isWild(character) && result[0]);
  }
  return result;
}

function isWild(character: string): boolean {
  return character === '*' || character === SLACK || character === PART;
}

/** Whether the first, a wildcard, can stand for the second and go on. */
function takes(wildcard: string, character: string): boolean {
  if (wildcard === '*') {
    return true;
  }
  const within = character !== ':' && character !== '/';
  return within && (wildcard === PART || (wildcard === SLACK && character.codePointAt(0)! < FIRST_MARK));
}
