/** A mistake of the user. The command line prints its message, which is one line. */
export class UsageError extends Error {}
