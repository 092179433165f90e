import { readdirSync } from 'fs';
import { join, resolve } from 'path';

/** The folder with the packages that a release is about to publish, as jsii-pacmak writes them; `undefined` if the test makes its own. */
export function packagesOfRelease(): string | undefined {
  const folder = process.env.PACKAGES;
  return folder ? resolve(folder) : undefined;
}

/** The package for npm. */
export function npmPackage(packages: string): string {
  const folder = join(packages, 'js');
  return join(folder, readdirSync(folder).find((file) => file.endsWith('.tgz'))!);
}

/** The version of the packages: 0.0.0 unless they are those of a release. */
export function versionOf(packages: string): string {
  return /@([^@]+)\.jsii\.tgz$/.exec(npmPackage(packages))![1];
}
