import { spawnSync } from 'child_process';
import { join } from 'path';

/** Runs a script of this folder in a process of its own, and returns the JSON that it prints. */
export function inFreshProcess<R>(script: string, ...args: (string | number)[]): R {
  const loader = script.endsWith('.ts') ? ['--import', 'tsx'] : [];
  const { stdout, stderr, status } = spawnSync(process.execPath, [...loader, join(__dirname, script), ...args.map(String)], { encoding: 'utf-8' });
  if (status !== 0) {
    throw new Error(`${script} ${args.join(' ')}: ${stderr}`);
  }
  return JSON.parse(stdout);
}

/** Measures each case several times, in turns, so that a slow phase of the machine hits all of them. */
export function inTurns<C extends string, R>(cases: readonly C[], runs: number, measure: (one: C) => R): Record<C, R[]> {
  const results = Object.fromEntries(cases.map((one) => [one, []])) as unknown as Record<C, R[]>;
  for (let run = 0; run < runs; run++) {
    cases.forEach((one) => results[one].push(measure(one)));
  }
  return results;
}

/** The middle one of an odd number of values. */
export function median(values: number[]): number {
  return [...values].sort((left, right) => left - right)[(values.length - 1) / 2];
}
