import { spawnSync } from 'child_process';
import { createHash } from 'crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { backendCases, connectionCases } from './airflow/cases';

/** Has the real Apache Airflow, of both major versions that Amazon MWAA runs, read what the library writes. */
const HERE = join(__dirname, 'airflow');
const CACHE = join(__dirname, '..', '.cache', 'airflow');
const VERSIONS = ['2', '3'];
const PYTHONS = ['python3.11', 'python3'];

function main(): number {
  const python = PYTHONS.find((command) => run(command, ['-c', 'import sys, venv; sys.exit(sys.version_info[:2] != (3, 11))']).status === 0);
  if (python === undefined) {
    return skipped('no Python 3.11 with the module venv');
  }
  const cases = JSON.stringify({ connections: connectionCases(), backends: backendCases() });
  return Math.max(...VERSIONS.map((version) => {
    const interpreter = installed(python, version);
    return interpreter === undefined
      ? skipped(`the packages of scripts/airflow/requirements-${version}.txt could not be installed`)
      : readBack(interpreter, version, cases);
  }));
}

/** The interpreter of a virtual environment with exactly these packages; made anew when they change. */
function installed(python: string, version: string): string | undefined {
  const requirements = join(HERE, `requirements-${version}.txt`);
  const home = join(CACHE, version);
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

function readBack(interpreter: string, version: string, cases: string): number {
  const home = join(CACHE, version, 'home');
  const { status, stdout, stderr } = run(interpreter, [join(HERE, 'read_back.py')], cases, { AIRFLOW_HOME: home, AIRFLOW__LOGGING__LOGGING_LEVEL: 'ERROR' });
  console.log(stdout.trim());
  if (status !== 0) {
    console.error(stderr.trim());
  }
  return status === 0 ? 0 : 1;
}

/** Never silently: a machine without Python may go on, a build may not. */
function skipped(reason: string): number {
  console.log(`Apache Airflow: 0 passed, 0 failed, 1 skipped: ${reason}`);
  return process.env.CI ? 1 : 0;
}

function run(command: string, args: readonly string[], input?: string, env: NodeJS.ProcessEnv = {}) {
  return spawnSync(command, args, { encoding: 'utf-8', input, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 });
}

process.exitCode = main();
