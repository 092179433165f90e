import { Subject } from '../subject/checked-environment';
import { RoleNeeds } from '../subject/needs';
import { ResourceOf } from '../template/template';

/** How much a finding matters: an error fails the synthesis, a warning does not, an info is not a finding. */
export type Severity = 'error' | 'warning' | 'info';

const MILDEST_FIRST: readonly Severity[] = ['info', 'warning', 'error'];

/** What a check has to say about an environment. */
export interface Problem {
  /** Tells problems of one check about one environment apart, however they are worded. */
  readonly about?: string;
  /** An error only where it is certain that nothing works. */
  readonly severity: Severity;
  readonly description: string;
  readonly fix: string;
  /** The resource to change. */
  readonly at: ResourceOf;
  /** Where in it, such as `Properties.AssumeRolePolicyDocument`. */
  readonly location: string;
}

/** Something that could be, and could not be: a note says it, and on what it depends. */
export interface Doubt {
  readonly what: string;
  /** On what it depends, worked out once the doubt is told. */
  readonly because?: () => string;
  /** What alone could make up for what is missing. A message says it after all that it is true of. */
  readonly reservation?: string;
}

/** What a check found, and what it could not find out. */
export interface Verdict {
  readonly problems: readonly Problem[];
  readonly doubts: readonly Doubt[];
}

/** A check of the role of an environment, or of a workflow. The id is API. */
export interface RoleRule<S = Subject> {
  readonly id: string;
  check(subject: S): Verdict;
}

/** Whether something certainly does not work. */
export function isError({ severity }: Pick<Problem, 'severity'>): boolean {
  return severity === 'error';
}

/** The mildest of some severities, and the worst. */
export function mildest(severities: readonly Severity[]): Severity {
  return MILDEST_FIRST.find((severity) => severities.includes(severity))!;
}

export function worst(severities: readonly Severity[]): Severity {
  return MILDEST_FIRST.filter((severity) => severities.includes(severity)).at(-1)!;
}

export const NOTHING: Verdict = { problems: [], doubts: [] };

/** The id of a check, as `Validations.acknowledge` takes it. */
export function ruleId(name: string): string {
  return `cdk-mwaa-iam::${name}`;
}

/** What could not be checked is said under this id; it is not a finding. */
export const NOT_CHECKED = ruleId('notChecked');

/** How a message speaks of an environment or a workflow. */
export function nameOf({ needs }: { readonly needs: RoleNeeds }): string {
  return `${needs.kind ?? 'environment'} "${needs.environmentName}"`;
}

/** The resource to change for a permission: the role, or the environment for a role that is defined elsewhere. */
export function roleResource({ role, environment }: Pick<Subject, 'role' | 'environment'>): ResourceOf {
  return role?.resource ?? environment;
}

/** A location as a statement to paste has it. */
export function locationOf({ needs: { partition, region, account } }: { readonly needs: RoleNeeds }) {
  return { partition: String(partition), region: String(region), account: String(account) };
}
