/** A mutant that lives outside of the critical files. */
export interface Survivor {
  readonly file: string;
  readonly original: string;
  readonly replacement: string;
  /** Why no test kills it. */
  readonly reason: string;
}

/** The mutants that live, each with the reason. */
export const SURVIVORS: Survivor[] = [];
