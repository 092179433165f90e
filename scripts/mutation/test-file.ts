import { readdirSync } from 'fs';
import { createRequire } from 'module';
import { join } from 'path';
import { Script } from 'vm';
import { expect } from 'expect';
import { addEventHandler, afterAll, afterEach, beforeAll, beforeEach, describe, getState, resetState, run, test } from 'jest-circus';
import { ModuleMocker } from 'jest-mock';
import { forgetModules, MOCKS } from './sources';

/** Chooses the tests of a file to run, and observes them. */
export interface Watcher {
  /** Returns whether to run a test. */
  wants(name: string): boolean;
  /** Attributes what happens from now on to this test, or to the file as a whole if there is no name. */
  starts(name?: string): void;
  ends(name: string, milliseconds: number, failure?: string): void;
}

type Block = ReturnType<typeof getState>['rootDescribeBlock'];
type Test = Block['tests'][number];

/** The time, in milliseconds, after which a running test counts as endless. */
const LIMIT = 10_000;

/** The time, in milliseconds, after which a waiting test fails. */
const PATIENCE = 60_000;

export const NO_END = 'this test does not end';
export const STALLED = 'the machine was busy with other work';

let watcher: Watcher;

/** Returns every test file of a project, as a path below `test`. */
export function testFiles(root: string): string[] {
  return readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf-8' }).filter((file) => file.endsWith('.test.ts')).sort();
}

/**
 * Runs a Jest test file in this process, with Jest's own circus, expectations and mocks. Reloads the sources, but not the
 * packages. That makes it fast, because the CDK alone takes a second to load.
 *
 * @param limit whether to stop an endless test
 */
export async function runTestFile(root: string, file: string, limit: boolean, observer: Watcher): Promise<void> {
  watcher = observer;
  const environment = { ...process.env };
  const path = join(root, 'test', file);
  const load = createRequire(path);
  forgetModules(root);
  resetState();
  getState().testTimeout = PATIENCE;
  const mocker = new ModuleMocker(globalThis);
  expect.setState({ testPath: path });
  Object.assign(globalThis, { expect, describe, test, beforeAll, beforeEach, afterAll, afterEach, jest: jestFor(root, load, mocker) });
  limited = limit ? inTime : (body) => body();
  watcher.starts();
  try {
    limited(() => load(path));
    await run();
  } finally {
    process.env = environment;
    mocker.restoreAllMocks();
    MOCKS.clear();
  }
}

/** Returns the part of the `jest` object that our tests use. */
function jestFor(root: string, load: NodeJS.Require, mocker: ModuleMocker): object {
  return {
    spyOn: mocker.spyOn.bind(mocker),
    restoreAllMocks: mocker.restoreAllMocks.bind(mocker),
    requireActual: load,
    resetModules: () => forgetModules(root),
    isolateModules: (body: () => void) => {
      forgetModules(root);
      body();
    },
    doMock: (name: string, factory: () => unknown) => MOCKS.set(name, factory),
  };
}

let limited: (body: () => unknown) => unknown;

const CALL = new Script('globalThis.__body()');

function inTime(body: () => unknown): unknown {
  Object.assign(globalThis, { __body: body });
  const before = process.cpuUsage();
  try {
    return CALL.runInThisContext({ timeout: LIMIT });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      throw error;
    }
    const { user, system } = process.cpuUsage(before);
    throw new Error((user + system) / 1_000 > LIMIT / 2 ? NO_END : STALLED);
  }
}

addEventHandler((event) => {
  if (event.name === 'run_start') {
    for (const one of testsIn(getState().rootDescribeBlock)) {
      const body = one.fn as (this: unknown) => any;
      one.mode = watcher.wants(nameOf(one)) ? one.mode : 'skip';
      one.fn = function (this: unknown) {
        return limited(() => body.call(this)) as any;
      };
    }
  } else if (event.name === 'test_start') {
    event.test.mode = watcher.wants(nameOf(event.test)) ? event.test.mode : 'skip';
    if (event.test.mode !== 'skip') {
      watcher.starts(nameOf(event.test));
    }
    expect.setState({ currentTestName: namesOf(event.test).join(' ') });
  } else if (event.name === 'test_done') {
    const [error] = event.test.errors.flat().filter(Boolean);
    watcher.ends(nameOf(event.test), event.test.duration ?? 0, error && String((error as Error).message ?? error));
    watcher.starts();
  } else if (event.name === 'error') {
    throw event.error;
  }
});

function testsIn(block: Block): Test[] {
  return block.children.flatMap((child) => (child.type === 'test' ? [child] : testsIn(child)));
}

function nameOf(one: Test): string {
  return namesOf(one).join(' > ');
}

/** Returns the names of the blocks around a test and of the test itself. */
function namesOf({ name, parent }: Test): string[] {
  const names = [name];
  for (let block: Block | undefined = parent; block?.parent !== undefined; block = block.parent) {
    names.unshift(block.name);
  }
  return names;
}
