import { Document } from './document';
import { templateBodyIn } from './printed-template';
import { STANDARD_INPUT, textOfFile } from './source';
import { templateIn } from './template-body';

/** The files that are read, each once. */
export class Documents {
  private readonly known = new Map<string, Document>();
  private input?: string;

  constructor(private readonly readInput: () => string) {}

  /** Throws a `UsageError` if the file cannot be read. */
  public at(path: string): Document {
    const document = this.known.get(path) ?? templateBodyIn(new Document(path, this.textOf(path)));
    this.known.set(path, document);
    return document;
  }

  /** Throws a `UsageError` if the file cannot be read. */
  public textOf(path: string): string {
    return path === STANDARD_INPUT ? this.input ??= this.readInput() : textOfFile(path);
  }

  /** Throws a `UsageError` if the file is no template. */
  public template(path: string): any {
    return templateIn(this.at(path));
  }
}
