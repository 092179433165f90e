import { readdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { fileOf, folderOf, run } from '../command-line';

// Templates as people publish them. Each has an environment or a workflow with a role that is right.

const FOLDER = join(__dirname, '..', 'templates');
const FILES = readdirSync(FOLDER).filter((name) => name !== 'nested');

const NOTES: Record<string, string[]> = {
  'duplicate-key.json': ['repeatedKey Airflow: Name of Resources.Airflow.Properties stands twice, and CloudFormation takes the last one, as these checks do; remove the one in line 82'],
  'duplicate-property.yaml': ['repeatedKey Airflow: MaxWorkers of Resources.Airflow.Properties stands twice, and CloudFormation takes the last one, as these checks do; remove the one in line 61'],
  'duplicate-resource.yaml': ['repeatedKey ExecutionRole: ExecutionRole of Resources stands twice, and CloudFormation takes the last one, as these checks do; remove the one in line 3'],
  'loop-of-environments.yaml': ['notChecked Fn::ForEach::Teams: not checked: the environments that Fn::ForEach::Teams makes at deployment; compare these by hand with https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html'],
};

/** The findings and notes on a path, and where it was looked. */
function check(path: string, input = '') {
  const { code, out, err } = run(['check', path, '--json'], { input });
  const found = JSON.parse(out).map(({ rule, resource, description, fix }: Record<string, string>) => `${rule.split('::')[1]} ${resource}: ${description}; ${fix}`);
  return { code, found, checked: err.split(':')[0] };
}

test('there are more than twenty', () => expect(FILES.length).toBeGreaterThan(20));

describe.each(FILES)('%s', (file) => {
  const right = { code: 0, found: NOTES[file] ?? [], checked: `checked 1 ${file === 'workflow.yaml' ? 'workflow' : 'environment'} in 1 template` };

  test('is read as CloudFormation reads it', () => {
    expect(check(join(FOLDER, file))).toEqual(right);
  });

  test('is read with the line ends of Windows, and with a byte order mark', () => {
    const text = readFileSync(join(FOLDER, file), 'utf-8').replace(/^\ufeff/, '');
    expect(check('-', `\ufeff${text.replace(/\n/g, '\r\n')}`)).toEqual(right);
  });
});

test('nested templates are read with the one that they are nested in', () => {
  expect(check(join(FOLDER, 'nested'))).toEqual({ code: 0, found: [], checked: 'checked 1 environment in 2 templates' });
  expect(check(join(FOLDER, 'nested', 'outer.yaml'))).toEqual({ code: 0, found: [], checked: 'checked 1 environment in 2 templates' });
});

test('a key that stands three times, at the top, and in a list, is a note each time', () => {
  const environment = 'Environment: { Type: AWS::MWAA::Environment, Properties: { ExecutionRoleArn: a } }';
  const text = `Resources: {}\nResources:\n  ${environment}\n  Topic:\n    Tags:\n      - { Key: a, [list]: d, Key: b, Key: c }\nParameters: {}\nParameters: {}\n`;
  const { found } = check(fileOf(text));
  expect(found.filter((note: string) => note.startsWith('repeatedKey')).map((note: string) => note.replace(/ stands twice.*;/, ';'))).toEqual([
    'repeatedKey Resources: Resources of the template; remove the one in line 1',
    'repeatedKey Parameters: Parameters of the template; remove the one in line 7',
    'repeatedKey Topic: Key of Resources.Topic.Tags; remove the one in line 6',
    'repeatedKey Topic: Key of Resources.Topic.Tags; remove the one in line 6',
  ]);
});

test('several merge keys in a map merge all', () => {
  const text = 'Metadata: [&a { Name: a }, &b { ExecutionRoleArn: b }]\nResources:\n  Environment:\n    Type: AWS::MWAA::Environment\n    Properties:\n      <<: *a\n      <<: *b\n';
  expect(check(fileOf(text)).found).toEqual([expect.stringMatching(/^notChecked Environment: not checked for environment "a": the role b,/)]);
});

test('an address without quotes, and a comment of YAML, are no comment of JSON', () => {
  const text = '{ # https://example.com // a template\n  Resources: { A: { Type: AWS::SNS::Topic, Metadata: { Page: http://example.com } } } }';
  expect(check(fileOf(text)).checked).toBe('checked nothing');
});

test('UTF-16 with a byte order mark is read', () => {
  const path = fileOf('');
  writeFileSync(path, '\ufeffResources: { A: { Type: AWS::SNS::Topic } }', 'utf16le');
  expect(check(path).checked).toBe('checked nothing');
});

test('what stands twice where there is nothing to check is no note', () => {
  expect(check(fileOf('Resources: { A: { Type: AWS::SNS::Topic, Type: AWS::SNS::Topic } }')).found).toEqual([]);
});

test('many keys of a map do not take the square of their number', () => {
  const topics = Array.from({ length: 40_000 }, (_, index) => `  T${index}: { Type: AWS::SNS::Topic }\n`).join('');
  expect(check(fileOf(`Resources:\n${topics}`)).checked).toBe('checked nothing');
}, 30_000);

describe('what is wrong with a file is said for people, with the line', () => {
  const cannot = 'cannot be read as JSON or YAML';
  test.each<[string, string, string]>([
    ['a list in brackets that a block begins', 'Resources:\n  A:\n    List: [-, x]\n', `:3:12 ${cannot}: a \`-\` or a \`key:\` of a block stands between brackets: put quotes around it`],
    ['a tab', 'Resources:\n\tA: {}\n', `:2:1 ${cannot}: a tab indents the line: YAML takes spaces only`],
    ['two documents', '---\nResources: {}\n---\nResources: {}\n', `:4:1 ${cannot}: a second document begins here, and CloudFormation takes one`],
    ['a comment in JSON', '{\n  "a": "http://x", // the address\n  "Resources": {}\n}', ':2:20 is a comment: JSON has none, and CloudFormation refuses the file'],
    ['a comment before JSON', '/* Airflow */\n{ "Resources": {} }', ':1:1 is a comment: JSON has none, and CloudFormation refuses the file'],
    ['an alias of nothing', 'Resources: { A: *nope }', ` ${cannot}: an alias has no anchor before it: nope`],
    ['an anchor in itself', 'Resources: { A: &a { B: *a } }', ` ${cannot}: an anchor holds itself`],
    ['a merge of no map', 'Resources: { <<: 5 }', ` ${cannot}: \`<<\` merges what is no map`],
    ['an anchor that grows', ['a: &a [x]', ...'bcdefgh'.split('').map((name, index) =>
      `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`).join()}]`), 'Resources: {}'].join('\n'), ` ${cannot}: its anchors are used too often`],
    ['nothing', '', ' is YAML, but neither a CloudFormation template nor what the AWS CLI prints: it is empty'],
    ['a null', 'null', ' is JSON, but neither a CloudFormation template nor what the AWS CLI prints: it is empty'],
    ['comments', '# nothing\n', ' is YAML, but neither a CloudFormation template nor what the AWS CLI prints: it is empty'],
    ['a text', 'Resources', ' is YAML, but neither a CloudFormation template nor what the AWS CLI prints: it is a text'],
    ['a number', '5', ' is JSON, but neither a CloudFormation template nor what the AWS CLI prints: it is a number'],
    ['a list', '- Resources', ' is YAML, but neither a CloudFormation template nor what the AWS CLI prints: it is a list'],
    ['resources that are none', 'a: 1\nResources: []\n', ' is YAML, but neither a CloudFormation template nor what the AWS CLI prints: its `Resources` in line 2 are no map'],
    ['no resources', 'kind: Pod\n', ' is YAML, but neither a CloudFormation template nor what the AWS CLI prints: it has no `Resources`'],
    ['empty resources', 'Resources:\n', ' is YAML, but neither a CloudFormation template nor what the AWS CLI prints: it has no `Resources`'],
    ['a configuration of the Serverless Framework', 'service: a\nresources:\n  Resources: {}\n', ' is YAML, but neither a CloudFormation template nor what the AWS CLI prints: its `Resources` are under `resources` in line 2, where the Serverless Framework has them: check the template that `serverless package` writes'],
  ])('%s', (_, text, message) => {
    const path = fileOf(text);
    expect(run(['check', path])).toEqual({ code: 2, out: '', err: `${path}${message}` });
  });

  test('lists 20,000 deep', () => {
    expect(run(['check', fileOf(`Resources: ${'['.repeat(20_000)}${']'.repeat(20_000)}`)]).err).toMatch(/yaml:1:\d+ cannot be read as JSON or YAML: it is nested too deeply$/);
  });

  test('a path that the system refuses', () => {
    const templateFile = `${'a'.repeat(300)}.json`;
    const folder = folderOf({ 'cdk.out': '', 'manifest.json': { artifacts: { A: { type: 'aws:cloudformation:stack', properties: { templateFile } } } } });
    expect(run(['check', folder]).err).toMatch(/^cannot read .*: ENAMETOOLONG: name too long/);
  });

  test('in a folder a file with environments that is no template is no mistake, but it is said', () => {
    const folder = folderOf({
      'serverless.yml': 'resources:\n  Resources: { A: { Type: AWS::MWAA::Environment } }\n',
      'notes.yaml': 'text: about AWS::MWAAServerless::Workflow',
      'template.yaml': 'Resources: { A: { Type: AWS::SNS::Topic } }',
    });
    expect(run(['check', folder])).toEqual({
      code: 0,
      out: [
        `not checked: ${join(folder, 'notes.yaml')} is YAML, but neither a CloudFormation template nor what the AWS CLI prints: it has no \`Resources\``,
        `not checked: ${join(folder, 'serverless.yml')} is YAML, but neither a CloudFormation template nor what the AWS CLI prints: its \`Resources\` are under \`resources\` in line 1, where the Serverless Framework has them: check the template that \`serverless package\` writes`,
        'checked nothing: there is no environment and no workflow in 1 template; 2 files with environments or workflows are no CloudFormation template',
      ].join('\n'),
      err: '',
    });
    const one = folderOf({ 'notes.yaml': 'text: about AWS::MWAA::Environment', 'a.yaml': 'Resources: { A: { Type: AWS::SNS::Topic } }' });
    expect(run(['check', one]).out).toMatch(/; 1 file with environments or workflows is no CloudFormation template$/);
  });
});

test('a key and its alias, also one used a thousand times, are read', () => {
  const uses = Array.from({ length: 1_000 }, (_, index) => `  T${index}: { Type: AWS::SNS::Topic, Properties: *p }\n`).join('');
  expect(check(fileOf(`Metadata: { P: &p { A: 1 } }\nResources:\n${uses}`)).checked).toBe('checked nothing');
});

test('an asset manifest without files, as one of container images, is one', () => {
  const folder = folderOf({
    'cdk.out': '',
    'manifest.json': {
      artifacts: {
        'Data.assets': { type: 'cdk:asset-manifest', properties: { file: 'Data.assets.json' } },
        'Data': { type: 'aws:cloudformation:stack', dependencies: ['Data.assets'], properties: { templateFile: 'Data.json' } },
      },
    },
    'Data.assets.json': { version: '36.0.0', dockerImages: {} },
    'Data.json': { Resources: { Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://a/b.json' } } } },
  });
  expect(check(folder)).toEqual({ code: 0, found: [], checked: 'checked nothing' });
});
