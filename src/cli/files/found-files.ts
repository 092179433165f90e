import { existsSync, readdirSync, statSync } from 'fs';
import { join, normalize } from 'path';
import { AppTemplates, isCloudAssembly, templatesOf } from './cloud-assembly';
import { orUnreadable, STANDARD_INPUT } from './source';
import { attempt } from '../usage-error';

/** What stands at some paths. */
export interface FoundFiles {
  readonly named: string[];
  readonly inFolders: string[];
  /** The apps of cloud assemblies. */
  readonly apps: AppTemplates[];
  /** What cannot be found, in sentences. */
  readonly mistakes: string[];
}

/** Folders that hold what others wrote, or what a tool made. */
const PASSED_OVER = /^(?:\..*|node_modules)$/;

/** Finds the files at some paths: files, folders with everything in them, and `-` for the standard input. */
export function filesAt(paths: readonly string[], read: (path: string) => any): FoundFiles {
  const found: FoundFiles = { named: [], inFolders: [], apps: [], mistakes: [] };
  for (const path of new Set(paths.map((one) => (one === '' ? one : normalize(one))))) {
    if (path === STANDARD_INPUT) {
      found.named.push(path);
    } else if (!existsSync(path)) {
      found.mistakes.push(`cannot find '${path}'`);
    } else if (statSync(path).isDirectory()) {
      walk(path, found, read);
    } else {
      found.named.push(path);
    }
  }
  return found;
}

function walk(directory: string, found: FoundFiles, read: (path: string) => any): void {
  if (isCloudAssembly(directory, read)) {
    found.apps.push(...attempt(() => templatesOf(directory, read), found.mistakes) ?? []);
    return;
  }
  const entries = new Map((attempt(() => orUnreadable(directory, () => readdirSync(directory, { withFileTypes: true })), found.mistakes) ?? [])
    .map((entry) => [entry.name, entry]));
  for (const name of [...entries.keys()].sort()) {
    const path = join(directory, name);
    if (entries.get(name)!.isDirectory() && !PASSED_OVER.test(name)) {
      walk(path, found, read);
    } else if (/\.(?:json|ya?ml|template)$/i.test(name) && existsSync(path) && statSync(path).isFile()) {
      found.inFolders.push(path);
    }
  }
}
