/**
 * What an open value may be:
 *
 * - `chosen`: any text, also none: a parameter, an import, an attribute that nobody knows
 * - `name`: any text without a colon or a slash: the name of a stack, a part of an ARN
 * - `path`: any text without a colon, also none: what follows the prefix of secrets
 * - `account`: the number of an account
 * - `made up`: a name that CloudFormation makes up, or the account that a stack happens to be deployed in. Nobody can write
 *   it out beforehand; a pattern can fit it in part.
 * - `nowhere named`: something that no text names, not even in part, such as a Region other than those that are written out
 * - `every`: stands for each thing of its kind; a pattern has to cover them all
 */
export type OpenKind = 'chosen' | 'name' | 'path' | 'account' | 'made up' | 'nowhere named' | 'every';

/** A value that only a deployment has. */
export interface OpenValue {
  readonly kind: OpenKind;
  /** What it is: the same id is the same value. */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  /** The call of a template that it comes from, where `Fn::Sub` has no name for it. */
  readonly intrinsic?: unknown;
  /** What it is cut out of, between which letters, as which piece. */
  readonly pieceOf?: { readonly text: Text; readonly delimiter: string; readonly index: number };
  /** What each is like where the value stands for every one. */
  readonly each?: 'chosen' | 'name';
  /** What a made-up name is known to begin with. */
  readonly begins?: string;
  /** How many letters a name has, where that is known. */
  readonly length?: number;
  /** What it never is. */
  readonly never?: string;
  /** What it is unless somebody chooses otherwise. */
  readonly usually?: string;
  /** All that it may be. */
  readonly oneOf?: readonly string[];
}

export type Part = string | OpenValue;

/** What can be made a text. */
export type TextLike = string | Text;

/** A text of a template: what is written out, and values that only a deployment has. */
export class Text {
  /** Puts a text together. */
  public static of(...pieces: (Part | Text)[]): Text {
    if (pieces.length === 1) {
      const piece = pieces[0];
      if (piece instanceof Text) {
        return piece;
      }
      return typeof piece === 'string' ? new Text(piece === '' ? [] : [piece], piece) : new Text([piece], show(piece));
    }
    const parts: Part[] = [];
    let shown = '';
    const add = (part: Part) => {
      const last = parts.at(-1);
      if (typeof part === 'string' && typeof last === 'string') {
        parts[parts.length - 1] = last + part;
      } else if (part !== '') {
        parts.push(part);
      }
    };
    pieces.forEach((piece) => {
      if (piece instanceof Text) {
        shown += piece.shown;
        piece.parts.forEach(add);
      } else {
        shown += typeof piece === 'string' ? piece : show(piece);
        add(piece);
      }
    });
    return new Text(parts, shown);
  }

  /** A text that is known and that people are to read as something else, such as the reference that it comes from. */
  public static shownAs(shown: string, text: string): Text {
    return new Text([text], shown);
  }

  private known?: string;
  private worked?: Map<unknown, unknown>;
  /** The text itself, if nothing is open in it. */
  public readonly literal?: string;

  private constructor(public readonly parts: readonly Part[], private readonly shown: string) {
    this.literal = parts.length === 0 ? '' : parts.length === 1 && typeof parts[0] === 'string' ? parts[0] : undefined;
  }

  /** What tells the text from every other. */
  public get key(): string {
    return this.known ??= this.literal ?? JSON.stringify(this.parts.map((part) => (typeof part === 'string' ? part : [part.id])));
  }

  /** What a function makes of the text, worked out once: the same text is compared with many patterns. */
  public once<T>(make: (text: Text) => T): T {
    this.worked ??= new Map();
    if (!this.worked.has(make)) {
      this.worked.set(make, make(this));
    }
    return this.worked.get(make) as T;
  }

  /** What only a deployment has of the text. */
  public get openValues(): OpenValue[] {
    return this.parts.filter((part) => typeof part !== 'string');
  }

  /** What is written out of the text. */
  public get literals(): string[] {
    return this.parts.filter((part) => typeof part === 'string');
  }

  /** The text with other things in the place of its parts. */
  public map(literal: (part: string) => Part | Text, open: (part: OpenValue) => Part | Text = (part) => part): Text {
    return Text.of(...this.parts.map((part) => (typeof part === 'string' ? literal(part) : open(part))));
  }

  public toLowerCase(): Text {
    return this.map((part) => part.toLowerCase());
  }

  public replaceOpen(open: (part: OpenValue) => Part | Text): Text {
    return this.literal === undefined ? this.map((part) => part, open) : this;
  }

  /** The pieces between the delimiters, unless something open in the text may have one in it. */
  public split(delimiter: string): Text[] | undefined {
    const hidden = this.openValues.some(({ kind }) => kind === 'chosen' || (delimiter !== ':' && (delimiter !== '/' || kind === 'path')));
    if (hidden || delimiter === '') {
      return undefined;
    }
    const pieces: Part[][] = [[]];
    for (const part of this.parts) {
      const [first, ...others] = typeof part === 'string' ? part.split(delimiter) : [part];
      pieces.at(-1)!.push(first);
      others.forEach((other) => pieces.push([other]));
    }
    return pieces.map((piece) => Text.of(...piece));
  }

  /** As people read it: what is open as in `Fn::Sub`, what is looked up at deployment as it is written. */
  public toString(): string {
    return this.shown;
  }

  public toJSON(): string {
    return this.toString();
  }
}

function show({ name }: OpenValue): string {
  return name.startsWith('{{') ? name : `\${${name}}`;
}

/** The same text, whether or not it is one already. */
export function textOf(text: TextLike): Text {
  return Text.of(text);
}

/** Whether two texts are the same in every deployment, because they are written the same. */
export function same(one: Text, other: Text): boolean {
  return one.literal === other.literal && one.key === other.key;
}
