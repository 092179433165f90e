import { readFileSync } from 'fs';
import { relative } from 'path';
import type { MutantResult } from '@stryker-mutator/api/core' with { 'resolution-mode': 'import' };
import { Survivor, SURVIVORS } from './survivors';

/** Files in which no mutant may survive: the statements, the trust policy, the key policy and the evaluator. */
const CRITICAL = [
  'src/documented-statements.ts',
  'src/execution-permissions.ts',
  'src/published-document.ts',
  'src/queue-confinement.ts',
  'src/trust-policy.ts',
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

/** A mutant that no test kills, by what it changes: line numbers would not last. */
export interface Alive {
  readonly file: string;
  readonly line: number;
  readonly original: string;
  readonly replacement: string;
}

/** What the mutants say about the tests. */
export interface Verdict {
  readonly counts: Record<string, number>;
  /** Killed of all, in percent. */
  readonly score: number;
  /** Those that may not live: in a critical file, or not on the list. */
  readonly critical: Alive[];
  readonly unlisted: Alive[];
  /** Those on the list, and entries of it that are no more. */
  readonly listed: Survivor[];
  readonly stale: Survivor[];
}

export function verdictOn(results: MutantResult[]): Verdict {
  const statuses = ['Killed', 'Timeout', 'Survived', 'NoCoverage', 'RuntimeError', 'CompileError', 'Ignored', 'Pending'];
  const counts = Object.fromEntries(statuses.map((status) => [status, results.filter((one) => one.status === status).length]));
  const alive = results.filter(({ status }) => status !== 'Killed' && status !== 'Timeout').map(asAlive);
  const uncritical = alive.filter(({ file }) => !CRITICAL.includes(file));
  return {
    counts,
    score: (100 * (results.length - alive.length)) / results.length,
    critical: alive.filter(({ file }) => CRITICAL.includes(file)),
    unlisted: uncritical.filter((one) => !SURVIVORS.some((survivor) => isSame(survivor, one))),
    listed: SURVIVORS.filter((survivor) => uncritical.some((one) => isSame(survivor, one))),
    stale: SURVIVORS.filter((survivor) => !uncritical.some((one) => isSame(survivor, one))),
  };
}

function isSame(survivor: Survivor, { file, original, replacement }: Alive): boolean {
  return survivor.file === file && survivor.original === original && survivor.replacement === replacement;
}

function asAlive({ fileName, location: { start, end }, replacement = '' }: MutantResult): Alive {
  const lines = readFileSync(fileName, 'utf-8').split('\n').slice(start.line - 1, end.line);
  // The end first: both may be in one line.
  lines.push(lines.pop()!.slice(0, end.column - 1));
  lines[0] = lines[0].slice(start.column - 1);
  return { file: relative(process.cwd(), fileName), line: start.line, original: oneLine(lines.join('\n')), replacement: oneLine(replacement) };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
