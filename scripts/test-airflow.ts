import { spawnSync } from 'child_process';
import { join } from 'path';
import { backendCases, connectionCases } from './airflow/cases';
import { findPython, skipped, virtualEnvironment } from './python-environment';
import { temporaryFolder } from './temporary-folder';

/** Tests that Apache Airflow, in both major versions that Amazon MWAA runs, reads what the library writes. */
const HERE = join(__dirname, 'airflow');
const CACHE = join(__dirname, '..', '.cache', 'airflow');
const VERSIONS = ['2', '3'];

function main(): number {
  const python = findPython();
  if (python === undefined) {
    return skipped('Apache Airflow', 'no Python 3.11 with the module venv');
  }
  const cases = JSON.stringify({ connections: connectionCases(), backends: backendCases() });
  return Math.max(...VERSIONS.map((version) => {
    const interpreter = virtualEnvironment(python, join(CACHE, version), join(HERE, `requirements-${version}.txt`));
    return interpreter === undefined
      ? skipped('Apache Airflow', `the packages of scripts/airflow/requirements-${version}.txt could not be installed`)
      : readBack(interpreter, version, cases);
  }));
}

function readBack(interpreter: string, version: string, cases: string): number {
  const home = join(CACHE, version, 'home');
  const { status, stdout, stderr } = spawnSync(interpreter, [join(HERE, 'read_back.py')], {
    encoding: 'utf-8',
    input: cases,
    env: { ...process.env, AIRFLOW_HOME: home, AIRFLOW__LOGGING__LOGGING_LEVEL: 'ERROR' },
    maxBuffer: 64 * 1024 * 1024,
  });
  console.log(stdout.trim());
  if (status !== 0) {
    console.error(stderr.trim());
  }
  return status === 0 ? 0 : 1;
}

temporaryFolder();
process.exitCode = main();
