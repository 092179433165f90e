import { spawnSync } from 'child_process';
import { join } from 'path';

/** Runs a script of this folder in a process of its own, as `cdk synth` would be, and returns what it printed. */
export function inFreshProcess<R>(script: string, ...args: string[]): R {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', join(__dirname, script), ...args], { encoding: 'utf-8' });
  if (status !== 0) {
    throw new Error(`${script} ${args.join(' ')}: ${stderr}`);
  }
  return JSON.parse(stdout);
}
