import { Alive, verdictOn } from './mutation/verdict';
import temporaryFolder from './temporary-folder';

// Changes the sources in every way that Stryker knows, and says which changes no test notices. Takes sources to change, if not all.

async function main(sources: string[]): Promise<void> {
  const { Stryker } = await import('@stryker-mutator/core');
  const results = await new Stryker(sources.length > 0 ? { mutate: sources } : {}).runMutationTest();
  if (results.length === 0) {
    throw new Error(`there is nothing to change in ${sources.join(', ')}`);
  }
  const { counts, score, critical, unlisted, listed, stale } = verdictOn(results);
  const lines = (alive: Alive[]) => alive.map(({ file, line, change }) => `${file}:${line}: ${change}`);
  print('alive in a file where none may be', lines(critical));
  print('alive, and not in scripts/mutation/survivors.ts', lines(unlisted));
  print('in scripts/mutation/survivors.ts, and not alive', stale.map(({ file, change }) => `${file}: ${change}`));
  console.log(Object.entries(counts).map(([status, count]) => `${count} ${status}`).join(', '));
  console.log(
    `${score.toFixed(2)} % of the mutants are killed; ${critical.length} live in a critical file, `
    + `${unlisted.length} elsewhere without a reason, ${listed} with one`,
  );
  if (critical.length + unlisted.length + stale.length > 0) {
    process.exitCode = 1;
  }
}

function print(title: string, lines: string[]): void {
  if (lines.length > 0) {
    console.log([`${title}:`, ...lines.map((line) => `  ${line}`), ''].join('\n'));
  }
}

temporaryFolder();
void main(process.argv.slice(2));
