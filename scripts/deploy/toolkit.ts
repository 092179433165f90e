import { execFile } from 'child_process';
import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { promisify } from 'util';
import { EMULATED } from './emulator';
import { tool } from '../languages/command';

// Runs the CDK toolkit as a user of the example does.

const EXAMPLE = join(__dirname, '..', '..', 'examples', 'typescript');
const QUIET = ['--no-notices', '--no-version-reporting', '--ci'];

/** The edits that a user makes in the example before the next deployment: a text, and its replacement. */
const EDITS = [
  // Adds a key to an environment without one, and renames the environment.
  ["environmentName: 'research', customerManagedKey: false", "environmentName: 'analytics', customerManagedKey: true"],
  // Removes a statement from every role.
  ['sourceBucket: bucket, kmsKey: key }', 'sourceBucket: bucket, kmsKey: key, accountPublicAccessBlock: false }'],
];

export async function toolkitVersion(): Promise<string> {
  return (await cdk('--version')).split(' ')[0];
}

export async function bootstrap(): Promise<void> {
  await cdk('bootstrap', `aws://${EMULATED.account}/${EMULATED.region}`, ...QUIET);
}

/**
 * Deploys all stacks of the example, or of an app in its place. Does not use change sets, the toolkit's default, because moto
 * loses the exports of such a stack. Does not reuse previous parameters, because moto forgets those that have a default.
 */
export async function deploy(app: string, output: string): Promise<void> {
  await cdk(
    'deploy', '--all', '--method', 'direct', '--no-previous-parameters', '--require-approval', 'never', '--output', output, ...asApp(app), ...QUIET,
  );
}

export async function destroy(stacks: string[], app: string, output: string): Promise<void> {
  await cdk('destroy', ...stacks, '--force', '--output', output, ...asApp(app), ...QUIET);
}

/** The app of the example, unchanged. */
export const EXAMPLE_APP = join(EXAMPLE, 'app.ts');

/** Writes a copy of the example with the edits applied. */
export function editExample(path: string): string {
  const edited = EDITS.reduce((text, [before, after]) => {
    if (text.split(before).length !== 2) {
      throw new Error(`examples/typescript/app.ts does not contain this text exactly once: ${before}`);
    }
    return text.replace(before, after);
  }, readFileSync(EXAMPLE_APP, 'utf-8'));
  writeFileSync(path, edited);
  return path;
}

/** Returns the command of the example's cdk.json, for another file. */
function asApp(path: string): string[] {
  const { app } = JSON.parse(readFileSync(join(EXAMPLE, 'cdk.json'), 'utf-8'));
  return ['--app', app.replace('app.ts', JSON.stringify(path))];
}

async function cdk(...args: string[]): Promise<string> {
  const [node, ...rest] = tool('aws-cdk/bin/cdk', ...args);
  try {
    return (await promisify(execFile)(node, rest, { cwd: EXAMPLE, maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`cdk ${args.join(' ')}\n${stdout}${stderr}`);
  }
}
