import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, relative } from 'path';
import { App, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import { array, assert, json, nat, oneof, property, tuple } from 'fast-check';
import { run as runCommandLine } from './command-line';
import { ENV, environment, handWritten, newApp, pasted } from '../role-checks/shapes';
import { expectVerdict } from '../role-checks/verdicts';

/** What the command prints, and its exit code. */
function printed(...args: string[]) {
  const { code, out } = runCommandLine(['check', ...args]);
  return { code, out };
}

/** The same, for a template whose findings are as the table of verdicts says. */
function run(path: string, ...options: string[]) {
  expectVerdict(JSON.parse(printed(path, '--json').out));
  return printed(path, ...options);
}

const withoutMetrics = (statements: any[]) => statements.filter(({ Action }) => Action !== 'airflow:PublishMetrics');
const withQueues = (statements: any[]) => [...statements, { Effect: 'Allow', Action: 'sqs:PurgeQueue', Resource: '*' }];

function assembly(build: (app: App) => void): string {
  const app = newApp({ outdir: mkdtempSync(join(tmpdir(), 'mwaa-check-')) });
  build(app);
  return app.synth().directory;
}

const broken = (change: (statements: any[]) => any[]) => assembly((app) => {
  const stack = new Stack(app, 'Stack', { env: ENV });
  environment(stack, handWritten(stack, pasted('aws-owned-key', change)).attrArn);
});

test('prints findings as a table, and how many there are', () => {
  const directory = broken(withoutMetrics);
  expect(run(directory)).toEqual({
    code: 1,
    out: [
      'severity  rule               resource',
      '--------  -----------------  --------',
      'error     missingPermission  Role',
      `  ${join(directory, 'Stack.template.json')}:3:3`,
      '  the role of environment "my-env" may not do airflow:PublishMetrics on',
      '  arn:aws:airflow:eu-west-1:111122223333:environment/my-env: no statement allows it. MWAA needs it',
      '  to report the health of the environment; without it the environment fails',
      '  Fix: add this documented statement to the role:',
      '  {"Effect":"Allow","Action":"airflow:PublishMetrics","Resource":"arn:aws:airflow:eu-west-1:111122223333:environment/my-env"}',
      '  (https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-how)',
      '',
      'checked 1 environment in 1 template: 1 error',
    ].join('\n'),
  });
});

test('prints findings as JSON', () => {
  const directory = broken((statements) => withQueues(withoutMetrics(statements)));
  const { code, out } = run(directory, '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toEqual([
    {
      rule: 'cdk-mwaa-iam::missingPermission',
      severity: 'error',
      template: relative(process.cwd(), join(directory, 'Stack.template.json')),
      resource: 'Role',
      description: expect.stringContaining('may not do airflow:PublishMetrics'),
      fix: expect.stringContaining('add this documented statement'),
    },
    {
      rule: 'cdk-mwaa-iam::excessPermission',
      severity: 'warning',
      template: expect.stringMatching(/Stack\.template\.json$/),
      resource: 'Role',
      description: 'the role of environment "my-env" may do more than documented: sqs:PurgeQueue on airflow-celery-* queues',
      fix: expect.stringContaining('narrow its policies'),
    },
  ]);
});

test('counts findings of every severity', () => {
  expect(run(broken((statements) => withQueues(withoutMetrics(statements)))).out.split('\n').at(-1)).toBe('checked 1 environment in 1 template: 1 error, 1 warning');
  expect(run(broken(withQueues))).toEqual({ code: 1, out: expect.stringMatching(/\nchecked 1 environment in 1 template: 1 warning$/) });
});

test('takes a note for no finding', () => {
  const directory = assembly((app) => environment(new Stack(app, 'Stack', { env: ENV }), 'arn:aws:iam::111122223333:role/elsewhere'));
  expect(run(directory)).toEqual({ code: 0, out: expect.stringMatching(/^info +notChecked +Environment\n.*\nchecked 1 environment in 1 template: nothing is wrong, 1 note$/ms) });
});

test('looks into the stages of an app', () => {
  const directory = assembly((app) => {
    const stack = new Stack(new Stage(app, 'Prod', { env: ENV }), 'Stack');
    environment(stack, handWritten(stack, pasted('aws-owned-key', withoutMetrics)).attrArn);
  });
  expect(run(directory).out).toMatch(/\nchecked 1 environment in 1 template: 1 error$/);
});

test('heeds what is acknowledged in the app', () => {
  const directory = assembly((app) => {
    const stack = new Stack(app, 'Stack', { env: ENV });
    const role = handWritten(stack, pasted('aws-owned-key', withoutMetrics));
    environment(stack, role.attrArn);
    Validations.of(role).acknowledge({ id: 'cdk-mwaa-iam::missingPermission', reason: 'no metrics wanted' });
  });
  expect(run(directory)).toEqual({ code: 0, out: 'checked 1 environment in 1 template: nothing is wrong' });
});

test('takes a single template, in its place if there is a manifest beside it, and anywhere if not', () => {
  const directory = broken(withoutMetrics);
  expect(run(join(directory, 'Stack.template.json')).out).toContain('arn:aws:airflow:eu-west-1:111122223333:environment/my-env');
  const alone = mkdtempSync(join(tmpdir(), 'mwaa-alone-'));
  cpSync(join(directory, 'Stack.template.json'), join(alone, 'template.json'));
  expect(run(join(alone, 'template.json'))).toEqual({
    code: 1, out: expect.stringContaining('arn:${AWS::Partition}:airflow:${AWS::Region}:${AWS::AccountId}:environment/my-env'),
  });
});

test('a template that is gone from a cloud assembly is a mistake', () => {
  const directory = broken(withoutMetrics);
  const template = join(directory, 'Stack.template.json');
  rmSync(template);
  expect(runCommandLine(['check', directory])).toEqual({ code: 2, out: '', err: `cannot read ${template}: there is no such file` });
});

test('a manifest without artifacts is an app without templates', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mwaa-manifest-'));
  writeFileSync(join(directory, 'manifest.json'), '{}');
  writeFileSync(join(directory, 'cdk.out'), '');
  expect(run(directory)).toEqual({ code: 0, out: 'checked nothing: there is no environment and no workflow in 0 templates' });
});

test.each(['{"name":"web app"}', '{', '{"artifacts":{"A":null}}'])('a manifest beside a single template that is of something else, %s, is passed over', (manifest) => {
  const alone = mkdtempSync(join(tmpdir(), 'mwaa-alone-'));
  cpSync(join(broken(withoutMetrics), 'Stack.template.json'), join(alone, 'template.json'));
  writeFileSync(join(alone, 'manifest.json'), manifest);
  expect(run(join(alone, 'template.json'))).toEqual({ code: 1, out: expect.stringMatching(/\nchecked 1 environment in 1 template: 1 error$/) });
});

test('an artifact without a type is passed over in a cloud assembly, and beside a single template the manifest with it', () => {
  const directory = broken(withoutMetrics);
  const path = join(directory, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf-8'));
  writeFileSync(path, JSON.stringify({ ...manifest, artifacts: { ...manifest.artifacts, Strange: {} } }));
  expect(run(directory).out).toContain('arn:aws:airflow:eu-west-1:111122223333:environment/my-env');
  expect(run(join(directory, 'Stack.template.json')).out).toContain('arn:${AWS::Partition}:airflow:${AWS::Region}:${AWS::AccountId}:environment/my-env');
});

test('metadata in a file of its own is read for a single template, too', () => {
  const directory = broken(withoutMetrics);
  const path = join(directory, 'manifest.json');
  const { artifacts: { Stack: { metadata, ...stack }, ...others }, ...manifest } = JSON.parse(readFileSync(path, 'utf-8'));
  writeFileSync(path, JSON.stringify({ ...manifest, artifacts: { ...others, Stack: { ...stack, additionalMetadataFile: 'metadata.json' } } }));
  expect(runCommandLine(['check', join(directory, 'Stack.template.json')]).err).toBe(`cannot read ${join(directory, 'metadata.json')}: there is no such file`);
});

test('says which stack where there are several', () => {
  const directory = assembly((app) => ['Dev', 'Prod'].forEach((id) => {
    const stack = new Stack(app, id, { env: ENV });
    environment(stack, handWritten(stack, pasted('aws-owned-key', withoutMetrics)).attrArn);
  }));
  expect(run(directory).out.match(/^error +missingPermission +\S+/gm)!.map((line) => line.split(/ +/)[2])).toEqual(['Dev/Role', 'Prod/Role']);
});

test('says which template where a nested stack has no name yet', () => {
  const directory = assembly((app) => {
    const stack = new Stack(app, 'Stack', { env: ENV });
    [stack, new NestedStack(stack, 'Nested')].forEach((scope) => environment(scope, handWritten(scope, pasted('aws-owned-key', withoutMetrics)).attrArn));
  });
  expect(run(directory).out).toMatch(/ Stack\/Role$/m);
  expect(run(directory).out).toMatch(/ StackNested\w+\.nested\.template\.json\/Role$/m);
});

test('whatever stands in a template, it is checked', () => {
  const directory = broken(withQueues);
  const template = readFileSync(join(directory, 'Stack.template.json'), 'utf-8');
  const path = join(mkdtempSync(join(tmpdir(), 'mwaa-strange-')), 'template.json');
  const intrinsic = oneof(...['Ref', 'Fn::Sub', 'Fn::Join', 'Fn::Select', 'Fn::GetAtt', 'Fn::Split', 'Fn::If', 'Fn::ImportValue']
    .map((name) => json().map((argument) => ({ [name]: JSON.parse(argument) }))));
  assert(property(array(tuple(nat(), oneof(intrinsic, json().map((text) => JSON.parse(text)))), { minLength: 1, maxLength: 3 }), (changes) => {
    const resources = changes.reduce((changed, [place, value]) => replaced(changed, place, value), JSON.parse(template).Resources);
    writeFileSync(path, JSON.stringify({ Resources: resources }));
    expect([0, 1]).toContain(printed(path).code);
  }), { numRuns: 100, seed: 20261122 });
});

/** A copy of the resources in which the value at some place, counted from the front, is another. */
function replaced(resources: any, place: number, value: unknown): any {
  const places = JSON.stringify(resources).match(/"[A-Z][A-Za-z]+":/g)!.length;
  let count = place % places;
  return JSON.parse(JSON.stringify(resources), (key, item) => (/^[A-Z][A-Za-z]+$/.test(key) && count-- === 0 ? value : item));
}
