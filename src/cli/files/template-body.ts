import { Document } from './document';
import { nameOf } from './source';
import { UsageError } from '../usage-error';

/** The template that a document holds. Throws a `UsageError` that says what it is instead. */
export function templateIn(document: Document): any {
  const { value } = document;
  if (!isTemplate(document)) {
    throw new UsageError(`${nameOf(document.path)} is ${document.format}, but neither a CloudFormation template nor what the AWS CLI prints: ${whatIsWrong(document)}`);
  }
  return value;
}

export function isTemplate({ value }: Document): boolean {
  return isObject(value) && isObject(value.Resources);
}

export function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function whatIsWrong(document: Document): string {
  const { value } = document;
  const lineOf = (key: string) => document.positionOf(key)!.line;
  if (value === undefined || value === null) {
    return 'it is empty';
  }
  if (!isObject(value)) {
    return `it is ${Array.isArray(value) ? 'a list' : `a ${typeof value === 'string' ? 'text' : typeof value}`}`;
  }
  if (isObject(value.resources?.Resources)) {
    return `its \`Resources\` are under \`resources\` in line ${lineOf('resources')}, where the Serverless Framework has them: check the template that \`serverless package\` writes`;
  }
  return value.Resources === undefined || value.Resources === null
    ? 'it has no `Resources`'
    : `its \`Resources\` in line ${lineOf('Resources')} are no map`;
}
