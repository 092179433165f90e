import { spawnSync } from 'child_process';
import { join } from 'path';

/**
 * Room for new objects, in MB. With less, V8 copies what is still in use the more often the larger an app is, and the
 * time of each role grows with that, however it is defined.
 */
export const YOUNG_SPACE = 128;

/** Runs a script of this folder in a process of its own, and returns the JSON that it prints. */
export function inFreshProcess<R>(script: string, ...args: (string | number)[]): R {
  const loader = script.endsWith('.ts') ? ['--import', 'tsx'] : [];
  const { stdout, stderr, status } = spawnSync(process.execPath, [`--max-semi-space-size=${YOUNG_SPACE}`, ...loader, join(__dirname, script), ...args.map(String)], { encoding: 'utf-8' });
  if (status !== 0) {
    throw new Error(`${script} ${args.join(' ')}: ${stderr}`);
  }
  return JSON.parse(stdout);
}
