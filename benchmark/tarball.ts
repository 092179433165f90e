import { execFileSync } from 'child_process';
import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

/** Packed sizes in bytes. */
export interface Tarball {
  readonly whole: number;
  /** Without bundled libraries. */
  readonly own: number;
  /** The bundled libraries, each with what it adds. */
  readonly bundled: Record<string, number>;
}

/** What npm packs, and how much of it is ours. */
export function packed(): Tarball {
  const folder = mkdtempSync(join(tmpdir(), 'mwaa-tarball-'));
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { encoding: 'utf-8', stdio: ['ignore', 'pipe', 'ignore'] });
  const [{ filename, bundled }] = JSON.parse(run('npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', folder));
  const archive = join(folder, filename);
  run('tar', '--extract', '--file', archive, '--directory', folder);
  const sizeWithout = (...excluded: string[]) => {
    run('tar', '--create', '--gzip', '--file', join(folder, 'part.tgz'), '--directory', folder,
      ...excluded.map((name) => `--exclude=package/node_modules/${name}`), 'package');
    return readFileSync(join(folder, 'part.tgz')).length;
  };
  const whole = sizeWithout();
  const sizes = {
    whole: readFileSync(archive).length,
    own: sizeWithout(...bundled),
    bundled: Object.fromEntries(bundled.map((name: string) => [name, whole - sizeWithout(name)])),
  };
  rmSync(folder, { recursive: true });
  return sizes;
}
