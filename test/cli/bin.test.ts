import fs from 'fs';
import { fileOf } from './command-line';
import { expectVerdict } from '../role-checks/verdicts';

/** Runs the program in this process: what it writes, and the exit code it sets. */
function run(args: string[], columns?: number, env: { COLUMNS?: string } = {}, terminal?: { hasColors: boolean }) {
  const { stdout } = process;
  const { columns: columnsBefore, isTTY, hasColors } = stdout;
  const before = { argv: process.argv, exitCode: process.exitCode, env: process.env };
  const out = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    process.argv = ['node', 'cdk-mwaa-iam', ...args];
    process.env = { ...before.env, COLUMNS: undefined, ...env };
    Object.assign(stdout, { columns, isTTY: terminal !== undefined, hasColors: () => terminal?.hasColors });
    jest.isolateModules(() => jest.requireActual('../../src/cli/bin'));
    return { code: process.exitCode, out: out.mock.calls.join(''), err: err.mock.calls.join('') };
  } finally {
    process.argv = before.argv;
    process.exitCode = before.exitCode;
    process.env = before.env;
    Object.assign(stdout, { columns: columnsBefore, isTTY, hasColors });
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

test('prints as wide as the terminal or COLUMNS says, and 80 characters wide in a pipe', () => {
  const template = fileOf({ Resources: { Environment: { Type: 'AWS::MWAA::Environment', Properties: { Name: 'my-env' } } } }, 'template.json');
  expectVerdict(JSON.parse(run(['check', template, '--json']).out));
  const widest = (columns?: number, env = {}) =>
    Math.max(...run(['check', template], columns, env).out.split('\n').filter((line) => line.trim().includes(' ')).map(({ length }) => length));
  expect([widest(100), widest(), widest(100, { COLUMNS: '60' })].map((one) => Math.ceil(one / 20) * 20)).toEqual([100, 80, 60]);
  expect([{ COLUMNS: 'x' }, { COLUMNS: '-1' }, { COLUMNS: '' }].map((env) => widest(undefined, env))).toEqual([widest(), widest(), widest()]);
});

test('has colours on a terminal that has them', () => {
  const template = fileOf({ Resources: { Environment: { Type: 'AWS::MWAA::Environment', Properties: { Name: 'my-env' } } } }, 'template.json');
  const isColored = (terminal?: { hasColors: boolean }) => run(['check', template], 80, {}, terminal).out.includes('\u001b[');
  expect([isColored({ hasColors: true }), isColored({ hasColors: false }), isColored()]).toEqual([true, false, false]);
});

test('reads the standard input', () => {
  const { readFileSync } = fs;
  jest.spyOn(fs, 'readFileSync').mockImplementation((path, options) => (path === 0 ? '[' : readFileSync(path, options as 'utf-8')));
  expect(run(['check', '-'])).toEqual({ code: 2, out: '', err: 'cdk-mwaa-iam: stdin:1:2 cannot be read as JSON or YAML: Flow sequence must end with a ]\n' });
});
