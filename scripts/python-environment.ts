import { spawnSync } from 'child_process';
import { createHash } from 'crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';

// Python virtual environments with exactly the packages that a requirements file lists.

const PYTHONS = ['python3.11', 'python3'];

/** Returns a command that runs Python 3.11, the version that the requirements files are pinned for. */
export function findPython(): string | undefined {
  return PYTHONS.find((command) => run(command, ['-c', 'import sys, venv; sys.exit(sys.version_info[:2] != (3, 11))']).status === 0);
}

/** Returns the interpreter of a virtual environment with these packages, or `undefined` if pip fails. Changed requirements rebuild it. */
export function virtualEnvironment(python: string, home: string, requirements: string): string | undefined {
  const stamp = join(home, 'installed');
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const interpreter = join(home, 'bin', 'python');
  if (existsSync(stamp) && readFileSync(stamp, 'utf-8') === digest) {
    return interpreter;
  }
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  for (const [command, args] of [
    [python, ['-m', 'venv', home]],
    [interpreter, ['-m', 'pip', 'install', '--quiet', '--no-deps', '--disable-pip-version-check', '--requirement', requirements]],
  ] as const) {
    const { status, stderr } = run(command, args);
    if (status !== 0) {
      console.error(stderr);
      return undefined;
    }
  }
  writeFileSync(stamp, digest);
  return interpreter;
}

/** Prints that a script was skipped, and returns its exit code. A skip is a failure in CI only. */
export function skipped(what: string, reason: string): number {
  console.log(`${what}: 0 passed, 0 failed, 1 skipped: ${reason}`);
  return process.env.CI ? 1 : 0;
}

function run(command: string, args: readonly string[]) {
  return spawnSync(command, args, { encoding: 'utf-8' });
}
