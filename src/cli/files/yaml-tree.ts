import { Document, isMap, isNode, isPair, isScalar, LineCounter, Pair, parseAllDocuments, ScalarTag, visit, YAMLError, YAMLMap } from 'yaml';
import { SHORT_TAGS } from './short-tags';

/** Where something stands in a text, counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A key that a map has twice. The last one counts. */
export interface RepeatedKey {
  /** The keys that lead to it, and itself. */
  readonly keys: readonly string[];
  readonly first: Position;
  readonly last: Position;
}

/** Why a text cannot be read, and where. */
export class UnreadableText extends Error {
  constructor(reason: string, public readonly position?: Position) {
    super(reason);
  }
}

/** An anchor that is used more often than this makes a huge value of a small file. */
const MOST_ALIASES = 10_000;

/** The booleans of YAML 1.1, which CloudFormation reads. */
const BOOLEAN: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: /^(?:[Yy]es|YES|[Nn]o|NO|[Oo]n|ON|[Oo]ff|OFF)$/,
  resolve: (text) => /^(?:y|on)/i.test(text),
};

/** What people write, in their words rather than those of the parser. */
const REASONS: Partial<Record<string, string>> = {
  BLOCK_IN_FLOW: 'a `-` or a `key:` of a block stands between brackets: put quotes around it',
  TAB_AS_INDENT: 'a tab indents the line: YAML takes spaces only',
};

/** The same for messages without a code. */
const MESSAGES: readonly [RegExp, string][] = [
  [/^[^]*circular structure[^]*$/, 'an anchor holds itself'],
  [/^Excessive alias count.*$/, 'its anchors are used too often'],
  [/^Unresolved alias.*: /, 'an alias has no anchor before it: '],
  [/^Merge sources must be maps.*$/, '`<<` merges what is no map'],
  [/^Maximum call stack.*$/, 'it is nested too deeply'],
];

/** A text of YAML as nodes that know where they stand. JSON is YAML. */
export class YamlTree {
  private readonly lines = new LineCounter();
  private readonly document?: Document.Parsed;

  /** Throws an `UnreadableText` if the text is not one document. */
  constructor(text: string) {
    const documents = [...parseAllDocuments(text, {
      customTags: (tags) => [...SHORT_TAGS, BOOLEAN, ...tags],
      merge: true, // as `aws cloudformation package` and SAM resolve it
      uniqueKeys: false,
      lineCounter: this.lines,
      prettyErrors: false,
      logLevel: 'error',
    })];
    const errors = documents.flatMap((document) => document.errors);
    if (errors.length > 0) {
      throw this.unreadable(errors);
    }
    const [document, second] = documents.filter(({ contents }) => contents !== null);
    if (second !== undefined) {
      throw new UnreadableText('a second document begins here, and CloudFormation takes one', this.at(second.contents!.range[0]));
    }
    this.document = document;
  }

  /** What the text holds. Throws an `UnreadableText` if its anchors lead nowhere. */
  public get value(): unknown {
    try {
      const value = this.document?.toJS({ maxAliasCount: MOST_ALIASES });
      JSON.stringify(value); // refuses an anchor that holds itself
      return value;
    } catch (error) {
      throw new UnreadableText(inWords((error as Error).message));
    }
  }

  /** The keys that maps have twice. */
  public get repeatedKeys(): RepeatedKey[] {
    const repeated: RepeatedKey[] = [];
    visit(this.document!, {
      Map: (_, map, ancestors) => {
        const outer = ancestors.filter(isPair).map(keyOf);
        const known = new Map<string, Pair>();
        for (const item of writtenPairs(map)) {
          const key = keyOf(item);
          const before = known.get(key);
          if (before !== undefined) {
            repeated.push({ keys: [...outer, key], first: this.positionOfKey(before), last: this.positionOfKey(item) });
          }
          known.set(key, item);
        }
      },
    });
    return repeated;
  }

  /** Where the last of some keys stands that lead to a piece, or the last that is there: what is merged has no place of its own. */
  public positionOf(keys: readonly string[]): Position | undefined {
    let [node, position]: [unknown, Position | undefined] = [this.document!.contents, undefined];
    for (const key of keys) {
      const pair = isMap(node) ? writtenPairs(node).filter((item) => keyOf(item) === key).at(-1) : undefined;
      position = pair === undefined ? position : this.positionOfKey(pair);
      node = pair?.value;
    }
    return position;
  }

  private unreadable(errors: readonly YAMLError[]): UnreadableText {
    const error = errors.find(({ code }) => REASONS[code] !== undefined) ?? errors[0];
    return new UnreadableText(REASONS[error.code] ?? inWords(error.message), this.at(error.pos[0]));
  }

  private positionOfKey({ key }: Pair): Position {
    return this.at((key as { readonly range: readonly number[] }).range[0]);
  }

  private at(offset: number): Position {
    const { line, col } = this.lines.linePos(offset);
    return { line, column: col };
  }
}

/** The pairs of a map whose keys are written, which that of a short tag is not. `<<` is none: each of several merges. */
function writtenPairs({ items }: YAMLMap): Pair[] {
  return items.filter(({ key }) => isNode(key) && key.range && !(isScalar(key) && typeof key.value === 'symbol'));
}

function inWords(message: string): string {
  return MESSAGES.reduce((text, [pattern, words]) => text.replace(pattern, words), message);
}

function keyOf({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key);
}
