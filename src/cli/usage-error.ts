/** What a user has to do differently. Its message is the one line that the command line prints. */
export class UsageError extends Error {}
