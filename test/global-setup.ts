import { temporaryFolder } from '../scripts/temporary-folder';

/** Before any test: what tests write goes into a folder that is removed, and tests know whether every test of their file runs. */
export default function ({ testNamePattern }: { testNamePattern?: string }): void {
  temporaryFolder();
  process.env.WHOLE_TEST_FILES = testNamePattern ? 'no' : 'yes';
}
