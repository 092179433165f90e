import { readFileSync } from 'fs';
import { join, relative } from 'path';
import { pathToFileURL } from 'url';
import { homepage, version } from '../../../package.json';
import { RULE_TEXTS, sectionOf } from '../../../src/cli/output/rules';
import { RULES, RULES_OF_DESCRIPTIONS } from '../../../src/role-checks/checks/catalogue';
import { NOT_CHECKED } from '../../../src/role-checks/checks/role-check';
import { pasted, template, without } from '../../role-checks/shapes';
import { fileOf, folderOf, run } from '../command-line';

const wrong = template({ role: { Policies: [{ PolicyName: 'p', PolicyDocument: pasted('aws-owned-key', without('airflow:PublishMetrics')) }] } });
const warned = template({
  role: {
    Policies: [{ PolicyName: 'p', PolicyDocument: pasted('aws-owned-key', (statements) => [...statements, { Effect: 'Allow', Action: 'sqs:PurgeQueue', Resource: '*' }]) }],
  },
});
const noted = template({ environment: { ExecutionRoleArn: 'arn:aws:iam::111122223333:role/elsewhere' } });

const YAML = `
Resources:
  Environment:
    Type: AWS::MWAA::Environment
    Properties:
      Name: my-env
`;

// Its matcher knows the published schema.
jest.requireActual('@microsoft/jest-sarif');

/** What `--format sarif` prints of files in the working directory. */
function sarif(...args: string[]) {
  const { out, ...rest } = run(['check', ...args, '--format', 'sarif']);
  const log = JSON.parse(out);
  (expect(log) as any).toBeValidSarifLog();
  return { ...rest, log, run: log.runs[0] };
}

describe('SARIF', () => {
  test('has file, line and column of the resource, and what the rule is about', () => {
    const path = fileOf(YAML);
    const { code, err, run: { tool: { driver }, results, artifacts, invocations, properties } } = sarif(path);
    expect({ code, err }).toEqual({ code: 1, err: 'checked 1 environment in 1 template: 1 error' });
    expect(results).toEqual([{
      ruleId: 'cdk-mwaa-iam::executionRole',
      ruleIndex: driver.rules.findIndex(({ id }: { id: string }) => id === 'cdk-mwaa-iam::executionRole'),
      level: 'error',
      message: { text: expect.stringMatching(/^environment "my-env" has no execution role\. .*\nFix: /) },
      locations: [{
        physicalLocation: { artifactLocation: { uri: pathToFileURL(path).href }, region: { startLine: 3, startColumn: 3 } },
        logicalLocations: [{ name: 'Environment', fullyQualifiedName: 'Environment', kind: 'resource' }],
      }],
    }]);
    expect(artifacts).toEqual([{ location: { uri: pathToFileURL(path).href } }]);
    expect(invocations).toEqual([{ executionSuccessful: true, toolExecutionNotifications: [] }]);
    expect(properties).toEqual({ templates: 1, environments: 1, workflows: 0 });
    expect(driver).toMatchObject({ name: 'cdk-mwaa-iam', version, informationUri: homepage });
    expect(driver.rules[results[0].ruleIndex]).toEqual({
      id: 'cdk-mwaa-iam::executionRole',
      name: 'executionRole',
      shortDescription: { text: 'an environment that names no execution role' },
      help: { text: expect.stringContaining('Finds an environment that names no execution role.') },
      helpUri: `${homepage}/blob/main/docs/checks.md#executionrole`,
      defaultConfiguration: { level: 'error' },
    });
  });

  test('has paths as the checkout has them, percent-encoded', () => {
    const folder = folderOf({ 'a b/é.json': wrong });
    const before = process.cwd();
    try {
      process.chdir(folder);
      const { run: { results } } = sarif('a b');
      expect(results[0].locations[0].physicalLocation).toEqual({ artifactLocation: { uri: 'a%20b/%C3%A9.json' }, region: { startLine: 1, startColumn: 15 } });
    } finally {
      process.chdir(before);
    }
  });

  test('has the severities as levels, and the stack before the resource', () => {
    const levels = (body: object) => sarif(fileOf(body, 'template.json')).run.results.map(({ level }: { level: string }) => level);
    expect([wrong, warned, noted].map(levels)).toEqual([['error'], ['warning'], ['note']]);
    const manifest = { artifacts: { Data: { type: 'aws:cloudformation:stack', properties: { templateFile: 'a.json' } } } };
    const folder = folderOf({ 'cdk.out': '', 'manifest.json': manifest, 'a.json': wrong });
    expect(sarif(folder).run.results[0].locations[0].logicalLocations).toEqual([{ name: 'Role', fullyQualifiedName: 'Data/Role', kind: 'resource' }]);
  });

  test('says what could not be read, and is valid where that is everything', () => {
    const path = fileOf('[');
    const { code, err, run: { invocations, results } } = sarif(path);
    const text = `${path}:1:2 cannot be read as JSON or YAML: Flow sequence must end with a ]`;
    expect({ code, err, results }).toEqual({
      code: 2, results: [], err: `checked nothing: there is no environment and no workflow in 0 templates; 1 file could not be used\n${text}`,
    });
    expect(invocations).toEqual([{ executionSuccessful: false, toolExecutionNotifications: [{ level: 'error', message: { text } }] }]);
  });

  test('of the standard input names it', () => {
    const { out } = run(['check', '-', '--format', 'sarif'], { input: YAML });
    expect(JSON.parse(out).runs[0].results[0].locations[0].physicalLocation.artifactLocation).toEqual({ uri: 'stdin' });
  });

  test('names the nearest place of what is merged, and none where all is', () => {
    const resources = '{ Environment: { Type: AWS::MWAA::Environment, Properties: { Name: e } } }';
    const regionIn = (text: string) => sarif(fileOf(text)).run.results[0].locations[0].physicalLocation.region;
    expect(regionIn(`Resources: { <<: ${resources} }`)).toEqual({ startLine: 1, startColumn: 1 });
    expect(regionIn(`<<: { Resources: ${resources} }`)).toBeUndefined();
  });
});

describe('the texts of rules', () => {
  const read = (page: string) => readFileSync(join(__dirname, '..', '..', '..', 'docs', page), 'utf-8');
  const page = read('checks.md').split('\n## ')[0] + read('deployed.md');
  const rows = [...page.matchAll(/^\| `cdk-mwaa-iam::(\w+)` \| (\w+)[^|]* \| (.+) \|$/gm)].map(([, id, severity, finds]) => [id, { severity, finds }]);

  test('are those of the page', () => {
    const { repeatedKey, ...others } = RULE_TEXTS;
    expect(others).toEqual(Object.fromEntries(rows));
    expect(repeatedKey.severity).toBe('info');
  });

  test.each(Object.keys(RULE_TEXTS))('of %s have a section of the docs', (rule) => {
    const [name, anchor] = sectionOf(rule).split('#');
    const anchors = [...read(name).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading.toLowerCase().replace(/ /g, '-'));
    expect(anchors).toContain(anchor);
  });

  test('are there for every rule', () => {
    expect(Object.keys(RULE_TEXTS).sort()).toEqual([...[...RULES, ...RULES_OF_DESCRIPTIONS].map(({ id }) => id.split('::')[1]), NOT_CHECKED.split('::')[1], 'repeatedKey'].sort());
  });
});

describe('JSON', () => {
  test('is the same under its two names, with the summary beside it', () => {
    const path = fileOf(wrong, 'template.json');
    const { code, out, err } = run(['check', path, '--format', 'json']);
    expect(run(['check', path, '--json'])).toEqual({ code, out, err });
    expect({ code, err }).toEqual({ code: 1, err: 'checked 1 environment in 1 template: 1 error' });
    expect(JSON.parse(out)).toEqual([expect.objectContaining({ template: relative('', path), resource: 'Role' })]);
  });

  test('is not another format', () => {
    expect(run(['check', 'a', '--json', '--format', 'sarif']).err).toBe('--json is --format json: leave one of --json and --format sarif out');
    expect(run(['check', 'a', '--format', 'xml'])).toEqual({ code: 2, out: '', err: '--format "xml" must be table or json or sarif' });
  });
});

test.each<[string, object, number[]]>([
  ['an error', wrong, [1, 1, 1]],
  ['a warning', warned, [1, 1, 0]],
  ['a note', noted, [0, 0, 0]],
])('--fail-on: %s', (_, body, codes) => {
  const path = fileOf(body, 'template.json');
  expect([[], ['--fail-on', 'warning'], ['--fail-on', 'error']].map((options) => run(['check', path, ...options]).code)).toEqual(codes);
  expect(run(['check', path, '--fail-on', 'info']).err).toBe('--fail-on "info" must be error or warning');
});

describe('the table', () => {
  test('fits the width, but for what users copy as a whole', () => {
    const path = fileOf(wrong, 'template.json');
    for (const width of [80, 60]) {
      const lines = run(['check', path], { width }).out.split('\n');
      expect(lines.filter((line) => line.length > width).filter((line) => /^ {2}\S+$/.test(line) === false)).toEqual([]);
      expect(lines.find((line) => line.startsWith('  {"Effect"'))).toMatch(/^ {2}\{"Effect":"Allow","Action":"airflow:PublishMetrics".*\}$/);
    }
  });

  test('never wraps JSON, also where it has spaces', () => {
    const key = { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'kms:Create*', Resource: '*' }] } } };
    const path = fileOf(template({ resources: { Key: key }, environment: { KmsKey: { 'Fn::GetAtt': ['Key', 'Arn'] } } }), 'template.json');
    const lines = run(['check', path], { width: 40 }).out.split('\n').map((line) => line.trim());
    const json = lines.filter((line) => line.startsWith('{"Sid":"Allow logs access"'));
    expect(json.length).toBeGreaterThan(0);
    json.forEach((line) => expect(JSON.parse(line.replace(/[;,]$/, ''))).toMatchObject({ Sid: 'Allow logs access', Effect: 'Allow' }));
  });

  test('has colours where the terminal has', () => {
    const path = fileOf(warned, 'template.json');
    const { out } = run(['check', path], { hasColors: true });
    expect(out).toContain('\n\u001b[1;33mwarning\u001b[0m   excessPermission  Role');
    expect(out.replace(/\u001b\[[\d;]*m/g, '')).toBe(run(['check', path]).out);
  });

  test('prints no control characters of a template', () => {
    const path = fileOf(template({ environment: { Name: 'a\u001b[2Jb\u0007\u009b' } }), 'template.json');
    const { out } = run(['check', path]);
    expect(out).toContain('a\\u001b[2Jb\\u0007\\u009b');
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
});
