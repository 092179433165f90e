import { mkdirSync, readFileSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { EMULATED } from './emulator';
import { run, tool } from '../languages/command';

// The real CDK toolkit, as a user of the example runs it.

const EXAMPLE = join(__dirname, '..', '..', 'examples', 'typescript');
const QUIET = ['--no-notices', '--no-version-reporting', '--ci'];

/** What a user edits in the example, in place, before the next deployment. */
const EDITS = [
  // A key is added to an environment that had none, and the environment is renamed.
  ["environmentName: 'research', customerManagedKey: false", "environmentName: 'analytics', customerManagedKey: true"],
  // A statement is dropped from every role.
  ['{ environmentName, sourceBucket, kmsKey }', '{ environmentName, sourceBucket, kmsKey, accountPublicAccessBlock: false }'],
];

export function toolkitVersion(): string {
  return cdk('--version').split(' ')[0].trim();
}

export function bootstrap(): void {
  cdk('bootstrap', `aws://${EMULATED.account}/${EMULATED.region}`, ...QUIET);
}

/**
 * Deploys all stacks of the example, or of an app in its place. Not by change sets, the toolkit's default: moto creates
 * a stack without its exports from one. And not with the previous parameters: it forgets those that have defaults.
 */
export function deploy(app: string, output: string): void {
  cdk('deploy', '--all', '--method', 'direct', '--no-previous-parameters', '--require-approval', 'never', '--output', output, ...asApp(app), ...QUIET);
}

export function destroy(stacks: string[], app: string, output: string): void {
  cdk('destroy', ...stacks, '--force', '--output', output, ...asApp(app), ...QUIET);
}

/** The example as it is in the repository. */
export const EXAMPLE_APP = join(EXAMPLE, 'app.ts');

/** Writes the example as a user leaves it after the edits. */
export function editExample(path: string): string {
  const edited = EDITS.reduce((text, [before, after]) => {
    if (text.split(before).length !== 2) {
      throw new Error(`examples/typescript/app.ts does not have once: ${before}`);
    }
    return text.replace(before, after);
  }, readFileSync(EXAMPLE_APP, 'utf-8'));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, edited);
  return path;
}

/** The command of the example's cdk.json, for another file. */
function asApp(path: string): string[] {
  const { app } = JSON.parse(readFileSync(join(EXAMPLE, 'cdk.json'), 'utf-8'));
  return ['--app', app.replace('app.ts', JSON.stringify(path))];
}

function cdk(...args: string[]): string {
  return run(tool('aws-cdk/bin/cdk', ...args), { cwd: EXAMPLE });
}
