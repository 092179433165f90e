import { spawnSync } from 'child_process';
import { join } from 'path';

/** Runs a script of this folder in a process of its own, and returns the JSON that it prints. */
export function inFreshProcess<R>(script: string, ...args: (string | number)[]): R {
  const loader = script.endsWith('.ts') ? ['--import', 'tsx'] : [];
  const { stdout, stderr, status } = spawnSync(process.execPath, [...loader, join(__dirname, script), ...args.map(String)], { encoding: 'utf-8' });
  if (status !== 0) {
    throw new Error(`${script} ${args.join(' ')}: ${stderr}`);
  }
  return JSON.parse(stdout);
}
