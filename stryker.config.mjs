export default {
  mutate: ['src/**/*.ts'],
  plugins: ['./scripts/mutation/runner.ts'],
  testRunner: 'in-process',
  testRunnerNodeArgs: ['--import', 'tsx'],
  checkerNodeArgs: ['--import', 'tsx'], // loads the plugin as well
  coverageAnalysis: 'perTest',
  concurrency: 2,
  tempDirName: '.stryker-tmp',
  ignorePatterns: ['/lib', '/dist', '/coverage', '/reports', '/test-reports', '/.cache', '.venv', 'cdk.out'],
  dryRunTimeoutMinutes: 20,
  timeoutMS: 120_000,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { logTests: false, allowColor: false, reportTests: false },
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
  thresholds: { high: 98, low: 95, break: null }, // the bars stand in scripts/mutation/verdict.ts
};
