import { temporaryFolder } from '../scripts/temporary-folder';

/** Runs before any test. It redirects temporary files to a folder that it removes, and tells tests whether every test of their file runs. */
export default function ({ testNamePattern }: { testNamePattern?: string }): void {
  temporaryFolder();
  process.env.WHOLE_TEST_FILES = testNamePattern ? 'no' : 'yes';
}
