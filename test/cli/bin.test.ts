import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { expectVerdict } from '../role-checks/verdicts';

/** Runs the program in this process: what it writes, and the exit code it sets. */
function run(args: string[], columns?: number) {
  const before = { argv: process.argv, exitCode: process.exitCode, columns: process.stdout.columns };
  const out = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    process.argv = ['node', 'cdk-mwaa-iam', ...args];
    process.stdout.columns = columns as number;
    jest.isolateModules(() => jest.requireActual('../../src/cli/bin'));
    return { code: process.exitCode, out: out.mock.calls.join(''), err: err.mock.calls.join('') };
  } finally {
    process.argv = before.argv;
    process.exitCode = before.exitCode;
    process.stdout.columns = before.columns;
    jest.restoreAllMocks();
  }
}

test('prints help to the standard output, on a terminal and in a pipe', () => {
  const help = { code: 0, out: expect.stringMatching(/^Usage: cdk-mwaa-iam <command>\n/), err: '' };
  expect(run(['--help'], 80)).toEqual(help);
  expect(run(['--help'])).toEqual(help);
});

test('prints mistakes to the standard error and exits with 2', () => {
  expect(run(['check'])).toEqual({ code: 2, out: '', err: 'cdk-mwaa-iam: check takes files, folders or `-`: name at least one\n' });
});

test('prints as wide as the terminal, and 120 characters wide in a pipe', () => {
  const template = join(mkdtempSync(join(tmpdir(), 'mwaa-bin-')), 'template.json');
  const Properties = { Name: 'my-env', ExecutionRoleArn: 'arn:aws:iam::111122223333:role/elsewhere' };
  writeFileSync(template, JSON.stringify({ Resources: { Environment: { Type: 'AWS::MWAA::Environment', Properties } } }));
  expectVerdict(JSON.parse(run(['check', template, '--json']).out));
  const width = (columns?: number) => run(['check', template], columns).out.split('\n')[1].length;
  expect([width(100), width()]).toEqual([100, 120]);
});
