import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

let folder: string | undefined;

/**
 * Gives this process, and every process that it starts afterwards, its own temporary folder, and removes the folder when this
 * process exits. Callers need not clean up after the CDK, which creates a folder for every app without an `outdir` and removes none.
 */
export function temporaryFolder(): string {
  folder ??= makeFolder();
  return folder;
}

function makeFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'cdk-mwaa-iam-'));
  process.env.TMPDIR = path;
  process.once('exit', () => rmSync(path, { recursive: true, force: true }));
  return path;
}
