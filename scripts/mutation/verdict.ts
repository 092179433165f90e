import { readFileSync } from 'fs';
import { relative } from 'path';
import type { MutantResult } from '@stryker-mutator/api/core' with { 'resolution-mode': 'import' };
import { SURVIVORS } from './survivors';

/** Files in which no mutant may survive: the statements, the trust policy, the key policy and the evaluator. */
export const CRITICAL = [
  'src/documented-statements.ts',
  'src/execution-permissions.ts',
  'src/published-document.ts',
  'src/rendered-place.ts',
  'src/queue-confinement.ts',
  'src/trust-policy.ts',
  'src/self-assume.ts',
  'src/data-key-policy.ts',
  'src/bucket-key.ts',
  'src/once-per.ts',
  'src/role-checks/evaluator.ts',
  'src/role-checks/statement.ts',
  'src/role-checks/matching.ts',
  'src/role-checks/conditions.ts',
  'src/role-checks/text.ts',
  'src/role-checks/principals.ts',
  'src/role-checks/permissions.ts',
  'src/role-checks/rules/key-policy.ts',
  'src/role-checks/rules/trust-policy.ts',
];

/** What a mutant changes: `original → replacement`, in one line. */
interface Change {
  readonly file: string;
  readonly change: string;
}

/** A mutant that no test kills. */
export interface Alive extends Change {
  readonly line: number;
}

/** What the mutants say about the tests. */
export interface Verdict {
  readonly counts: Record<string, number>;
  /** Killed of all that were tested, in percent. Not tested are those that a comment in the source excepts, with a reason. */
  readonly score: number;
  /** Those that may not live: in a critical file, or not on the list. */
  readonly critical: Alive[];
  readonly unlisted: Alive[];
  /** How many on the list live, and what stands there though it does not. */
  readonly listed: number;
  readonly stale: Change[];
}

export function verdictOn(results: MutantResult[]): Verdict {
  const statuses = [...new Set(results.map(({ status }) => status))];
  const tested = results.filter(({ status }) => status !== 'Ignored');
  const alive = tested.filter(({ status }) => status !== 'Killed' && status !== 'Timeout').map(asAlive);
  const uncritical = alive.filter(({ file }) => !CRITICAL.includes(file));
  const tried = new Set(results.map(({ fileName }) => relative(process.cwd(), fileName)));
  const expected = SURVIVORS.filter(({ file }) => tried.has(file)).flatMap(({ file, mutants }) => mutants.map((change) => ({ file, change })));
  return {
    counts: Object.fromEntries(statuses.map((status) => [status, results.filter((one) => one.status === status).length])),
    score: (100 * (tested.length - alive.length)) / tested.length,
    critical: alive.filter(({ file }) => CRITICAL.includes(file)),
    unlisted: without(uncritical, expected),
    listed: uncritical.length - without(uncritical, expected).length,
    stale: without(expected, uncritical),
  };
}

/** Those of which there are not as many among the others. */
function without<T extends Change>(changes: T[], others: Change[]): T[] {
  const left = others.map(textOf);
  return changes.filter((change) => {
    const at = left.indexOf(textOf(change));
    if (at >= 0) {
      left.splice(at, 1);
    }
    return at < 0;
  });
}

function textOf({ file, change }: Change): string {
  return `${file}: ${change}`;
}

function asAlive({ fileName, location: { start, end }, replacement = '' }: MutantResult): Alive {
  const lines = readFileSync(fileName, 'utf-8').split('\n').slice(start.line - 1, end.line);
  // The end first: both may be in one line.
  lines.push(lines.pop()!.slice(0, end.column - 1));
  lines[0] = lines[0].slice(start.column - 1);
  return { file: relative(process.cwd(), fileName), line: start.line, change: oneLine(`${lines.join('\n')} → ${replacement}`) };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
