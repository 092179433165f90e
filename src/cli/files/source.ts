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
  return orUnreadable(path, () => {
    if (!statSync(path).isFile()) {
      throw new UsageError(`cannot read ${path}: it is not a regular file; \`-\` reads the standard input`);
    }
    return decoded(readFileSync(path));
  });
}

/** Does some work with a path. Throws a `UsageError` if the system refuses it. */
export function orUnreadable<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

/** UTF-8, or UTF-16 after its byte order mark: what the AWS CLI prints is that where Windows PowerShell writes it to a file. */
function decoded(bytes: Buffer): string {
  return bytes.toString(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf16le' : 'utf-8');
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? 'there is no such file' : message;
}
