import { join } from 'path';
import { pasted, pastedTrust, template, without } from '../../role-checks/shapes';
import { folderOf, run } from '../command-line';

const ROLE_ARN = 'arn:aws:iam::111122223333:role/R';
const ENVIRONMENT = { Environment: { Name: 'my-env', Arn: 'arn:aws:airflow:eu-west-1:111122223333:environment/my-env', ExecutionRoleArn: ROLE_ARN, SourceBucketArn: 'arn:aws:s3:::dags', Status: 'AVAILABLE' } };
const roles = (document: object) => ({
  RoleDetailList: [{ Arn: ROLE_ARN, AssumeRolePolicyDocument: pastedTrust(), RolePolicyList: [{ PolicyName: 'Mwaa', PolicyDocument: document }], AttachedManagedPolicies: [] }],
});
const RIGHT = { 'environment.json': ENVIRONMENT, 'iam.json': roles(pasted('aws-owned-key')) };
const NONE = 'An error occurred (NoSuchBucketPolicy) when calling the GetBucketPolicy operation: The bucket policy does not exist';

/** The findings in short, and how it ended. */
function check(...paths: string[]) {
  const { code, out, err } = run(['check', '--json', ...paths]);
  const findings = JSON.parse(out === '' ? '[]' : out) as any[];
  return { code, err: err.split('\n').at(-1), found: findings.filter(({ rule }) => rule !== 'cdk-mwaa-iam::notChecked').map(({ rule, resource }) => `${rule.replace('cdk-mwaa-iam::', '')} ${resource}`), findings };
}

test('a folder of descriptions is checked, and it is said what is missing', () => {
  const path = folderOf({ ...RIGHT, 'iam.json': roles(pasted('aws-owned-key', without('sqs:SendMessage'))), 'dags.get-bucket-policy.json': NONE, 'dags.get-bucket-versioning.json': '' });
  const { code, found, findings } = check(path);
  expect({ code, found }).toEqual({ code: 1, found: ['missingPermission R', 'sourceBucket dags'] });
  expect(findings.filter(({ rule }) => rule === 'cdk-mwaa-iam::notChecked').map(({ description, fix }) => `${description}: ${fix}`)).toEqual([
    'the encryption of bucket dags is not in what was given: aws s3api get-bucket-encryption --bucket dags',
    'the public access block of bucket dags is not in what was given: aws s3api get-public-access-block --bucket dags',
  ]);
  expect(findings[0].template).toMatch(/iam\.json$/);
  expect(run(['check', path]).out.split('\n').at(-1)).toBe('checked 1 environment in 4 descriptions: 1 error, 1 warning, 2 notes');
});

test.each<[string, string, string]>([
  ['is empty', '', 'is empty'],
  ['has the words of a call that failed before it was made', '\nUnable to locate credentials.\nYou can configure them.', 'is no JSON: Unable to locate credentials.'],
  ['has a warning before its JSON', `warning: old version\n${JSON.stringify(RIGHT['iam.json'])}`, 'is no JSON: warning: old version'],
])('a file beside descriptions that %s is named', (_, text, why) => {
  const path = folderOf({ ...RIGHT, 'R.get-role-policy.Mwaa.json': text });
  expect(check(path)).toMatchObject({ code: 2, found: [], err: `${join(path, 'R.get-role-policy.Mwaa.json')} lies beside what the AWS CLI has printed, and ${why}` });
});

test('other files beside descriptions are passed over', () => {
  const path = folderOf({ ...RIGHT, 'notes.txt': 'no JSON', 'package.json': '{ "name": "x" }', 'other/tsconfig.json': '{ // a comment\n}' });
  expect(check(path)).toMatchObject({ code: 0, found: [], err: 'checked 1 environment in 2 descriptions: nothing is wrong, 4 notes' });
});

test('files by name and the standard input are one account', () => {
  const path = folderOf(RIGHT);
  expect(check(join(path, 'environment.json'), join(path, 'iam.json'))).toMatchObject({ code: 0, found: [] });
  const { code, out } = run(['check', '-', join(path, 'environment.json')], { input: JSON.stringify(RIGHT['iam.json']) });
  expect(code).toBe(0);
  expect(out).not.toContain('role R is not in what was given');
});

describe('with templates', () => {
  const { Resources: { Environment } } = template({ environment: { ExecutionRoleArn: ROLE_ARN } });

  test('an environment of a template has the role that is described', () => {
    const path = folderOf({ 'iam.json': roles(pasted('aws-owned-key', without('sqs:SendMessage'))), 'template.json': { Resources: { Environment } } });
    expect(check(path)).toMatchObject({ code: 1, found: ['missingPermission R'] });
    expect(run(['check', path]).out.split('\n').at(-1)).toBe('checked 1 environment in 1 template and 1 description: 1 error');
  });

  test.each<[string, (body: object) => unknown]>([['an object', (body) => body], ['a text', (body) => JSON.stringify(body, undefined, 2)]])('a template is read as CloudFormation prints it, %s', (_, printed) => {
    const body = template({ role: { Policies: [] } });
    const path = folderOf({ 'get-template.json': { TemplateBody: printed(body), StagesAvailable: ['Original', 'Processed'] } });
    expect(check(path).found).toContain('missingPermission Role');
    expect(check(join(path, 'get-template.json')).found).toContain('missingPermission Role');
  });

  test('what is described is found once, however many apps there are', () => {
    const app = (id: string) => folderOf({
      'manifest.json': { artifacts: { [id]: { type: 'aws:cloudformation:stack', properties: { templateFile: 'T.template.json' } } } },
      'cdk.out': '{}',
      'T.template.json': { Resources: {} },
    });
    const path = folderOf({ ...RIGHT, 'iam.json': roles(pasted('aws-owned-key', without('sqs:SendMessage'))) });
    expect(check(path, app('A'), app('B')).found).toEqual(['missingPermission R']);
  });
});

describe('a file that cannot be used', () => {
  test.each<[string, string, (path: string) => string]>([
    ['is another error', NONE.replace(/NoSuchBucketPolicy/, 'AccessDenied'), (path) => `${path} holds no description but an error of the AWS CLI: An error occurred (AccessDenied) when calling the GetBucketPolicy operation: The bucket policy does not exist`],
    ['breaks off', JSON.stringify(RIGHT['iam.json']).slice(0, -1), (path) => `${path} begins like what the AWS CLI prints, and is no JSON: it breaks off, or something stands around it`],
    ['is changed', '{"AttachedPolicies": {}}', (path) => `${path} is not all that \`aws iam list-attached-role-policies\` prints`],
  ])('%s, in a folder or by its name', (_, text, message) => {
    const path = folderOf({ ...RIGHT, 'x.json': text });
    const file = join(path, 'x.json');
    expect(check(path)).toMatchObject({ code: 2, found: [], err: message(file) });
    expect(check(file)).toMatchObject({ code: 2, err: message(file) });
  });

  test('is neither template nor description', () => {
    const path = folderOf({ 'x.json': { Name: 'x' } });
    expect(check(join(path, 'x.json'))).toMatchObject({ code: 2, err: `${join(path, 'x.json')} is JSON, but neither a CloudFormation template nor what the AWS CLI prints: it has no \`Resources\`` });
    expect(check(path)).toMatchObject({ code: 2 });
  });

  test('does not tell of what it is, and the templates beside it are checked', () => {
    const other = { Environment: { ...ENVIRONMENT.Environment, Name: 'other', Arn: `${ENVIRONMENT.Environment.Arn}2`, ExecutionRoleArn: `${ROLE_ARN}2` } };
    const path = folderOf({ ...RIGHT, 'other.json': other, 'names.json': { PolicyNames: [] }, 'template.json': template({ role: { Policies: [] } }) });
    const { code, err, found } = check(path);
    expect({ code, err }).toEqual({ code: 2, err: `${join(path, 'names.json')} does not say of which role it is: call it <name of the role>.<anything>.json` });
    expect(found).toContain('missingPermission Role');
  });
});
