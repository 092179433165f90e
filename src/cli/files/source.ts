import { readFileSync, statSync } from 'fs';
import { UsageError } from '../usage-error';

/** The standard input, where a path is asked for. */
export const STANDARD_INPUT = '-';

/** How messages name what a path stands for. */
export function nameOf(path: string): string {
  return path === STANDARD_INPUT ? 'stdin' : path;
}

/** The text of a regular file. Throws a `UsageError` if there is none. */
export function textOfFile(path: string): string {
  try {
    if (!statSync(path).isFile()) {
      throw new UsageError(`cannot read ${path}: it is not a regular file; \`-\` reads the standard input`);
    }
    return readFileSync(path, 'utf-8');
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? 'there is no such file' : message;
}
