import { mkdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { name } from '../package.json';
import { run } from './languages/command';
import { npmPackage } from './languages/packages';
import { temporaryFolder } from './temporary-folder';

// Writes what is in the package that npm gets, with what is bundled; the CDK is the user's. In the form of CycloneDX, to the path that is given.

const PACKAGES = join(__dirname, '..', 'dist');

/** Into a folder of the name that npm gives the component. */
function unpack(): string {
  const folder = join(temporaryFolder(), name);
  mkdirSync(folder);
  run(['tar', '-xzf', npmPackage(PACKAGES), '--strip-components=1', '-C', folder]);
  return folder;
}

/** npm looks for whatever the manifest names, also for what is there in development alone. */
function keepWhatIsShipped(folder: string): void {
  const path = join(folder, 'package.json');
  const { devDependencies, peerDependencies, ...manifest } = JSON.parse(readFileSync(path, 'utf-8'));
  writeFileSync(path, JSON.stringify(manifest));
}

const folder = unpack();
keepWhatIsShipped(folder);
writeFileSync(process.argv[2], run(['npm', 'sbom', '--sbom-format=cyclonedx'], { cwd: folder }));
