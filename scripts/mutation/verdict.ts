import { readFileSync } from 'fs';
import { relative } from 'path';
import type { MutantResult } from '@stryker-mutator/api/core' with { 'resolution-mode': 'import' };

/** The share of mutants in some files that tests must kill, in percent. A comment in the source excludes an equivalent mutant, with the reason. */
interface Bar {
  readonly of: string;
  readonly files: RegExp;
  readonly percent: number;
}

const BARS: Bar[] = [
  { of: 'all files', files: /^src\//, percent: 95 },
  {
    of: 'the statements, the trust policy, the key policy and IAM\'s evaluation',
    files: /^src\/(execution-policy\/(documented|execution)-statements|role\/(published-document|self-assume|trust-statements)|execution-role\/(trust-policy|celery)|bucket-and-key\/(bucket-key|key-policy)|iam\/)/,
    percent: 98,
  },
];

/** A mutant that no test kills, as one line: file, line, `original → replacement`. */
export interface Survivor {
  readonly file: string;
  readonly text: string;
}

/** The mutation score of the files of one bar. */
export interface Score extends Bar {
  readonly killed: number;
  readonly tested: number;
  readonly met: boolean;
}

/** Returns every mutant that survives. */
export function survivorsOf(results: MutantResult[]): Survivor[] {
  return tested(results).filter(isAlive).map((result) => ({ file: fileOf(result), text: describe(result) }));
}

/** Returns the score of each bar that has a mutant in its files. */
export function scoresOf(results: MutantResult[]): Score[] {
  return BARS.map((bar) => {
    const covered = tested(results).filter((result) => bar.files.test(fileOf(result)));
    const killed = covered.filter((result) => !isAlive(result)).length;
    return { ...bar, killed, tested: covered.length, met: 100 * killed >= bar.percent * covered.length };
  }).filter((score) => score.tested > 0);
}

function tested(results: MutantResult[]): MutantResult[] {
  return results.filter(({ status }) => status !== 'Ignored');
}

function isAlive({ status }: MutantResult): boolean {
  return status !== 'Killed' && status !== 'Timeout';
}

function fileOf({ fileName }: MutantResult): string {
  return relative(process.cwd(), fileName);
}

function describe(result: MutantResult): string {
  const { fileName, location: { start, end }, replacement = '' } = result;
  const lines = readFileSync(fileName, 'utf-8').split('\n').slice(start.line - 1, end.line);
  // Cut the end first, because start and end may be in one line.
  lines.push(lines.pop()!.slice(0, end.column - 1));
  lines[0] = lines[0].slice(start.column - 1);
  return `${fileOf(result)}:${start.line}: ${lines.join('\n')} → ${replacement}`.replace(/\s+/g, ' ');
}
