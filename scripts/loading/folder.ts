import { mkdirSync, readFileSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { attempt, run } from '../languages/command';

/** The versions that an application asks for. */
export type Versions = Readonly<Record<string, string>>;

/** An application's folder, as one package manager installs it. */
export interface Folder {
  readonly manager: string;
  readonly path: string;
  /** The program that runs JavaScript. */
  readonly runtime: string;
  /** The command that runs the program of an installed package. */
  readonly execute: readonly string[];
}

/** Managers that are packages of npm themselves; installed beside the applications, not into them. */
const MANAGERS = { pnpm: '^12.21.0', bun: '^1.4.5' };

/** What `cdk init` gives an application in TypeScript, without its test runner, on the oldest CDK that works. */
export function initialVersions(root: string): Versions {
  const { devDependencies: ours } = manifest(root);
  const { devDependencies: initial } = manifest(join(dirname(require.resolve('aws-cdk/package.json')), 'lib', 'init-templates', 'app', 'typescript'));
  return {
    'aws-cdk-lib': ours['aws-cdk-lib'],
    'constructs': ours.constructs,
    'typescript': initial.typescript,
    'tsx': initial.tsx,
    '@types/node': initial['@types/node'],
  };
}

/** The same, of whatever is newest today. */
export function newestVersions(versions: Versions): Versions {
  return Object.fromEntries(Object.keys(versions).map((name) => [name, 'latest']));
}

export function npmFolder(workspace: string, tarball: string, versions: Versions): Folder {
  const path = application(workspace, 'npm', tarball, versions);
  run(['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: path });
  return { manager: 'npm', path, runtime: process.execPath, execute: ['npx', '--no-install'] };
}

export function pnpmFolder(workspace: string, tarball: string, versions: Versions): Folder {
  const pnpm = join(manager(workspace, 'pnpm'), 'pnpm');
  const path = application(workspace, 'pnpm', tarball, versions);
  run([pnpm, 'install', '--prefer-offline', '--ignore-scripts'], { cwd: path });
  return { manager: 'pnpm', path, runtime: process.execPath, execute: [pnpm, 'exec'] };
}

/** `undefined` on a platform that Bun does not run on. */
export function bunFolder(workspace: string, tarball: string, versions: Versions): Folder | undefined {
  const bun = join(manager(workspace, 'bun'), 'bun');
  if (!attempt([bun, '--version']).succeeded) {
    return undefined;
  }
  const path = application(workspace, 'bun', tarball, versions);
  run([bun, 'install', '--ignore-scripts'], { cwd: path });
  return { manager: 'bun', path, runtime: bun, execute: [bun, 'x', '--no-install'] };
}

function application(workspace: string, name: string, tarball: string, versions: Versions): string {
  const path = join(workspace, name);
  mkdirSync(path);
  writeFileSync(join(path, 'package.json'), JSON.stringify({
    name: 'application', version: '1.0.0', private: true, dependencies: { ...versions, 'cdk-mwaa-iam': `file:${tarball}` },
  }));
  return path;
}

function manager(workspace: string, name: keyof typeof MANAGERS): string {
  const path = join(workspace, `${name}-itself`);
  mkdirSync(path);
  attempt(['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', `${name}@${MANAGERS[name]}`], { cwd: path });
  return join(path, 'node_modules', '.bin');
}

function manifest(folder: string): { devDependencies: Record<string, string> } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf-8'));
}
