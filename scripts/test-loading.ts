import { renameSync, writeFileSync } from 'fs';
import { join } from 'path';
import { run, tool } from './languages/command';
import { npmPackage, packagesOfRelease } from './languages/packages';
import { compiledExports } from './loading/exports';
import { bunFolder, Folder, initialVersions, newestVersions, npmFolder, pnpmFolder } from './loading/folder';
import { bundleWays, commandLineWay, javaScriptWays, typeCheckWays, typeScriptWays, Way } from './loading/ways';
import { temporaryFolder } from './temporary-folder';

// Installs the packed package as its users do, and loads it in every way there is. With the argument `newest`: beside what is newest today.

const ROOT = join(__dirname, '..');

/** An index that has all names, and lets neither a reader of its text nor a reader of its keys see one. */
const HIDING_INDEX = 'module.exports = Object.create(require(\'./whole-index\'));\n';

/** What a runtime, or an application, says of a name that it does not find. */
const NOT_FOUND = /named export|export named|no matching export|not exported/i;

/** Loads in each way; returns the number of those that did not pass. */
function failures(ways: readonly Way[], expected: 'loads' | 'misses names'): number {
  return ways.filter(({ name, load }) => {
    const began = Date.now();
    const problem = problemOf(load);
    const passed = expected === 'loads' ? problem === undefined : problem !== undefined && NOT_FOUND.test(problem);
    console.log(`${passed ? 'passed' : 'FAILED'}  ${name}: ${expected}  (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    if (!passed) {
      console.error(problem ?? 'it loads, although the index hides every name');
    }
    return !passed;
  }).length;
}

function problemOf(load: () => void): string | undefined {
  try {
    load();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function pack(folder: string): string {
  run(tool('jsii-pacmak/bin/jsii-pacmak', '--targets', 'js', '--outdir', folder), { cwd: ROOT });
  return folder;
}

/** Replaces the index of an installed package; by another file, since package managers link files to their store. */
function hideNames({ path }: Folder): void {
  const library = join(path, 'node_modules', 'cdk-mwaa-iam', 'lib');
  renameSync(join(library, 'index.js'), join(library, 'whole-index.js'));
  writeFileSync(join(library, 'index.js'), HIDING_INDEX);
}

function main(workspace: string, newest: boolean): boolean {
  const names = compiledExports(ROOT);
  const tarball = npmPackage(packagesOfRelease() ?? pack(workspace));
  const versions = newest ? newestVersions(initialVersions(ROOT)) : initialVersions(ROOT);
  const beside = Object.entries(versions).map((entry) => entry.join(' ')).join(', ');
  console.log(`${names.values.length} classes and ${names.types.length} interfaces, beside ${beside}`);

  const npm = npmFolder(workspace, tarball, versions);
  const pnpm = pnpmFolder(workspace, tarball, versions);
  const bun = bunFolder(workspace, tarball, versions);
  const folders = [npm, pnpm, ...bun === undefined ? [] : [bun]];

  const others = [...typeCheckWays(npm, names), ...folders.map(commandLineWay)];
  const byName = [
    ...folders.flatMap((folder) => javaScriptWays(folder, names)),
    ...typeScriptWays(npm),
    ...bundleWays(npm, names),
  ];
  const failed = failures([...others, ...byName], 'loads');
  folders.forEach(hideNames);
  const blind = failures(byName, 'misses names');

  const total = others.length + 2 * byName.length;
  console.log(`${total - failed - blind} passed, ${failed + blind} failed${bun === undefined ? ', 1 skipped: Bun does not run here' : ''}`);
  return failed + blind === 0;
}

process.exitCode = main(temporaryFolder(), process.argv.includes('newest')) ? 0 : 1;
