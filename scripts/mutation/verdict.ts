import { readFileSync } from 'fs';
import { relative } from 'path';
import type { MutantResult } from '@stryker-mutator/api/core' with { 'resolution-mode': 'import' };
import { SURVIVORS } from './survivors';

/** Files in which no mutant may survive: the statements, the trust policy, the key policy and the evaluator. */
const CRITICAL = [
  'src/documented-statements.ts',
  'src/execution-permissions.ts',
  'src/published-document.ts',
  'src/rendered-place.ts',
  'src/queue-confinement.ts',
  'src/trust-policy.ts',
  'src/self-assume.ts',
  'src/data-key-policy.ts',
  'src/bucket-key.ts',
  'src/role-checks/evaluator.ts',
  'src/role-checks/statement.ts',
  'src/role-checks/matching.ts',
  'src/role-checks/conditions.ts',
  'src/role-checks/principals.ts',
  'src/role-checks/permissions.ts',
  'src/role-checks/rules/key-policy.ts',
  'src/role-checks/rules/trust-policy.ts',
];

/** A mutant that no test kills. */
export interface Alive {
  readonly file: string;
  readonly line: number;
  /** What it changes: `original → replacement`, in one line. */
  readonly change: string;
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
  readonly stale: Pick<Alive, 'file' | 'change'>[];
}

export function verdictOn(results: MutantResult[]): Verdict {
  const statuses = [...new Set(results.map(({ status }) => status))];
  const tested = results.filter(({ status }) => status !== 'Ignored');
  const alive = tested.filter(({ status }) => status !== 'Killed' && status !== 'Timeout').map(asAlive);
  const uncritical = alive.filter(({ file }) => !CRITICAL.includes(file));
  const tried = new Set(results.map(({ fileName }) => relative(process.cwd(), fileName)));
  const expected = SURVIVORS.filter(({ file }) => tried.has(file)).flatMap(({ file, mutants }) => mutants.map((change) => ({ file, change })));
  const isIn = (list: Pick<Alive, 'file' | 'change'>[], one: Pick<Alive, 'file' | 'change'>) =>
    list.some(({ file, change }) => file === one.file && change === one.change);
  return {
    counts: Object.fromEntries(statuses.map((status) => [status, results.filter((one) => one.status === status).length])),
    score: (100 * (tested.length - alive.length)) / tested.length,
    critical: alive.filter(({ file }) => CRITICAL.includes(file)),
    unlisted: uncritical.filter((one) => !isIn(expected, one)),
    listed: uncritical.filter((one) => isIn(expected, one)).length,
    stale: expected.filter((one) => !isIn(uncritical, one)),
  };
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
