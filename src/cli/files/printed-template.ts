import { Document } from './document';
import { isObject } from './template-body';
import { Position } from './yaml-tree';

/** The template in what `aws cloudformation get-template` prints, as an object or as a text. */
class PrintedTemplate extends Document {
  constructor(private readonly printed: Document, private readonly body: string | object) {
    super(printed.path, typeof body === 'string' ? body : JSON.stringify(body));
  }

  /** A text has no lines of its own in the file. */
  public positionOf(...keys: string[]): Position | undefined {
    return this.printed.positionOf('TemplateBody', ...typeof this.body === 'string' ? [] : keys);
  }
}

/** The document itself, or the template that it holds as the AWS CLI prints one. */
export function templateBodyIn(document: Document): Document {
  const body = document.value?.TemplateBody;
  return typeof body === 'string' || isObject(body) ? new PrintedTemplate(document, body) : document;
}
