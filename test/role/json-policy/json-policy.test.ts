import { readFileSync } from 'fs';
import { join } from 'path';
import { App, aws_iam as iam, aws_s3 as s3, Aws, Lazy, Stack } from 'aws-cdk-lib';
import { JsonPolicyProps, MwaaExecutionRole } from '../../../src';
import { documented } from '../../documented';
import { appWith, MINIMIZE } from '../../shapes';
import { COMMERCIAL, DeployedApp, templateOf } from '../../template';

const DOCUMENT = documented('secrets-manager-read-policy', COMMERCIAL);
const OK = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };

let app: App;
let stack: Stack;
let role: MwaaExecutionRole;
beforeEach(() => begin(new App()));

function begin(of: App) {
  app = of;
  stack = new Stack(app, 'Stack');
  role = new MwaaExecutionRole(stack, 'Role', { environmentName: 'my-env', sourceBucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'my-dags') });
}

const policyOf = (props: JsonPolicyProps) => {
  role.attachJsonPolicy('Secrets', props);
  return new DeployedApp(app, COMMERCIAL).single('AWS::IAM::ManagedPolicy').PolicyDocument;
};

describe.each(MINIMIZE)('with minimizePolicies %p, the document is unchanged', (minimize) => {
  beforeEach(() => begin(appWith(minimize)));

  test.each<[string, any, any]>([
    ['the documented policy as an object', DOCUMENT, DOCUMENT],
    ['the documented policy as text', JSON.stringify(DOCUMENT, undefined, 2), DOCUMENT],
    ['another version, an id, members in another order', { Statement: [OK], Id: 'mine', Version: '2008-10-17' }, { Statement: [OK], Id: 'mine', Version: '2008-10-17' }],
    ['empty sids', { Statement: [{ Sid: '', ...OK }, { Sid: '', ...OK, Action: 's3:PutObject' }] }, { Statement: [{ Sid: '', ...OK }, { Sid: '', ...OK, Action: 's3:PutObject' }] }],
    ['no version', { Statement: [OK] }, { Statement: [OK] }],
    ['one statement that is no list', { Version: '2012-10-17', Statement: OK }, { Version: '2012-10-17', Statement: OK }],
    ['statements that could be merged, or are equal', { Statement: [OK, { ...OK, Action: ['s3:PutObject'] }, OK] }, { Statement: [OK, { ...OK, Action: ['s3:PutObject'] }, OK] }],
    [
      'lists of one, values that are no strings, policy variables',
      { Statement: [{ Effect: 'Allow', NotAction: ['s3:*'], NotResource: ['arn:aws:s3:::${aws:userid}'], Condition: { Bool: { 'aws:SecureTransport': true }, NumericLessThan: { 's3:max-keys': [10] } } }] },
      { Statement: [{ Effect: 'Allow', NotAction: ['s3:*'], NotResource: ['arn:aws:s3:::${aws:userid}'], Condition: { Bool: { 'aws:SecureTransport': true }, NumericLessThan: { 's3:max-keys': [10] } } }] },
    ],
    ['tokens', { Statement: Lazy.any({ produce: () => [{ ...OK, Resource: `arn:${Aws.PARTITION}:s3:::x` }] }) }, { Statement: [{ ...OK, Resource: 'arn:aws:s3:::x' }] }],
  ])('%s', (_case, document, expected) => {
    expect(JSON.stringify(policyOf({ document }))).toBe(JSON.stringify(expected));
  });

  test('statements that are added to the policy follow, once', () => {
    const policy = role.attachJsonPolicy('Secrets', { document: { Id: 'mine', Statement: OK } });
    const added = { Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*' };
    policy.addStatements(iam.PolicyStatement.fromJson(added), iam.PolicyStatement.fromJson(added));
    expect(policy.document.toJSON()).toEqual({ Id: 'mine', Statement: [OK, added, added] });
    expect(new DeployedApp(app, COMMERCIAL).single('AWS::IAM::ManagedPolicy').PolicyDocument).toEqual({ Id: 'mine', Statement: [OK, added] });
  });
});

test('the policy is a customer managed policy of the role', () => {
  const policy = role.attachJsonPolicy('Secrets', { document: DOCUMENT, policyName: 'read=secrets+all', description: 'Read the secrets' });
  expect(policy.node.path).toBe('Stack/Role/Secrets');
  expect(templateOf(stack).Resources.RoleSecretsDD82587F).toEqual({
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: {
      ManagedPolicyName: 'read=secrets+all',
      Description: 'Read the secrets',
      Path: '/',
      PolicyDocument: DOCUMENT,
      Roles: [{ Ref: 'Role1ABCC5F0' }],
    },
  });
});

test('CloudFormation names it otherwise', () => {
  role.attachJsonPolicy('Secrets', { document: DOCUMENT });
  expect(new DeployedApp(app, COMMERCIAL).single('AWS::IAM::ManagedPolicy')).toEqual({
    Description: '', Path: '/', PolicyDocument: DOCUMENT, Roles: ['Role1ABCC5F0'],
  });
});

test('it may name the role itself, for the role does not wait for it', () => {
  expect(policyOf({ document: { Statement: [{ Effect: 'Allow', Action: 'iam:PassRole', Resource: role.roleArn }] } }).Statement[0].Resource)
    .toBe('arn:aws:iam::111122223333:role/Role1ABCC5F0');
});

test('for a role that CDK does not define it is in the report of CDK', () => {
  app = new App();
  iam.Role.customizeRoles(app, { usePrecreatedRoles: { 'Stack/Role': 'made-by-hand' } });
  begin(app);
  role.attachJsonPolicy('Secrets', { document: { Id: 'mine', Statement: OK } });
  const [report] = JSON.parse(readFileSync(join(app.synth().directory, 'iam-policy-report.json'), 'utf-8')).roles;
  expect(report.managedPolicyStatements).toEqual([OK]);
});

test.each<[string, any, string]>([
  ['text that is no JSON', '{"Version": }', '`document` must be JSON: '],
  ['an empty text', '', '`document` must be JSON: '],
  ['text that is another JSON', '[]', '`document` [] must be a JSON policy: an object with `Version` and `Statement`'],
  ['a policy document of CDK', new iam.PolicyDocument(), '`document` must be known at synth: pass JSON text or an object, whose values may be tokens, or define a ManagedPolicy of aws-iam with your PolicyDocument'],
  ['a token', Lazy.string({ produce: () => '{}' }), '`document` must be known at synth: pass JSON text or an object, whose values may be tokens, or define a ManagedPolicy of aws-iam with your PolicyDocument'],
  ['an action that is no string', { Statement: [{ ...OK, Action: [1] }] }, '`document.Statement[0].Action[0]` 1 must be an action such as "s3:GetObject", or "*"'],
])('fails for %s', (_case, document, problem) => {
  expect(() => role.attachJsonPolicy('Secrets', { document })).toThrow(`MwaaExecutionRole.attachJsonPolicy at 'Stack/Role/Secrets': ${problem}`);
  expect(role.node.tryFindChild('Secrets')).toBeUndefined();
});

test('fails without props, and names every prop that is wrong', () => {
  expect(() => role.attachJsonPolicy('Secrets', undefined as any)).toThrow(/`document` is missing, and must be a JSON policy/);
  expect(() => role.attachJsonPolicy('Secrets', { document: DOCUMENT, policyName: 'a b', description: 'x'.repeat(1001) })).toThrow(
    /Secrets': `policyName` "a b" must be 1 to 128 letters, digits and characters of "_\+=,\.@-"; `description` "x{1001}" must be at most 1,000 characters$/,
  );
});

test('a circle is a clear error', () => {
  const document: any = { Version: '2012-10-17' };
  document.Statement = document;
  expect(() => role.attachJsonPolicy('Circle', { document })).toThrow(/^MwaaExecutionRole.attachJsonPolicy at '.*': `document` must be JSON: Converting circular structure/);
});

test('a byte order mark before the text is passed over', () => {
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['*'] }] };
  const policy = role.attachJsonPolicy('Marked', { document: `\uFEFF${JSON.stringify(document)}` });
  expect(stack.resolve(policy.document)).toEqual(document);
});

test('a byte order mark in the text is kept', () => {
  const { document } = role.attachJsonPolicy('Marked', { document: JSON.stringify({ Id: 'a\uFEFFb', Statement: [OK] }) });
  expect(document.toJSON()).toEqual({ Id: 'a\uFEFFb', Statement: [OK] });
});

test('statements that are added follow those that a token stands for', () => {
  const first = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
  const policy = role.attachJsonPolicy('Lazy', { document: { Version: '2012-10-17', Statement: Lazy.any({ produce: () => [first, { ...first, Action: 's3:PutObject' }] }) } });
  policy.addStatements(new iam.PolicyStatement({ actions: ['sns:Publish'], resources: ['*'] }));
  expect(stack.resolve(policy.document).Statement.map(({ Action }: any) => Action)).toEqual(['s3:GetObject', 's3:PutObject', 'sns:Publish']);
});

describe('actions that begin with "mwaa:"', () => {
  const warnings = (document: unknown) => {
    const policy = role.attachJsonPolicy('Policy', { document });
    return policy.node.metadata.filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => data);
  };

  test.each<[string, unknown]>([
    ['a list', { Statement: [OK, { ...OK, Action: ['mwaa:GetEnvironment', 'airflow:GetEnvironment', 'MWAA:*'] }] }],
    ['single actions', { Statement: [{ ...OK, Action: 'mwaa:GetEnvironment' }, { Effect: 'Deny', NotAction: 'MWAA:*', Resource: '*' }] }],
  ])('are warned of in %s', (_where, document) => {
    expect(warnings(document)).toEqual([
      'no action begins with "mwaa:", so mwaa:GetEnvironment, MWAA:* in the policy \'Stack/Role/Policy\' allows and denies nothing:'
      + ' write "airflow:", the prefix of Amazon MWAA [ack: cdk-mwaa-iam:mwaaActionPrefix]',
    ]);
  });

  test.each<[string, any]>([
    ['airflow', { Statement: { ...OK, Action: 'airflow:GetEnvironment' } }],
    ['tokens', { Statement: [Lazy.any({ produce: () => OK }), { ...OK, Action: Lazy.list({ produce: () => ['mwaa:*'] }) }] }],
  ])('are not seen in %s', (_where, document) => {
    expect(warnings(document)).toEqual([]);
  });
});
