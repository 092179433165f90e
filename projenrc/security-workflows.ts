import { github } from 'projen';
import { CHECKOUT, pinned } from './pinned-actions';

const { READ, WRITE } = github.workflows.JobPermission;
const WEEKLY = [{ cron: '30 5 * * 1' }];

/** Static analysis by CodeQL, of every change and once a week. */
export function addCodeQl(workflows: github.GitHub): void {
  const workflow = workflows.addWorkflow('codeql');
  workflow.on({ push: { branches: ['main'] }, pullRequest: { branches: ['main'] }, schedule: WEEKLY });
  workflow.addJob('analyze', {
    runsOn: ['ubuntu-latest'],
    permissions: { actions: READ, contents: READ, securityEvents: WRITE },
    steps: [
      CHECKOUT,
      { name: 'Initialize', uses: pinned('github/codeql-action', '/init'), with: { 'languages': 'javascript-typescript,actions', 'build-mode': 'none' } },
      { name: 'Analyze', uses: pinned('github/codeql-action', '/analyze') },
    ],
  });
}

/** The Scorecard of the OpenSSF, whose results anyone can look up. */
export function addScorecard(workflows: github.GitHub): void {
  const workflow = workflows.addWorkflow('scorecard');
  workflow.on({ push: { branches: ['main'] }, branchProtectionRule: {}, schedule: WEEKLY });
  workflow.addJob('analyze', {
    runsOn: ['ubuntu-latest'],
    permissions: { contents: READ, securityEvents: WRITE, idToken: WRITE },
    steps: [
      CHECKOUT,
      { name: 'Analyze', uses: pinned('ossf/scorecard-action'), with: { results_file: 'results.sarif', results_format: 'sarif', publish_results: true } },
      { name: 'Upload the results', uses: pinned('github/codeql-action', '/upload-sarif'), with: { sarif_file: 'results.sarif' } },
    ],
  });
}
