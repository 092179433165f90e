import { spawnSync } from 'child_process';
import { createHash } from 'crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';

// Virtual environments of Python with exactly the packages that a file lists.

const PYTHONS = ['python3.11', 'python3'];

/** The Python that the versions in the files of requirements were installed together on. */
export function findPython(): string | undefined {
  return PYTHONS.find((command) => run(command, ['-c', 'import sys, venv; sys.exit(sys.version_info[:2] != (3, 11))']).status === 0);
}

/** The interpreter of a virtual environment with these packages; made anew when they change, and `undefined` where it cannot be. */
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

/** Says that something was left out, never silently: a machine without Python may go on, a build may not. */
export function skipped(what: string, reason: string): number {
  console.log(`${what}: 0 passed, 0 failed, 1 skipped: ${reason}`);
  return process.env.CI ? 1 : 0;
}

function run(command: string, args: readonly string[]) {
  return spawnSync(command, args, { encoding: 'utf-8' });
}
