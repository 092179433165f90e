import { spawnSync } from 'child_process';
import { mkdirSync, symlinkSync } from 'fs';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { ENV, environment, handWritten, newApp, pasted, template, without } from '../../role-checks/shapes';
import { expectVerdict } from '../../role-checks/verdicts';
import { folderOf, Printed, run } from '../command-line';

/** Checks paths. What is found is as the table of verdicts says. */
function check(...paths: string[]): Printed {
  const { out } = run(['check', ...paths, '--json']);
  if (out !== '') {
    expectVerdict(JSON.parse(out));
  }
  return run(['check', ...paths]);
}

/** What the command line has as `fs`, in which no folder refuses the administrator. */
const fileSystem = jest.requireActual<typeof import('fs')>('fs');

const summaryOf = ({ out }: Printed) => out.split('\n').at(-1);
const [rightInOne, wrongInOne] = ['checked 1 environment in 1 template: nothing is wrong', 'checked 1 environment in 1 template: 1 error'];

const { Resources: { Role, Environment } } = template();
const role = (change?: (statements: any[]) => any[], RoleName?: string) =>
  ({ ...Role, Properties: { ...Role.Properties, Policies: [{ PolicyName: 'p', PolicyDocument: pasted('aws-owned-key', change) }], RoleName } });
const environmentWith = (ExecutionRoleArn: unknown) =>
  ({ Resources: { Environment: { ...Environment, Properties: { ...Environment.Properties, ExecutionRoleArn } } } });
const wrong = { Resources: { Role: role(without('airflow:PublishMetrics')), Environment } };
const exported = { Outputs: { Role: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] }, Export: { Name: 'role' } } } };

describe('templates that are given together are one app', () => {
  const files = {
    'role.json': { Resources: { Role: role(without('airflow:PublishMetrics')) }, ...exported },
    'environment.json': environmentWith({ 'Fn::ImportValue': 'role' }),
  };

  test('as files', () => {
    const folder = folderOf(files);
    const [one, other] = Object.keys(files).map((name) => join(folder, name));
    expect(summaryOf(check(one, other))).toBe('checked 1 environment in 2 templates: 1 error');
    expect(summaryOf(check(other))).toBe(`${rightInOne}, 1 note`);
  });

  test('in folders of a folder, and named as well', () => {
    const folder = folderOf({ 'a/role.json': files['role.json'], 'b/environment.json': files['environment.json'] });
    expect(summaryOf(check(folder))).toBe('checked 1 environment in 2 templates: 1 error');
    expect(summaryOf(check(join(folder, 'a'), join(folder, 'b', 'environment.json')))).toBe('checked 1 environment in 2 templates: 1 error');
  });

  test('by the name of the role', () => {
    const folder = folderOf({
      'role.json': { Resources: { Role: role(without('airflow:PublishMetrics'), 'airflow') } },
      'environment.json': environmentWith({ 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/airflow' }),
    });
    expect(summaryOf(check(folder))).toBe('checked 1 environment in 2 templates: 1 error');
  });
});

describe('nested templates', () => {
  const nested = (where: object, Type = 'AWS::CloudFormation::Stack') => ({
    Resources: { Nested: { Type, Properties: where }, ...environmentWith({ 'Fn::GetAtt': ['Nested', 'Outputs.Role'] }).Resources },
  });
  const child = { Resources: { Role: role(without('airflow:PublishMetrics')) }, ...exported };

  test.each<[string, object]>([
    ['a path', { TemplateURL: './inner/role.json' }],
    ['a path of SAM', { Location: 'inner/role.json' }],
    ['a URL', { TemplateURL: 'https://s3.amazonaws.com/templates/v1/role.json' }],
    ['a URL with a version', { TemplateURL: 'https://s3.amazonaws.com/templates/role.json?versionId=1' }],
    ['a URL that is put together', { TemplateURL: { 'Fn::Sub': 'https://${Bucket}.s3.${AWS::URLSuffix}/${Prefix}templates/role.json' } }],
    ['pieces of a URL', { TemplateURL: { 'Fn::Join': ['/', ['https://s3.amazonaws.com', { Ref: 'Bucket' }, 'templates/role.json']] } }],
  ])('by %s', (_, where) => {
    const folder = folderOf({ 'outer.json': nested(where, 'Location' in where ? 'AWS::Serverless::Application' : 'AWS::CloudFormation::Stack'), 'inner/role.json': child });
    expect(summaryOf(check(folder))).toBe('checked 1 environment in 2 templates: 1 error');
  });

  test('by a path are read where only the outer one is named', () => {
    const folder = folderOf({ 'outer.json': nested({ TemplateURL: 'inner/role.json' }), 'inner/role.json': child });
    expect(summaryOf(check(join(folder, 'outer.json')))).toBe('checked 1 environment in 2 templates: 1 error');
  });

  test('get their parameters from outside', () => {
    const folder = folderOf({
      'outer.json': {
        Resources: { Role, Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'inner.json', Parameters: { RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } } } } },
      },
      'inner.json': { ...environmentWith({ Ref: 'RoleArn' }), Parameters: { RoleArn: { Type: 'String' } } },
    });
    expect(summaryOf(check(folder))).toBe('checked 1 environment in 2 templates: nothing is wrong');
  });

  test.each<[string, object]>([
    ['no file', { TemplateURL: 'none.json' }],
    ['a URL of elsewhere', { TemplateURL: 'https://s3.amazonaws.com/other.json' }],
    ['a URL without a file', { TemplateURL: 'https://s3.amazonaws.com/' }],
    ['a file that is no template', { TemplateURL: 'list.json' }],
    ['nothing', {}],
    ['a name that two files have', { TemplateURL: 'https://s3.amazonaws.com/role.json' }],
  ])('that name %s are not looked into', (_, where) => {
    const folder = folderOf({ 'outer.json': nested(where), 'list.json': [], 'a/role.json': child, 'b/role.json': child });
    expect(check(folder)).toEqual({ code: 0, out: expect.stringMatching(/notChecked[^]*\nchecked 1 environment in 3 templates: nothing is wrong, 1 note$/), err: '' });
  });

  test.each([
    ['itself', { 'outer.json': { Resources: { ...nested({ TemplateURL: 'outer.json' }).Resources, Role } } }],
    ['one that nests it', { 'outer.json': nested({ TemplateURL: 'inner.json' }), 'inner.json': nested({ TemplateURL: 'outer.json' }) }],
  ])('that nest %s are looked at once', (_, files) => {
    expect(summaryOf(check(folderOf(files)))).toMatch(/: nothing is wrong, \d notes?$/);
  });
});

describe('folders', () => {
  const cloudAssembly = (outdir: string) => {
    const app: App = newApp({ outdir });
    const stack = new Stack(app, 'Stack', { env: ENV });
    environment(stack, handWritten(stack, pasted('aws-owned-key', without('airflow:PublishMetrics'))).attrArn);
    app.synth();
  };

  test('what is in them, cloud assemblies as apps of their own, but not what others wrote or a tool made', () => {
    const folder = folderOf({
      'template.json': template(),
      'network.template': template({ environment: { SourceBucketArn: 'arn:aws:s3:::dags' } }),
      'node_modules/a/template.json': wrong,
      '.aws-sam/build/template.yaml': wrong,
      'package.json': { name: 'a' },
      'README.md': JSON.stringify(wrong),
      'values.yaml': 'AWS::Region: eu-west-1',
      'list.yaml': '[AWS::Region',
    });
    cloudAssembly(join(folder, 'cdk.out'));
    mkdirSync(join(folder, 'folder.json'));
    symlinkSync(join(folder, 'gone.json'), join(folder, 'broken.json'));
    expect(check(folder)).toEqual({
      code: 2,
      out: expect.stringMatching(/\nchecked 3 environments in 3 templates: 1 error; 1 file could not be used$/),
      err: `${join(folder, 'list.yaml')}:1:13 cannot be read as JSON or YAML: Flow sequence must end with a ]`,
    });
  });

  test('a template of a cloud assembly is in its place, together with others', () => {
    const folder = folderOf({ 'wrong.json': wrong });
    cloudAssembly(join(folder, 'cdk.out'));
    const { out } = check(join(folder, 'cdk.out', 'Stack.template.json'), join(folder, 'wrong.json'));
    expect(out.match(/"arn:\S+:environment\/my-env"/g)).toEqual(expect.arrayContaining([
      '"arn:aws:airflow:eu-west-1:111122223333:environment/my-env"', '"arn:${AWS::Partition}:airflow:${AWS::Region}:${AWS::AccountId}:environment/my-env"',
    ]));
  });

  test('a cloud assembly that cannot be used does not stop the others', () => {
    const folder = folderOf({ 'a.json': template(), 'cdk.out/cdk.out': '', 'cdk.out/manifest.json': '{' });
    expect(check(folder)).toEqual({ code: 2, out: `${rightInOne}; 1 file could not be used`, err: expect.stringMatching(/manifest\.json:1:2 cannot be read/) });
  });

  test('one without templates', () => {
    const folder = folderOf({ 'package.json': {} });
    expect(check(folder)).toEqual({ code: 2, out: '', err: `there is no CloudFormation template, and no JSON that the AWS CLI has printed, in ${folder}` });
  });

  test('a file that is named twice is looked at once', () => {
    const folder = folderOf({ 'wrong.json': wrong });
    expect(summaryOf(check(join(folder, 'wrong.json'), `${folder}/./wrong.json`))).toBe(wrongInOne);
  });

  test('a cloud assembly that is given twice, or with one of its templates, is looked at once', () => {
    const folder = folderOf({});
    cloudAssembly(join(folder, 'cdk.out'));
    expect(summaryOf(check(folder, join(folder, 'cdk.out')))).toBe(wrongInOne);
    expect(summaryOf(check(join(folder, 'cdk.out', 'Stack.template.json'), folder))).toBe(wrongInOne);
  });

  test('a folder or a link that cannot be read does not stop the others', () => {
    const folder = folderOf({ 'a.JSON': template(), 'b/template.json': template() });
    symlinkSync('self.json', join(folder, 'self.json'));
    const { readdirSync } = fileSystem;
    jest.spyOn(fileSystem, 'readdirSync').mockImplementation(((path: string, options: any) => {
      if (path === join(folder, 'b')) {
        throw new Error('EACCES: permission denied');
      }
      return readdirSync(path, options);
    }) as any);
    expect(check(folder)).toEqual({ code: 2, out: `${rightInOne}; 1 file could not be used`, err: `cannot read ${join(folder, 'b')}: EACCES: permission denied` });
    jest.restoreAllMocks();
  });
});

describe('the standard input', () => {
  test('is a template', () => {
    const { code, out } = run(['check', '-', '--json'], { input: JSON.stringify(wrong) });
    expect({ code, findings: JSON.parse(out) }).toEqual({ code: 1, findings: [expect.objectContaining({ template: 'stdin', resource: 'Role' })] });
  });

  test('nests templates beside the working directory, and what is wrong with it is said', () => {
    expect(run(['check', '-'], { input: '[' }).err).toBe('stdin:1:2 cannot be read as JSON or YAML: Flow sequence must end with a ]');
    expect(run(['check', '-'], { input: '' }).err).toBe('stdin is YAML, but neither a CloudFormation template nor what the AWS CLI prints: it is empty');
  });
});

test('what is not a regular file is refused', () => {
  const pipe = join(folderOf({}), 'pipe.json');
  spawnSync('mkfifo', [pipe]);
  expect(check(pipe, '/dev/null')).toEqual({
    code: 2,
    out: '',
    err: [pipe, '/dev/null'].map((path) => `cannot read ${path}: it is not a regular file; \`-\` reads the standard input`).join('\n'),
  });
});

