/** The middle of some values. */
export function median(values: number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

/**
 * Several runs of each case, in turns, so that what else the machine does hits all of them.
 *
 * @returns the results by case
 */
export function takeTurns<C, R>(cases: readonly C[], runs: number, run: (one: C) => R): Map<C, R[]> {
  const results = new Map<C, R[]>(cases.map((one) => [one, []]));
  for (let turn = 0; turn < runs; turn++) {
    cases.forEach((one) => results.get(one)!.push(run(one)));
  }
  return results;
}

/** Runs something, and says how many milliseconds of processor time it took; what other processes do does not count. */
export function processorTime(action: () => void): number {
  const start = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** Runs something, and says how many milliseconds it took; for shares of one run, in which other processes hit all parts alike. */
export function elapsedTime(action: () => void): number {
  const start = process.hrtime.bigint();
  action();
  return Number(process.hrtime.bigint() - start) / 1_000_000;
}
