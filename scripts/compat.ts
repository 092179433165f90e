import { name } from '../package.json';
import { attempt, tool } from './languages/command';

// Compares the API with that of the last release on npm. Skips the comparison before the first release.

const published = attempt(['npm', 'view', name, 'version', '--json']);
if (!published.succeeded && published.output.includes('"E404"')) {
  console.log(`API compatibility: skipped: ${name} has no release on npm yet`);
} else {
  // This branch also runs if npm did not answer, because a check that did not run must not pass.
  const { succeeded, output } = attempt(tool('jsii-diff/bin/jsii-diff', `npm:${name}`, '--keys', '--ignore-file', '.compatignore'));
  console.log(output);
  console.log(`API compatibility with the last release: ${succeeded ? 'passed' : 'FAILED'}`);
  process.exitCode = succeeded ? 0 : 1;
}
