import { readdirSync, rmSync } from 'fs';
import { join, relative } from 'path';
import type { DryRunResult, MutantRunOptions, MutantRunResult, TestResult } from '@stryker-mutator/api/test-runner' with { 'resolution-mode': 'import' };
import { notePassed, putInPlace } from './sources';
import { NO_END, runTestFile, STALLED, testFiles } from './test-file';
import { temporaryFolder } from '../temporary-folder';

// A test runner for Stryker. Stryker's own Jest runner restarts Jest and reloads every package for each of thousands of mutants.

const ROOT = join(__dirname, '..', '..');

/** The folder in which tests write. There is only one, because the CDK reads the path once. */
const TEMPORARY = temporaryFolder();

/**
 * Tests to skip, by file, or by file and name. They test examples and texts, start a process, or are slow. A slow test costs
 * time for every mutant that survives, because such a mutant passes every test.
 */
const LEFT_OUT = [
  'execution-policy/behaviour.test.ts',
  'published-documents.test.ts',
  'example-secrets-backend.test.ts',
  'languages.test.ts',
  'message-language.test.ts',
  'templates.test.ts',
  'warnings.test.ts',
  'cli/main.test.ts: as a program',
  'cli/check-command.test.ts: whatever stands in a template',
];

/** The name for code that runs outside of the tests of a file. */
const LOADS = 'loads';
const SEPARATOR = ': ';

class InProcessRunner {
  /** Pairs of a source and a test file that killed a mutant in it. */
  private readonly kills: [string, string][] = [];

  capabilities() {
    // Each test file reloads the sources.
    return { reloadEnvironment: true };
  }

  /** Runs every test on the sources that Stryker instrumented, to find out which test covers which mutant. */
  async dryRun(): Promise<DryRunResult> {
    const passed = new Map<string, Set<string>>();
    const root = process.cwd();
    const result = await runTests(root, testFiles(root), false, () => true, (id) => {
      passed.set(id, passed.get(id) ?? new Set());
      notePassed(passed.get(id)!);
    });
    const perTest = Object.fromEntries([...passed].map(([id, mutants]) => [id, Object.fromEntries([...mutants].map((mutant) => [mutant, 1]))]));
    return { ...result, mutantCoverage: { static: {}, perTest } } as DryRunResult;
  }

  /** Runs the tests that cover a mutant, on the original sources with this mutant only. */
  async mutantRun({ activeMutant, testFilter = [] }: MutantRunOptions): Promise<MutantRunResult> {
    const { MutantRunStatus, toMutantRunResult } = await import('@stryker-mutator/api/test-runner');
    const wanted = new Set(testFilter);
    const files = this.mostLikelyFirst(activeMutant.fileName, [...new Set([...wanted].map(fileOf))]);
    putInPlace(activeMutant);
    // Code that runs while a file loads may affect any test of the file.
    const run = () => runTests(ROOT, files, true, (id) => wanted.has(id) || wanted.has(idOf(fileOf(id), LOADS)));
    let result = await run();
    for (let again = 0; again < 3 && 'reason' in result && result.reason?.includes(STALLED); again++) {
      result = await run();
    }
    putInPlace();
    const said = toMutantRunResult(await confirmed(result));
    if (said.status === MutantRunStatus.Killed) {
      this.kills.push([activeMutant.fileName, fileOf(said.killedBy[0])]);
    }
    return said;
  }

  /** Sorts test files: first the one named like the source, then those that killed the most mutants in it. */
  private mostLikelyFirst(source: string, files: string[]): string[] {
    const own = relative(join(ROOT, 'src'), source).replace(/\.ts$/, '.test.ts');
    const found = (file: string) => (file === own ? Number.MAX_SAFE_INTEGER : this.kills.filter(([of, by]) => of === source && by === file).length);
    return [...files].sort((one, other) => found(other) - found(one));
  }
}

/** Returns whether a test fails without the mutant, too, and so tells nothing about the mutant. */
async function confirmed(result: DryRunResult): Promise<DryRunResult> {
  const { DryRunStatus, TestStatus } = await import('@stryker-mutator/api/test-runner');
  const killer = result.status === DryRunStatus.Complete ? result.tests.find(({ status }) => status === TestStatus.Failed) : undefined;
  if (killer === undefined) {
    return result;
  }
  const control = await runTests(ROOT, [fileOf(killer.id)], true, (id) => id === killer.id);
  return control.status === DryRunStatus.Complete && control.tests.every(({ status }) => status === TestStatus.Success)
    ? result
    : { status: DryRunStatus.Error, errorMessage: `fails without the mutant, too: ${killer.id}` };
}

/** Runs tests file by file, up to the first failure or to the end. */
async function runTests(
  root: string, files: string[], bail: boolean, wants: (id: string) => boolean, starts: (id: string) => void = () => {},
): Promise<DryRunResult> {
  const { DryRunStatus, TestStatus } = await import('@stryker-mutator/api/test-runner');
  const tests: TestResult[] = [];
  let failure: string | undefined;
  for (const file of files.filter((one) => !LEFT_OUT.includes(one))) {
    const ends = (name: string, timeSpentMs: number, failureMessage?: string) => {
      const id = idOf(file, name);
      const result = { id, name: id, timeSpentMs, fileName: join(root, 'test', file) };
      tests.push(failureMessage === undefined ? { ...result, status: TestStatus.Success } : { ...result, status: TestStatus.Failed, failureMessage });
      failure ??= failureMessage;
    };
    try {
      await runTestFile(root, file, bail, {
        wants: (name) => !(bail && failure !== undefined) && wants(idOf(file, name)) && !LEFT_OUT.some((start) => idOf(file, name).startsWith(start)),
        starts: (name = LOADS) => starts(idOf(file, name)),
        ends,
      });
      ends(LOADS, 0);
    } catch (error) {
      ends(LOADS, 0, String(error));
    }
    if (bail && failure !== undefined) {
      break;
    }
  }
  readdirSync(TEMPORARY).forEach((name) => rmSync(join(TEMPORARY, name), { recursive: true }));
  const endless = failure?.includes(NO_END) || failure?.includes(STALLED);
  return endless ? { status: DryRunStatus.Timeout, reason: failure } : { status: DryRunStatus.Complete, tests };
}

/** Returns the name of a test without the temporary folders and CDK tokens in it, which differ from run to run. */
function idOf(file: string, name: string): string {
  return file + SEPARATOR + name.replace(new RegExp(`${TEMPORARY}/[^/"]+|\\$\\{Token\\[[^\\]]*\\]\\}`, 'g'), '<made up>');
}

function fileOf(id: string): string {
  return id.slice(0, id.indexOf(SEPARATOR));
}

export const strykerPlugins = [{ kind: 'TestRunner', name: 'in-process', factory: () => new InProcessRunner() }];
