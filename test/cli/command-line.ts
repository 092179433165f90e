import { mkdirSync, mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { main } from '../../src/cli/main';

/** What a command line prints, and its exit code. */
export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process. */
export function run(args: string[], { width = 100, hasColors = false, input = '' } = {}): Printed {
  const [printed, mistakes]: string[][] = [[], []];
  const code = main(args, {
    width,
    hasColors,
    readInput: () => input,
    print: (text) => printed.push(text),
    printNotice: (sentence) => mistakes.push(sentence),
  });
  return { code, out: printed.join('\n'), err: mistakes.join('\n') };
}

/** A folder with these files: texts as they are, all else as JSON. */
export function folderOf(files: Record<string, unknown>): string {
  const folder = mkdtempSync(join(tmpdir(), 'mwaa-folder-'));
  Object.entries(files).forEach(([name, content]) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  });
  return folder;
}

/** The path of the only file of a folder. */
export function fileOf(content: unknown, name = 'template.yaml'): string {
  return join(folderOf({ [name]: content }), name);
}
