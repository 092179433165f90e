import * as fc from 'fast-check';

/** The seed of the runs that are the same every time. */
const SEED = 20_260_101;

/**
 * A test that something holds for whatever is drawn: once for the same draws every time, once for others, whose seed is in
 * the name of the test. `PROPERTY_RUNS` says how many draws.
 */
export function property<T>(name: string, draw: fc.Arbitrary<T>, holds: (drawn: T) => void, runs = 1_000): void {
  const numRuns = Number(process.env.PROPERTY_RUNS ?? runs);
  const random = Number(process.env.PROPERTY_SEED ?? Date.now() % 2 ** 31);
  test.each([SEED, random])(`${name} (seed %d)`, (seed) => {
    fc.assert(fc.property(draw, holds), { seed, numRuns, endOnFailure: process.env.PROPERTY_SHRINK === 'no' });
  }, 24 * 3600 * 1000);
}
