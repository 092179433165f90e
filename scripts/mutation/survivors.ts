/** Mutants that live outside of the critical files. */
export interface Survivors {
  readonly file: string;
  /** Why no test kills them. */
  readonly reason: string;
  /** What is changed, as `npm run test:mutation` prints it: line numbers would not last. */
  readonly mutants: string[];
}

/** The mutants that live, each with the reason. */
export const SURVIVORS: Survivors[] = [
  {
    file: 'src/role-checks/requirements.ts',
    reason: 'equivalent: the name of what is made up, which is the same at both ends and never shown',
    mutants: ["'AnyObject' → \"\"", "'AnyStream' → \"\""],
  },
  {
    file: 'src/role-checks/requirements.ts',
    reason: 'a shortcut: requests that know nothing else share what is known, which is then read once',
    mutants: ['context === undefined → false'],
  },
  {
    file: 'src/role-checks/role.ts',
    reason: 'equivalent: the name of what is not known, which is never shown',
    mutants: ["'Fn::Transform' → \"\""],
  },
  {
    file: 'src/role-checks/role.ts',
    reason: 'equivalent: a text in the place of a policy says nothing, as no policy does',
    mutants: ['[] → ["Stryker was here"]'],
  },
  {
    file: 'src/role-checks/text.ts',
    reason: 'a shortcut: a text without a dynamic reference comes out as it is, after a search',
    mutants: ["'{{resolve:' → \"\""],
  },
  {
    file: 'src/role-checks/variants.ts',
    reason: 'equivalent: a condition of which no template knows is left open, as one without a name is',
    mutants: ['[] → ["Stryker was here"]'],
  },
];
