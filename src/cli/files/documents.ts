import { Document } from './document';
import { STANDARD_INPUT, textOfFile } from './source';
import { templateIn } from './template-body';

/** The files that are read, each once. */
export class Documents {
  private readonly known = new Map<string, Document>();

  constructor(private readonly readInput: () => string) {}

  /** Throws a `UsageError` if the file cannot be read. */
  public at(path: string): Document {
    const document = this.known.get(path) ?? new Document(path, path === STANDARD_INPUT ? this.readInput() : textOfFile(path));
    this.known.set(path, document);
    return document;
  }

  /** Throws a `UsageError` if the file is no template. */
  public template(path: string): any {
    return templateIn(this.at(path));
  }
}
