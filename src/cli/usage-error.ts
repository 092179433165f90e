/** What a user has to do differently; its message is the one line that the command line prints. */
export class UsageError extends Error {}
