import { OpenValue, Part, Text } from '../text';

/** Stands for any number of letters, or for one. Within a segment of an ARN it takes no colon. */
export interface Wildcard {
  readonly wildcard: 'any' | 'one';
  readonly withinSegment: boolean;
}

/** What a variable without a value comes to: it is like nothing. */
export const NOTHING = 'nothing';

/** One letter of a text, by its code, a value that is open, or what stands for letters. */
export type Letter = number | OpenValue;
export type PatternSymbol = Letter | Wildcard | typeof NOTHING;

/** A text, letter by letter. */
export type Letters = readonly Letter[];

/** What a pattern has before its first wildcard, and what comes then. */
export interface Beginning {
  readonly parts: readonly Part[];
  /** Nothing, any letters whatever, or something that has to be looked at letter by letter. */
  readonly then: 'nothing' | 'any letters' | 'more';
}

/** What a text is compared with. */
export class Pattern {
  private known?: readonly PatternSymbol[];

  constructor(
    private readonly read: () => readonly PatternSymbol[],
    /** Absent where it takes the symbols to tell, since variables are to be filled in. */
    public readonly beginning?: Beginning,
    /** Whether IAM does not say what it does with a pattern like this. */
    public readonly isUndefined = false,
  ) {}

  /** The pattern letter by letter, worked out if somebody asks for it. */
  public get symbols(): readonly PatternSymbol[] {
    return this.known ??= this.read();
  }
}

/** What a policy variable comes to. */
export type Variables = (variable: string) => Text | typeof NOTHING;

const ANY: Wildcard = { wildcard: 'any', withinSegment: false };
const ONE: Wildcard = { wildcard: 'one', withinSegment: false };

export function isWildcard(symbol: PatternSymbol): symbol is Wildcard {
  return typeof symbol === 'object' && 'wildcard' in symbol;
}

export function isOpen(symbol: PatternSymbol): symbol is OpenValue {
  return typeof symbol === 'object' && 'kind' in symbol;
}

export function isSameLetter(one: Letter, other: Letter): boolean {
  return one === other || (typeof one === 'object' && typeof other === 'object' && one.id === other.id);
}

/** A text in which no letter means anything else. */
export function lettersOf(text: Text): Letters {
  return text.once(spelt);
}

function spelt({ parts }: Text): Letters {
  const letters: Letter[] = [];
  for (const part of parts) {
    if (typeof part === 'string') {
      for (let index = 0; index < part.length; index++) {
        letters.push(part.charCodeAt(index));
      }
    } else {
      letters.push(...lettersIn(part));
    }
  }
  return letters;
}

/** The same value for each of its letters. */
function lettersIn(value: OpenValue): OpenValue[] {
  return Array.from({ length: value.length ?? 1 }, () => value);
}

/** Makes a pattern of a text; once for each in which no variables are to be filled in. */
function once(make: (text: Text, variables?: Variables) => Pattern): (text: Text, variables?: Variables) => Pattern {
  const plain = (text: Text) => make(text);
  return (text, variables) => (withoutVariables(text, variables) === undefined ? make(text, variables) : text.once(plain));
}

/** A text to be compared as it is, its variables filled in. */
export const literalPattern = once((text, variables) => {
  const read = () => symbolsOf(text, variables).map((symbol) => (symbol === ANY ? STAR : symbol === ONE ? QUESTION : symbol));
  return new Pattern(read, variables === undefined ? { parts: text.parts, then: 'nothing' } : undefined);
});

/** A text in which `*` stands for any letters and `?` for one. */
export const pattern = once((text, variables) =>
  new Pattern(() => symbolsOf(text, variables), variables === undefined ? beginningOf(text) : undefined));

/**
 * A pattern for the `Resource` element. In the first five segments of an ARN a wildcard takes no colon, unless it is a `*`
 * that ends its segment; and a variable has no place there.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-wheretouse
 */
export const resourcePattern = once((text, variables) => {
  const read = () => inSegments(symbolsOf(text, variables), (next) => next === undefined || next === COLON);
  if (variables === undefined) {
    return new Pattern(read, beginningOf(text));
  }
  const early = symbolsOf(text, () => NOTHING);
  return new Pattern(read, undefined, early.slice(0, lastSegment(early)).includes(NOTHING));
});

/**
 * A pattern for the ARN operators, which compare segment by segment; a `*` alone is like everything.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export const arnPattern = once((text, variables) => new Pattern(() => {
  const symbols = symbolsOf(text, variables);
  return symbols.every((symbol) => symbol === ANY) ? symbols : inSegments(symbols, () => false);
}, variables === undefined && hasWildcardsInLastSegmentOnly(text) ? beginningOf(text) : undefined));

function hasWildcardsInLastSegmentOnly({ parts: [first] }: Text): boolean {
  return typeof first === 'string' && first.split(/[*?]/, 1)[0].split(':').length > 5;
}

function beginningOf({ parts }: Text): Beginning {
  for (const [index, part] of parts.entries()) {
    const wildcard = typeof part === 'string' ? part.search(/[*?]/) : -1;
    if (typeof part === 'string' && wildcard >= 0) {
      const isLast = index === parts.length - 1 && part.slice(wildcard) === '*';
      return { parts: [...parts.slice(0, index), ...(wildcard === 0 ? [] : [part.slice(0, wildcard)])], then: isLast ? 'any letters' : 'more' };
    }
  }
  return { parts, then: 'nothing' };
}

/** The text, if there is nothing in it to be filled in. */
function withoutVariables(text: Text, variables?: Variables): Text | undefined {
  return variables === undefined || !text.parts.some((part) => typeof part === 'string' && part.includes('${')) ? text : undefined;
}

const [COLON, STAR, QUESTION] = [':', '*', '?'].map((letter) => letter.charCodeAt(0));

const VARIABLE = /\$\{([^{}]*)\}/g;

function symbolsOf(text: Text, variables?: Variables): PatternSymbol[] {
  const symbols: PatternSymbol[] = [];
  const add = (part: string) => {
    for (let index = 0; index < part.length; index++) {
      const code = part.charCodeAt(index);
      const symbol = code === STAR ? ANY : code === QUESTION ? ONE : code;
      // Two stars are one.
      if (symbol !== ANY || symbols.at(-1) !== ANY) {
        symbols.push(symbol);
      }
    }
  };
  for (const part of text.parts) {
    if (typeof part !== 'string') {
      symbols.push(...lettersIn(part));
    } else if (variables === undefined) {
      add(part);
    } else {
      part.split(VARIABLE).forEach((piece, index) => {
        const value = index % 2 === 0 ? piece : variables(piece);
        if (value === NOTHING) {
          symbols.push(NOTHING);
        } else if (typeof value === 'string') {
          add(value);
        } else {
          symbols.push(...lettersOf(value));
        }
      });
    }
  }
  return symbols;
}

/** The symbols with wildcards of the first five segments kept in theirs. */
function inSegments(symbols: PatternSymbol[], goesOn: (next?: PatternSymbol) => boolean): PatternSymbol[] {
  const last = lastSegment(symbols);
  return symbols.map((symbol, index) => (isWildcard(symbol) && index < last && !(symbol === ANY && goesOn(symbols[index + 1]))
    ? { ...symbol, withinSegment: true }
    : symbol));
}

/** Where the sixth segment begins: after the fifth colon, or after a value that may have colons of its own. */
function lastSegment(symbols: PatternSymbol[]): number {
  let colons = 0;
  const index = symbols.findIndex((symbol) => {
    colons += symbol === COLON ? 1 : 0;
    return colons === 5 || (isOpen(symbol) && symbol.kind === 'chosen');
  });
  return index < 0 ? symbols.length : index;
}
