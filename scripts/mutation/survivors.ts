/** Mutants that live outside of the critical files. */
export interface Survivors {
  readonly file: string;
  /** Why no test kills them. */
  readonly reason: string;
  /** What is changed, as `npm run test:mutation` prints it, once for each mutant; line numbers would not last. */
  readonly mutants: string[];
}

/** The mutants that live, each with the reason. */
export const SURVIVORS: Survivors[] = [
  {
    file: 'src/cli/policy-command.ts',
    reason: 'equivalent: of the rule, only what it accepts and what it says is used',
    mutants: ["'environment-name' → \"\""],
  },
  {
    file: 'src/cli/template-file.ts',
    reason: 'equivalent: the parser warns where the level says so, and is silent where it says that; it knows no other difference',
    mutants: ["'error' → \"\""],
  },
  {
    file: 'src/data-key.ts',
    reason: 'equivalent: a text is no resource of a key',
    mutants: ['[] → ["Stryker was here"]'],
  },
  {
    file: 'src/documented-wildcards.ts',
    reason: 'equivalent: what has no wildcard is dropped',
    mutants: ['[] → ["Stryker was here"]'],
  },
  {
    file: 'src/inline-limit.ts',
    reason: 'a shortcut: the documented policies alone are never too long, and are counted for nothing',
    mutants: ['added.length === 0 → false'],
  },
  {
    file: 'src/inline-limit.ts',
    reason: 'a policy without statements is not deployed, and counts 58 characters instead of 40: both are on the safe side',
    mutants: ['[] → ["Stryker was here"]'],
  },
  {
    file: 'src/json-policy-rules.ts',
    reason: 'equivalent: neither is accepted',
    mutants: ['() => false → () => undefined'],
  },
  {
    file: 'src/references.ts',
    reason: 'equivalent for the tokens of CDK: it passes the flag on to them, and none looks at it; others may',
    mutants: ['true → false'],
  },
  {
    file: 'src/role-checks/assembly.ts',
    reason: 'equivalent: an empty encoding gives a buffer, which JSON.parse takes for UTF-8',
    mutants: ['\'utf-8\' → ""'],
  },
  {
    file: 'src/role-checks/assembly.ts',
    reason: 'a cache: the same files, read for each variant of the assembly again',
    mutants: ['!known.has(path) → true'],
  },
  {
    file: 'src/role-checks/attachment.ts',
    reason: 'a shortcut: a made-up name fits no other made-up name, which the comparison below finds out as well, later',
    mutants: [
      'isGenerated(role.name) && roles.every((name) => name !== role.name && isGenerated(name)) → false',
      '(name) => name !== role.name && isGenerated(name) → () => undefined',
      'name !== role.name && isGenerated(name) → false',
      '{ return undefined; } → {}',
    ],
  },
  {
    file: 'src/role-checks/precreated-roles.ts',
    reason: 'equivalent: an empty encoding gives a buffer, which JSON.parse takes for UTF-8',
    mutants: ['\'utf-8\' → ""'],
  },
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
    mutants: ['[] → ["Stryker was here"]', '[] → ["Stryker was here"]'],
  },
  {
    file: 'src/role-checks/rules/excess-permission.ts',
    reason: 'equivalent: names of what stands for anything; nobody sees them, and no template has the empty name',
    mutants: ['AnyAccount', 'AnyRegion', 'AnyQueue', 'AnyKey', 'any-service'].map((name) => `'${name}' → ""`),
  },
  {
    file: 'src/role-checks/rules/missing-permission.ts',
    reason: 'equivalent: one of three texts that nobody sees and that only have to differ',
    mutants: ["'denied' → \"\"", "'beyond the boundary' → \"\"", "'not allowed' → \"\""],
  },
  {
    file: 'src/role-checks/rules/policy-order.ts',
    reason: 'a shortcut: of no late policies, none is found to matter',
    mutants: ['late.length === 0 → false', '{ return NOTHING; } → {}'],
  },
  {
    file: 'src/role-checks/subject.ts',
    reason: 'a shortcut: without an environment there is no subject, and nothing else needs to be read',
    mutants: ['environments.length === 0 → false', '{ return []; } → {}'],
  },
  {
    file: 'src/role-checks/subject.ts',
    reason: 'equivalent: the statement that this would add is about the account, and requirementsOf leaves it out',
    mutants: ['false → true'],
  },
  {
    file: 'src/role-checks/template.ts',
    reason: 'equivalent: the CDK knows nothing of a Region that is undefined',
    mutants: ['region === undefined → false'],
  },
  {
    file: 'src/role-checks/template.ts',
    reason: 'equivalent: the name of no intrinsic, too',
    mutants: ['\'\' → "Stryker was here!"'],
  },
  {
    file: 'src/role-checks/variants.ts',
    reason: 'equivalent: a condition of which no template knows is left open, as one without a name is',
    mutants: ['[] → ["Stryker was here"]'],
  },
  {
    file: 'src/source-bucket.ts',
    reason: 'equivalent: the text that a regular expression makes of `undefined` is one that it takes',
    mutants: ['name === undefined → false'],
  },
  {
    file: 'src/text-encoding.ts',
    reason: 'equivalent: the text stands where the delimiter does, and is not the empty one',
    mutants: ['[] → ["Stryker was here"]'],
  },
];
