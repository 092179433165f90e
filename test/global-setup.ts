/** Lets tests know whether every test of their file runs, and not only those of some names. */
export default function ({ testNamePattern }: { testNamePattern?: string }): void {
  process.env.WHOLE_TEST_FILES = testNamePattern ? 'no' : 'yes';
}
