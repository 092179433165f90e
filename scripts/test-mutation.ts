import { scoresOf, survivorsOf } from './mutation/verdict';
import { temporaryFolder } from './temporary-folder';

// Changes the sources in every way that Stryker knows, prints which changes no test notices, and fails below the bars.
// Takes the sources to change, if not all.

async function main(sources: string[]): Promise<void> {
  const { Stryker } = await import('@stryker-mutator/core');
  const results = await new Stryker(sources.length > 0 ? { mutate: sources } : {}).runMutationTest();
  if (results.length === 0) {
    throw new Error(`there is nothing to change in ${sources.join(', ')}`);
  }
  survivorsOf(results).forEach(({ text }) => console.log(`lives: ${text}`));
  for (const { of, killed, tested, percent, met } of scoresOf(results)) {
    console.log(`${of}: ${killed} of ${tested} mutants killed, ${(100 * killed / tested).toFixed(2)} % (bar: ${percent} %)${met ? '' : ': MISSED'}`);
    if (!met) {
      process.exitCode = 1;
    }
  }
}

temporaryFolder();
void main(process.argv.slice(2));
