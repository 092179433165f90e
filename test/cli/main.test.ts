import { spawnSync } from 'child_process';
import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { run as runCommandLine } from './command-line';
import { version } from '../../package.json';
import { main } from '../../src/cli/main';

const directory = mkdtempSync(join(tmpdir(), 'mwaa-cli-'));
const emptyFolder = mkdtempSync(join(tmpdir(), 'mwaa-cli-'));

/** What a command line prints and exits with. */
const run = (...args: string[]) => runCommandLine(args);

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

test('--version', () => {
  expect(run('--version')).toEqual({ code: 0, out: version, err: '' });
});

describe('help', () => {
  test('names the commands, with exit code 2 where there is none', () => {
    expect(run('--help')).toEqual({ code: 0, out: expect.stringContaining('check <file | folder | -> ...'), err: '' });
    expect(run('-h').out).toBe(run('--help').out);
    expect(run('-h').out).toMatch(/^Usage: .* shows a step of a pipeline\.$/s);
    expect(run()).toEqual({ ...run('--help'), code: 2 });
  });

  test.each(['check', 'policy'])('of %s', (command) => {
    const { code, out, err } = run(command, '--help');
    expect([code, err]).toEqual([0, '']);
    expect(out.split('\n')[0]).toMatch(new RegExp(`^Usage: cdk-mwaa-iam ${command} `));
    expect(run(command, '-h').out).toBe(out);
    expect(out).toMatch(/\S$/);
  });
});

test.each<[string[], string]>([
  [['chekc'], "there is no command 'chekc': use check or policy"],
  [['toString'], "there is no command 'toString': use check or policy"],
  [['check'], 'check takes files, folders or `-`: name at least one'],
  [['check', 'a', 'b'], "cannot find 'a'\ncannot find 'b'"],
  [['check', '--jsno', 'a'], "unknown option '--jsno'"],
  [['policy', '--account', '-x'], "option '--account' argument is ambiguous: Did you forget to specify the option argument for '--account'?"],
  [['check', join(directory, 'none')], `cannot find '${join(directory, 'none')}'`],
  [['check', ''], "cannot find ''"],
  [['check', emptyFolder], `there is no CloudFormation template, and no JSON that the AWS CLI has printed, in ${emptyFolder}`],
  [['check', file('list.json', '[]')], `${join(directory, 'list.json')} is JSON, but neither a CloudFormation template nor what the AWS CLI prints: it is a list`],
  [['check', file('text.yaml', 'just text')], `${join(directory, 'text.yaml')} is YAML, but neither a CloudFormation template nor what the AWS CLI prints: it is a text`],
  [['check', file('empty.json', '{}')], `${join(directory, 'empty.json')} is JSON, but neither a CloudFormation template nor what the AWS CLI prints: it has no \`Resources\``],
  [['check', file('none.yaml', 'Resources:')], `${join(directory, 'none.yaml')} is YAML, but neither a CloudFormation template nor what the AWS CLI prints: it has no \`Resources\``],
  [['check', file('bad.yaml', 'Resources: {')], `${join(directory, 'bad.yaml')}:1:13 cannot be read as JSON or YAML: Flow map in block collection must be sufficiently indented and end with a }`],
])('%j is one clear line and exit code 2', (args, message) => {
  const { code, out, err } = run(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toBe(message);
});

describe('as a program', () => {
  const program = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [
      '--import', 'tsx', join(__dirname, '..', '..', 'src', 'cli', 'bin.ts'), ...args,
    ], { encoding: 'utf-8' });
    return { status, stdout, stderr };
  };

  test('prints to the standard output and exits with its code', () => {
    const template = file('plain.yaml', 'Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n');
    expect(program('check', template)).toEqual({ status: 0, stdout: 'checked nothing: there is no environment and no workflow in 1 template\n', stderr: '' });
  });

  test('prints mistakes to the standard error', () => {
    expect(program('check')).toEqual({ status: 2, stdout: '', stderr: 'cdk-mwaa-iam: check takes files, folders or `-`: name at least one\n' });
  });
});

const assemblyOf = (manifest: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'mwaa-assembly-'));
  writeFileSync(join(folder, 'manifest.json'), manifest);
  return folder;
};

const deepAssembly = assemblyOf('{"artifacts":{"A":{"type":"aws:cloudformation:stack","properties":{"templateFile":"A.json"}}}}');
writeFileSync(join(deepAssembly, 'A.json'), `{"Resources":{"A":{"Type":"AWS::MWAA::Environment","Properties":${'['.repeat(20000)}${']'.repeat(20000)}}}}`);

describe('whatever is in a file, it is one line and exit code 2', () => {
  test.each<[string, string, string]>([
    ['an alias of nothing', file('alias.yaml', 'Resources:\n  A: *nope\n'), 'YAML: an alias has no anchor before it: nope'],
    ['an anchor in itself', file('self.yaml', 'Resources:\n  A: { Type: AWS::MWAA::Environment, Properties: &a { Name: *a } }\n'), 'an anchor holds itself'],
    ['too many aliases', file('bomb.yaml', ['a: &a [x]', ...'bcdefgh'.split('').map((name, index) =>
      `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`).join()}]`), 'Resources: {}'].join('\n')), 'its anchors are used too often'],
    ['several documents', file('several.yaml', 'Resources: {}\n---\nResources: {}\n'), 'several.yaml:3:1 cannot be read as JSON or YAML: a second document begins here, and CloudFormation takes one'],
    ['artifacts that are none', assemblyOf('{"artifacts":"A"}'), 'manifest.json cannot be used: its artifacts are not an object'],
    ['artifacts in a list', assemblyOf('{"artifacts":[]}'), 'manifest.json cannot be used: its artifacts are not an object'],
    ['lists 20,000 deep', file('deep.json', `{"Resources":{"A":{"Type":"AWS::MWAA::Environment","Properties":${'['.repeat(20000)}${']'.repeat(20000)}}}}`), 'deep.json: lists are nested too deeply'],
    ['lists 20,000 deep in a cloud assembly', deepAssembly, `cannot check ${deepAssembly}: lists are nested too deeply`],
    ['a stack without a template', assemblyOf('{"artifacts":{"A":{"type":"aws:cloudformation:stack"}}}'), 'its artifact A has no templateFile'],
    ['an assembly in itself', assemblyOf('{"artifacts":{"A":{"type":"cdk:cloud-assembly","properties":{"directoryName":"."}}}}'), 'its artifact A has no directoryName'],
  ])('%s', (_, path, message) => {
    const { code, out, err } = run('check', path);
    expect([code, out, err.split('\n').length]).toEqual([2, '', 1]);
    expect(err).toContain(message);
  });

  test.each(['', '{', '{}', '[]', '{"roles":{}}', '{"roles":[null,{"roleName":"x"}]}'])('a report of roles that holds %j tells of none', (report) => {
    const folder = assemblyOf('{"artifacts":{"A":{"type":"aws:cloudformation:stack","properties":{"templateFile":"A.json"}}}}');
    writeFileSync(join(folder, 'iam-policy-report.json'), report);
    writeFileSync(join(folder, 'A.json'), '{"Resources":{"E":{"Type":"AWS::MWAA::Environment","Properties":{"ExecutionRoleArn":"arn:aws:iam::111122223333:role/x"}}}}');
    expect(run('check', folder)).toEqual({ code: 0, out: expect.stringContaining('traced to a template of this app'), err: '' });
  });
});

test('an artifact that is nothing is no template', () => {
  expect(run('check', assemblyOf('{"artifacts":{"A":null}}'))).toEqual({ code: 0, out: 'checked nothing: there is no environment and no workflow in 0 templates', err: '' });
});

test('what goes wrong otherwise is one line, too', () => {
  const errors: string[] = [];
  const terminal = { width: 80, hasColors: false, print: () => { throw new Error('broken pipe\nat once'); }, readInput: () => '', printNotice: (sentence: string) => errors.push(sentence) };
  expect(main(['policy', '--environment-name', 'e', '--bucket', 'dags', '--region', 'eu-west-1', '--account', '111122223333'], terminal)).toBe(2);
  expect(errors).toEqual(['broken pipe']);
});
