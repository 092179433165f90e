import { App, aws_iam as iam, aws_s3 as s3, CfnCondition, Fn, Lazy, Stack } from 'aws-cdk-lib';
import { MwaaExecutionPolicy, MwaaExecutionPolicyProps } from '../../src';
import { documented } from '../documented';
import { BUCKETS, ENVIRONMENT, VALUES } from '../shapes';
import { COMMERCIAL, DeployedApp } from '../template';

let app: App;
let stack: Stack;
let sourceBucket: s3.IBucketRef;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack');
  sourceBucket = BUCKETS['imported bucket'](stack);
});

const define = (props: Partial<MwaaExecutionPolicyProps> = {}) =>
  new MwaaExecutionPolicy(stack, 'Policy', { environmentName: ENVIRONMENT, sourceBucket, ...props });
const deployedPolicy = () => new DeployedApp(app, COMMERCIAL).single('AWS::IAM::ManagedPolicy');

test('is attached to roles that exist', () => {
  define({ roles: [iam.Role.fromRoleName(stack, 'Existing', 'airflow-role')] });
  expect(deployedPolicy().Roles).toEqual(['airflow-role']);
});

test('passes the properties of a managed policy on', () => {
  define({ managedPolicyName: 'airflow', description: 'runs the DAGs', path: '/data/' });
  expect(deployedPolicy()).toMatchObject({ ManagedPolicyName: 'airflow', Description: 'runs the DAGs', Path: '/data/' });
});

test('triggererLogs is a further statement', () => {
  define({ triggererLogs: true });
  const group = `arn:aws:logs:eu-west-1:111122223333:log-group:airflow-${ENVIRONMENT}-Task`;
  const published = documented('execution-policy-aws-owned-key', { ...COMMERCIAL, ...VALUES });
  expect(deployedPolicy().PolicyDocument).toEqual({
    ...published,
    Statement: [...published.Statement, { Effect: 'Allow', Action: 'logs:DescribeLogStreams', Resource: [group, `${group}:*`] }],
  });
});

test('takes more statements', () => {
  define().addStatements(new iam.PolicyStatement({ actions: ['sns:Publish'], resources: ['*'] }));
  const published = documented('execution-policy-aws-owned-key', { ...COMMERCIAL, ...VALUES });
  expect(deployedPolicy().PolicyDocument).toEqual({
    ...published,
    Statement: [...published.Statement, { Effect: 'Allow', Action: 'sns:Publish', Resource: '*' }],
  });
});

test.each([['a'.repeat(128), true], ['a'.repeat(129), false], ['', false], ['a/b', false], ['a\n', false], ['+=,.@-_', true]])('managedPolicyName %p: %p', (managedPolicyName, ok) => {
  const expectation = expect(() => define({ managedPolicyName }));
  if (ok) {
    expectation.not.toThrow();
  } else {
    expectation.toThrow(/^MwaaExecutionPolicy at 'Stack\/Policy': `managedPolicyName` ".*" must be 1 to 128 letters/);
  }
});

test.each<[any, RegExp]>([
  [{ roles: 'x' }, /`roles` "x" must be a list of roles: pass a Role or an imported role of aws-iam for each$/],
  [{ path: 'no slash' }, /`path` "no slash" must begin and end with a slash/],
  [{ path: '/a\n/' }, /`path` "\/a\\n\/" must begin and end with a slash/],
  [{ description: 'd'.repeat(1001) }, /`description` "d{1001}" must be at most 1,000 characters/],
])('%p is a clear error', (props, message) => {
  expect(() => define(props)).toThrow(message);
});

test('a role of another account is a clear error, of an unknown one it is not', () => {
  const role = iam.Role.fromRoleArn(stack, 'Foreign', 'arn:aws:iam::444455556666:role/airflow');
  expect(() => define({ roles: [role] })).not.toThrow();
  stack = new Stack(app, 'Placed', { env: { account: '111122223333', region: 'eu-west-1' } });
  const own = iam.Role.fromRoleArn(stack, 'Own', 'arn:aws:iam::111122223333:role/airflow');
  expect(() => define({ roles: [own, role] })).toThrow(/^MwaaExecutionPolicy at 'Placed\/Policy': `roles` 'Stack\/Foreign' must be in the account of the policy, 111122223333, not in 444455556666, because/);
});

test('everything wrong is in one error', () => {
  expect(() => define({ environmentName: '', sourceBucket: undefined, managedPolicyName: '' }))
    .toThrow(/`environmentName` "" must be.*`sourceBucket` is missing, and must be.*`managedPolicyName` "" must be/);
});

test('a call without props is a clear error', () => {
  expect(() => new MwaaExecutionPolicy(stack, 'Policy', undefined as any)).toThrow(/`environmentName` is missing, and must be.*`sourceBucket` is missing, and must be/);
});

test('a name that is a token passes', () => {
  define({ managedPolicyName: Lazy.string({ produce: () => 'a b' }) });
  expect(deployedPolicy().ManagedPolicyName).toBe('a b');
});

describe('with conditional roles', () => {
  const condition = (id: string, of = stack) => new CfnCondition(of, id, { expression: Fn.conditionEquals(id, id) });
  const role = (id: string, its?: CfnCondition, of = stack) => {
    const one = new iam.Role(of, id, { assumedBy: new iam.AccountRootPrincipal() });
    (one.node.defaultChild as iam.CfnRole).cfnOptions.condition = its;
    return one;
  };

  test.each<[string, (a: CfnCondition) => iam.IRole[], string | undefined]>([
    ['the condition of its role', (a) => [role('One', a)], 'A'],
    ['the condition of all its roles', (a) => [role('One', a), role('Two', a)], 'A'],
    ['none, where a role has none', (a) => [role('One', a), role('Two')], undefined],
    ['none, where the conditions differ', (a) => [role('One', a), role('Two', condition('B'))], undefined],
    ['none, where a role is imported', (a) => [role('One', a), iam.Role.fromRoleName(stack, 'Two', 'two')], undefined],
    ['none, where a role is in another stack', (a) => [role('One', a), role('Two', condition('A', new Stack(app, 'Other')), app.node.findChild('Other') as Stack)], undefined],
    ['none without roles', () => [], undefined],
  ])('it has %s', (_what, roles, expected) => {
    const its = roles(condition('A'));
    define({ roles: its });
    const { Resources: resources } = app.synth().getStackByName('Stack').template;
    expect(Object.values<any>(resources).find(({ Type }) => Type === 'AWS::IAM::ManagedPolicy').Condition).toBe(expected);
  });

  test('it names each role under the conditions of that role, where these differ', () => {
    const [one, two, three] = [role('One', condition('A')), role('Two', condition('B')), role('Three')];
    const other = role('Other', condition('A', new Stack(app, 'Elsewhere')), app.node.findChild('Elsewhere') as Stack);
    define({ roles: [one, two, three, other, iam.Role.fromRoleName(stack, 'Named', 'named')] });
    const { Resources: resources } = app.synth().getStackByName('Stack').template;
    const policy = Object.values<any>(resources).find(({ Type }) => Type === 'AWS::IAM::ManagedPolicy');
    const id = (its: iam.Role) => ({ Ref: stack.getLogicalId(its.node.defaultChild as iam.CfnRole) });
    const under = (name: string, value: object) => ({ 'Fn::If': [name, value, { Ref: 'AWS::NoValue' }] });
    expect(policy.Properties.Roles).toEqual([under('A', id(one)), under('B', id(two)), id(three), expect.anything(), 'named']);
    expect(policy.Properties.Roles[3]).not.toHaveProperty('Fn::If');
  });

  test('it has a condition that is set later, of a role that is attached later', () => {
    const its = role('One');
    define().attachToRole(its);
    (its.node.defaultChild as iam.CfnRole).cfnOptions.condition = condition('A');
    const { Resources: resources } = app.synth().getStackByName('Stack').template;
    expect(Object.values<any>(resources).map(({ Condition }) => Condition)).toEqual(['A', 'A']);
  });
});

test('is no resource where policies are there before the app', () => {
  app = new App();
  iam.Role.customizeRoles(app);
  stack = new Stack(app, 'Stack');
  sourceBucket = BUCKETS['imported bucket'](stack);
  expect(() => define()).not.toThrow();
});
