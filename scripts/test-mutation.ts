import { scoresOf, survivorsOf } from './mutation/verdict';
import { temporaryFolder } from './temporary-folder';

// Tests the sources with every mutant of Stryker, prints the mutants that survive, and fails if a score is below its bar.
// Arguments: the sources to mutate. Default: all.

async function main(sources: string[]): Promise<void> {
  const { Stryker } = await import('@stryker-mutator/core');
  const results = await new Stryker(sources.length > 0 ? { mutate: sources } : {}).runMutationTest();
  if (results.length === 0) {
    throw new Error(`there is nothing to mutate in ${sources.join(', ')}`);
  }
  survivorsOf(results).forEach(({ text }) => console.log(`survives: ${text}`));
  for (const { of, killed, tested, percent, met } of scoresOf(results)) {
    console.log(`${of}: ${killed} of ${tested} mutants killed, ${(100 * killed / tested).toFixed(2)} % (bar: ${percent} %)${met ? '' : ': MISSED'}`);
    if (!met) {
      process.exitCode = 1;
    }
  }
}

temporaryFolder();
void main(process.argv.slice(2));
