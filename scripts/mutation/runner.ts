import { readdirSync, rmSync } from 'fs';
import { join, relative } from 'path';
import type { DryRunResult, MutantRunOptions, MutantRunResult, TestResult } from '@stryker-mutator/api/test-runner' with { 'resolution-mode': 'import' };
import { notePassed, putInPlace } from './sources';
import { NO_END, runTestFile, STALLED, testFiles } from './test-file';
import { temporaryFolder } from '../temporary-folder';

// A test runner of Stryker. Its own for Jest starts Jest anew, with every package, for each of thousands of mutants.

const ROOT = join(__dirname, '..', '..');

/** Where tests write to; one folder, for the CDK asks for it once. */
const TEMPORARY = temporaryFolder();

/**
 * Tests that are not run, by file, or by file and name: of the examples and the texts, in a process of their own, or slow,
 * for a mutant that lives has to pass all the others.
 */
const LEFT_OUT = [
  'execution-policy/behaviour.test.ts',
  'published-documents.test.ts',
  'example-secrets-backend.test.ts',
  'languages.test.ts',
  'templates.test.ts',
  'warnings.test.ts',
  'cli/main.test.ts: as a program',
  'cli/check-command.test.ts: whatever stands in a template',
];

/** The name of what happens outside of the tests of a file. */
const LOADS = 'loads';
const SEPARATOR = ': ';

class InProcessRunner {
  /** Sources and the test files that found a mutant in them. */
  private readonly kills: [string, string][] = [];

  capabilities() {
    // Test files read the sources anew.
    return { reloadEnvironment: true };
  }

  /** Runs every test on the sources as Stryker has instrumented them, to see which test comes past which mutant. */
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

  /** Runs the tests that come past a mutant, on the sources as they are but for the mutant. */
  async mutantRun({ activeMutant, testFilter = [] }: MutantRunOptions): Promise<MutantRunResult> {
    const { MutantRunStatus, toMutantRunResult } = await import('@stryker-mutator/api/test-runner');
    const wanted = new Set(testFilter);
    const files = this.mostLikelyFirst(activeMutant.fileName, [...new Set([...wanted].map(fileOf))]);
    putInPlace(activeMutant);
    // What a file does as it loads may matter to any of its tests.
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

  /** Test files, those first that have found most in this source, and before all the one that is named like it. */
  private mostLikelyFirst(source: string, files: string[]): string[] {
    const own = relative(join(ROOT, 'src'), source).replace(/\.ts$/, '.test.ts');
    const found = (file: string) => (file === own ? Number.MAX_SAFE_INTEGER : this.kills.filter(([of, by]) => of === source && by === file).length);
    return [...files].sort((one, other) => found(other) - found(one));
  }
}

/** A test that fails without the mutant as well says nothing about it. */
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

/** Runs tests file by file: up to the first that fails, or all of them. */
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

/** A test is known by its name, but for folders that it writes to and tokens of the CDK, which differ from run to run. */
function idOf(file: string, name: string): string {
  return file + SEPARATOR + name.replace(new RegExp(`${TEMPORARY}/[^/"]+|\\$\\{Token\\[[^\\]]*\\]\\}`, 'g'), '<made up>');
}

function fileOf(id: string): string {
  return id.slice(0, id.indexOf(SEPARATOR));
}

export const strykerPlugins = [{ kind: 'TestRunner', name: 'in-process', factory: () => new InProcessRunner() }];
