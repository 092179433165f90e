/** A mistake of the user. The command line prints its message, which is one line. */
export class UsageError extends Error {}

/** Does some work. Where the user is mistaken, the message goes to a list, and the result is undefined. */
export function attempt<T>(work: () => T, mistakes: string[]): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof UsageError)) {
      throw error;
    }
    mistakes.push(error.message);
    return undefined;
  }
}
