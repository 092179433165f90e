import { commentIn, hasRepeatedKeys } from './json-text';
import { nameOf } from './source';
import { Position, RepeatedKey, UnreadableText, YamlTree } from './yaml-tree';
import { UsageError } from '../usage-error';

/** A file of JSON or YAML, and where its pieces stand. */
export class Document {
  public readonly format: 'JSON' | 'YAML';
  public readonly value: any;
  private readonly text: string;
  private known?: YamlTree;

  /** Throws a `UsageError` if the text is neither. */
  constructor(public readonly path: string, text: string) {
    this.text = text.replace(/^\ufeff/, '');
    const json = parsed(this.text);
    this.format = json === undefined ? 'YAML' : 'JSON';
    this.value = json === undefined ? this.yamlValue() : json.value;
  }

  /** Where the last of some keys stands that lead to a piece. */
  public positionOf(...keys: string[]): Position | undefined {
    return this.tree.positionOf(keys);
  }

  /** The keys that stand twice in a map. */
  public get repeatedKeys(): RepeatedKey[] {
    return this.format === 'YAML' || hasRepeatedKeys(this.text, this.value) ? this.tree.repeatedKeys : [];
  }

  private get tree(): YamlTree {
    return this.known ??= new YamlTree(this.text);
  }

  private yamlValue(): unknown {
    const comment = commentIn(this.text);
    if (comment !== undefined) {
      throw new UsageError(`${placeIn(this.path, comment)} is a comment: JSON has none, and CloudFormation refuses the file`);
    }
    try {
      return this.tree.value;
    } catch (error) {
      const { position, message } = error as UnreadableText;
      throw new UsageError(`${placeIn(this.path, position)} cannot be read as JSON or YAML: ${message}`);
    }
  }
}

/** A place in a file, as editors and terminals take it. */
export function placeIn(path: string, position?: Position): string {
  return [nameOf(path), ...position === undefined ? [] : [position.line, position.column]].join(':');
}

/** Tries the JSON parser first, because it is much faster than the YAML parser. */
function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
