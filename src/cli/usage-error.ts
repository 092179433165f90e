/** A mistake of the user. The command line prints its message, which is one line. */
export class UsageError extends Error {}

/** Does some work. If that fails, the first line of the reason goes to a list, and the result is undefined. */
export function attempt<T>(work: () => T, mistakes: string[]): T | undefined {
  try {
    return work();
  } catch (error) {
    mistakes.push((error as Error).message.split('\n')[0]);
    return undefined;
  }
}
