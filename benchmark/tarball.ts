import { execFileSync } from 'child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

/** Packed sizes in bytes. */
export interface Tarball {
  readonly whole: number;
  /** Without bundled libraries. */
  readonly own: number;
  /** The names of the bundled libraries. */
  readonly bundled: string[];
}

/** What npm packs, and what it would pack if nothing were bundled. */
export function packed(): Tarball {
  const folder = mkdtempSync(join(tmpdir(), 'mwaa-tarball-'));
  const { filename, size: whole, bundled } = pack('.', folder);
  execFileSync('tar', ['--extract', '--file', join(folder, filename), '--directory', folder]);
  const content = join(folder, 'package');
  const manifest = join(content, 'package.json');
  writeFileSync(manifest, JSON.stringify({ ...JSON.parse(readFileSync(manifest, 'utf-8')), bundledDependencies: [] }, undefined, 2));
  rmSync(join(content, 'node_modules'), { recursive: true });
  const { size: own } = pack(content, folder);
  rmSync(folder, { recursive: true });
  return { whole, own, bundled };
}

function pack(source: string, folder: string): { filename: string; size: number; bundled: string[] } {
  const args = ['pack', source, '--json', '--ignore-scripts', '--pack-destination', folder];
  return JSON.parse(execFileSync('npm', args, { encoding: 'utf-8', stdio: ['ignore', 'pipe', 'ignore'] }))[0];
}
