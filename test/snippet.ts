import { readFileSync } from 'fs';
import { join } from 'path';
import { Construct } from 'constructs';
import { transpile } from 'typescript';

/** Runs the first snippet under a heading of a page in the constructor of a stack, with the names that its imports and the app have. */
export function runSnippet(page: string, heading: string, stack: Construct, names: Record<string, unknown>): void {
  const text = readFileSync(join(__dirname, '..', page), 'utf-8');
  const [, section] = text.split(`\n## ${heading}\n`);
  const [, code] = /^```ts\n(.*?)^```$/ms.exec(section)!;
  new Function(...Object.keys(names), transpile(code)).call(stack, ...Object.values(names));
}
