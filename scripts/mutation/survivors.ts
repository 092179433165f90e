/** Mutants that live outside of the critical files. */
export interface Survivors {
  readonly file: string;
  /** Why no test kills them. */
  readonly reason: string;
  /** What is changed, as `npm run test:mutation` prints it: line numbers would not last. */
  readonly mutants: string[];
}

/** The mutants that live, each with the reason. */
export const SURVIVORS: Survivors[] = [];
