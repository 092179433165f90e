import { isSameLetter, isWildcard, Letter, Wildcard } from './pattern';
import { OpenValue } from '../text';

/** A place in one of two texts: a letter, or what can stand for letters of the other text. */
export type Cell = Written | Standing;

interface Written {
  readonly letter: Letter;
  readonly many: false;
  readonly of?: undefined;
}

interface Standing {
  readonly letter?: undefined;
  readonly takes: (letter: Letter) => boolean;
  /** Whether it stands for any number of letters, or for one. */
  readonly many: boolean;
  /** The open value that it belongs to. */
  readonly of?: OpenValue;
}

/** Something that an open value of one text would stand for in the other. */
export interface Taken {
  readonly by: OpenValue;
  readonly what: string | OpenValue;
}

const takesAll = () => true;
/** A letter, or one of those of a name that is made up. */
const takesOneOf = (letter: Letter) => typeof letter === 'number' || letter.kind === 'made up';
const COLON = ':'.charCodeAt(0);
const SLASH = '/'.charCodeAt(0);
const withinName = (letter: Letter) => letter !== COLON && letter !== SLASH;
const withinPath = (letter: Letter) => letter !== COLON;
const writtenInName = (letter: Letter) => typeof letter === 'number' && withinName(letter);
const isDigit = (letter: Letter) => typeof letter === 'number' && letter >= 48 && letter <= 57;

/** A symbol where an open value is anything of its kind. */
export function asAnything(symbol: Letter | Wildcard): Cell[] {
  if (typeof symbol === 'number') {
    return [{ letter: symbol, many: false }];
  }
  if (isWildcard(symbol)) {
    const within = symbol.withinSegment ? withinPath : takesAll;
    return [symbol.wildcard === 'any' ? { takes: within, many: true } : { takes: (letter) => within(letter) && takesOneOf(letter), many: false }];
  }
  return CELLS[symbol.kind](symbol);
}

/** What each kind of open value may be; the letter that is the value itself stands for the part that nobody can write out. */
const CELLS: Record<OpenValue['kind'], (of: OpenValue) => Cell[]> = {
  'chosen': (of) => [{ takes: takesAll, many: true, of }],
  'name': (of) => (of.length === undefined ? oneOrMore(withinName, of) : [{ takes: withinName, many: false, of }]),
  'path': (of) => [{ takes: withinPath, many: true, of }],
  'account': (of) => oneOrMore(isDigit, of),
  'made up': (of) => [
    ...Array.from(of.begins ?? '', (letter): Cell => ({ letter: letter.charCodeAt(0), many: false })),
    { takes: writtenInName, many: true },
    { letter: of, many: false },
    { takes: writtenInName, many: true },
  ],
  'nowhere named': (of) => [{ letter: of, many: false }],
  'every': (of) => [{ letter: of, many: false }],
};

function oneOrMore(takes: (letter: Letter) => boolean, of: OpenValue): Cell[] {
  return [{ takes, many: false, of }, { takes, many: true, of }];
}

/**
 * Whether two texts can be the same, and what their open values stand for then; `undefined` if they cannot.
 *
 * Fills a table of which rests of the one can be the same as which rests of the other, and reads a way through it. What two
 * that stand for any number of letters have in common is left out, so that only letters are taken.
 */
export function align(rows: Cell[], columns: Cell[]): Taken[] | undefined {
  const width = columns.length + 1;
  const table = new Uint8Array((rows.length + 1) * width);
  table[table.length - 1] = 1;
  for (let row = rows.length; row >= 0; row--) {
    for (let column = columns.length; column >= 0; column--) {
      const at = row * width + column;
      const [one, other] = [rows[row], columns[column]];
      if ((other !== undefined && table[at + 1] === 1 && goesRight(one, other))
        || (one !== undefined && table[at + width] === 1 && goesRight(other, one))
        || (one !== undefined && other !== undefined && table[at + width + 1] === 1 && meets(one, other))) {
        table[at] = 1;
      }
    }
  }
  return table[0] === 1 ? wayThrough(rows, columns, table) : undefined;
}

/** Whether the second can be left behind alone: because it is over, or because the first stands for it and goes on. */
function goesRight(one: Cell | undefined, other: Cell): boolean {
  return other.many || (one !== undefined && one.many && (other.letter === undefined || one.takes(other.letter)));
}

/** Whether both can be the same letter. */
function meets(one: Cell, other: Cell): boolean {
  if (one.many || other.many) {
    return false;
  }
  if (one.letter === undefined) {
    return other.letter === undefined || one.takes(other.letter);
  }
  return other.letter === undefined ? other.takes(one.letter) : isSameLetter(one.letter, other.letter);
}

function wayThrough(rows: Cell[], columns: Cell[], table: Uint8Array): Taken[] {
  const width = columns.length + 1;
  const taken: Taken[] = [];
  const take = (by?: Cell, what?: Cell) => {
    if (by?.of !== undefined && what !== undefined) {
      taken.push({ by: by.of, what: what.of ?? (typeof what.letter === 'number' ? String.fromCharCode(what.letter) : what.letter ?? '*') });
    }
  };
  let [row, column] = [0, 0];
  while (row < rows.length || column < columns.length) {
    const at = row * width + column;
    const [one, other] = [rows[row], columns[column]];
    if (one !== undefined && other !== undefined && table[at + width + 1] === 1 && meets(one, other)) {
      take(one, other);
      take(other, one);
      row++;
      column++;
    } else if (other !== undefined && table[at + 1] === 1 && goesRight(one, other)) {
      take(one, other);
      column++;
    } else {
      take(other, one);
      row++;
    }
  }
  return taken;
}
