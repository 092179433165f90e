import { Alive, verdictOn } from './mutation/verdict';

// Changes the sources in every way that Stryker knows, and says which changes no test notices.

async function main(): Promise<void> {
  const { Stryker } = await import('@stryker-mutator/core');
  const { counts, score, critical, unlisted, listed, stale } = verdictOn(await new Stryker({}).runMutationTest());
  const lines = (alive: Alive[]) => alive.map(({ file, line, original, replacement }) => `  ${file}:${line}: ${original} → ${replacement}`);
  print('alive in a file where none may be', lines(critical));
  print('alive, and not in scripts/mutation/survivors.ts', lines(unlisted));
  print('in scripts/mutation/survivors.ts, and not alive', stale.map(({ file, original, replacement }) => `  ${file}: ${original} → ${replacement}`));
  print('alive, with a reason', listed.map(({ file, original, replacement, reason }) => `  ${file}: ${original} → ${replacement}: ${reason}`));
  console.log(Object.entries(counts).filter(([, count]) => count > 0).map(([status, count]) => `${count} ${status}`).join(', '));
  console.log(`${score.toFixed(2)} % of the mutants are killed; ${critical.length} live in a critical file, ${unlisted.length} without a reason`);
  if (critical.length > 0 || unlisted.length > 0) {
    process.exitCode = 1;
  }
}

function print(title: string, lines: string[]): void {
  if (lines.length > 0) {
    console.log([`${title}:`, ...lines, ''].join('\n'));
  }
}

void main();
