import { name } from '../package.json';
import { attempt, tool } from './languages/command';

// Compares the API with that of the last release on npm. Before the first release there is nothing to compare with.

const published = attempt(['npm', 'view', name, 'version', '--json']);
if (!published.succeeded && published.output.includes('"E404"')) {
  console.log(`API compatibility: skipped: ${name} has no release on npm yet`);
} else {
  // Also where npm did not answer: a check that cannot be made is not one that passed.
  const { succeeded, output } = attempt(tool('jsii-diff/bin/jsii-diff', `npm:${name}`, '--keys', '--ignore-file', '.compatignore'));
  console.log(output);
  console.log(`API compatibility with the last release: ${succeeded ? 'passed' : 'FAILED'}`);
  process.exitCode = succeeded ? 0 : 1;
}
