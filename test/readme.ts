import { readFileSync } from 'fs';
import { join } from 'path';
import { transpile } from 'typescript';

const README = join(__dirname, '..', 'README.md');

/** Runs the first snippet under a heading of the README, with what its fixture declares. */
export function runSnippet(heading: string, scope: Record<string, unknown>): void {
  const text = readFileSync(README, 'utf-8');
  const title = new RegExp(`^#+ ${heading}$`, 'm').exec(text);
  const fence = /^```ts[^\n]*\n(.*?)^```$/ms.exec(text.slice(title?.index ?? text.length));
  if (fence === null) {
    throw new Error(`no snippet under "${heading}"`);
  }
  new Function(...Object.keys(scope), transpile(fence[1]))(...Object.values(scope));
}
