import { App, Aspects, aws_iam as iam, aws_s3 as s3, CfnCondition, Fn, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { MwaaExecutionPolicy, MwaaExecutionRole, MwaaExecutionRoleProps, MwaaServerlessExecutionRole } from '../../../src';
import { BUCKET, ENVIRONMENT } from '../../shapes';

const ENV = { account: '111122223333', region: 'eu-west-1' };

let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack', { env: ENV });
});

const role = (props: Partial<MwaaExecutionRoleProps> = {}, id = 'Role') => new MwaaExecutionRole(stack, id, {
  environmentName: ENVIRONMENT, sourceBucket: s3.Bucket.fromBucketName(stack, `${id}Bucket`, BUCKET), ...props,
});
const users = (count: number) => new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal(), managedPolicies: given(count) });
const resource = (its: iam.Role) => its.node.defaultChild as iam.CfnRole;
const given = (count: number) => [...Array(count).keys()].map((index) => iam.ManagedPolicy.fromAwsManagedPolicyName(`Policy${index}`));
const statements = () => [new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] })];
const managed = (roles: iam.IRole[], scope: Construct = stack, id = 'Managed') => new iam.ManagedPolicy(scope, id, { roles, statements: statements() });
const json = (its: MwaaExecutionRole, id = 'Json') => its.attachJsonPolicy(id, { document: { Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } } });
const condition = (id: string) => new CfnCondition(stack, id, { expression: Fn.conditionEquals(Fn.ref('AWS::Region'), id) });
const named = (scope: Construct, roles = ['airflow']) => new iam.CfnManagedPolicy(scope, 'Named', { policyDocument: { Statement: [] }, roles });

function warnings(): string[] {
  return app.synth({ force: true }).stacks.flatMap(({ messages }) => messages).map(({ id, entry }) => `${id}: ${entry.data}`)
    .filter((text) => text.includes('tooManyManagedPolicies'));
}

const warning = (count: number, id = 'Role') => `/Stack/${id}/Resource: the role 'Stack/${id}' has ${count} managed policies, and IAM allows 10 by default:`
  + ' join some of them, or request a higher quota [ack: cdk-mwaa-iam:tooManyManagedPolicies]';

test.each<[string, () => unknown, number]>([
  ['that are given', () => role({ managedPolicies: given(11) }), 11],
  ['with a JSON policy', () => json(role({ managedPolicies: given(10) })), 11],
  ['with policies that name the role', () => managed([role({ managedPolicies: given(10) })]), 11],
  ['with a policy of another stack', () => managed([role({ managedPolicies: given(10), roleName: 'airflow' })], new Stack(app, 'Other', { env: ENV })), 11],
  ['with a policy by the name of the role', () => [role({ managedPolicies: given(10), roleName: 'airflow' }), named(stack)], 11],
  ['that an aspect adds', () => {
    role({ managedPolicies: given(10) });
    Aspects.of(app).add({ visit: (node) => { if (iam.Role.isRole(node)) { node.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('Aspect')); } } });
  }, 11],
  ['that were written over', () => resource(role()).addPropertyOverride('ManagedPolicyArns', given(12).map(({ managedPolicyArn }) => managedPolicyArn)), 12],
  ['under the condition of the role', () => {
    const its = role({ managedPolicies: given(10) });
    json(its);
    resource(its).cfnOptions.condition = condition('eu-west-1');
  }, 11],
])('more than ten: %s', (_what, define, count) => {
  define();
  expect(warnings()).toEqual([warning(count)]);
});

test.each<[string, () => unknown]>([
  ['ten', () => json(role({ managedPolicies: given(9) }))],
  ['the same one in two ways', () => {
    const its = role({ managedPolicies: given(9) });
    its.addManagedPolicy(managed([its]));
  }],
  ['one more where a condition holds', () => {
    managed([role({ managedPolicies: given(10) })]);
    (stack.node.findChild('Managed').node.defaultChild as iam.CfnManagedPolicy).cfnOptions.condition = condition('eu-west-1');
  }],
  ['one more that the deployment chooses', () => resource(role({ managedPolicies: given(10) })).addPropertyOverride('ManagedPolicyArns', [
    ...given(10).map(({ managedPolicyArn }) => managedPolicyArn), { 'Fn::If': ['A', 'x', { Ref: 'AWS::NoValue' }] },
  ])],
  ['a list that only the deployment knows', () => { resource(role()).managedPolicyArns = Token.asList({ Ref: 'Arns' }); }],
  ['one more for another role', () => managed([role({ managedPolicies: given(10) }, 'First'), role({}, 'Second')].slice(1))],
  ['one more by the name of a role in another account', () =>
    [role({ managedPolicies: given(10), roleName: 'airflow' }), named(new Stack(app, 'Other', { env: { ...ENV, account: '444455556666' } }))]],
])('says nothing of %s', (_what, define) => {
  define();
  expect(warnings()).toEqual([]);
});

test.each<[string, () => unknown]>([
  ['of a workflow', () => new MwaaServerlessExecutionRole(stack, 'Role', { managedPolicies: given(11) })],
  ['of the user that gets the documented policy', () => new MwaaExecutionPolicy(stack, 'Policy', {
    environmentName: ENVIRONMENT, sourceBucket: s3.Bucket.fromBucketName(stack, 'Bucket', BUCKET), roles: [users(10)],
  })],
  ['of the user that gets the documented policy later', () => new MwaaExecutionPolicy(stack, 'Policy', {
    environmentName: ENVIRONMENT, sourceBucket: s3.Bucket.fromBucketName(stack, 'Bucket', BUCKET),
  }).attachToRole(users(10))],
  ['of the user that adds the documented policy itself', () => users(10).addManagedPolicy(new MwaaExecutionPolicy(stack, 'Policy', {
    environmentName: ENVIRONMENT, sourceBucket: s3.Bucket.fromBucketName(stack, 'Bucket', BUCKET),
  }))],
  ['of the user that has the documented policy written over its own', () => {
    const policy = new MwaaExecutionPolicy(stack, 'Policy', { environmentName: ENVIRONMENT, sourceBucket: s3.Bucket.fromBucketName(stack, 'Bucket', BUCKET) });
    resource(users(0)).addPropertyOverride('ManagedPolicyArns', [...given(10), policy].map(({ managedPolicyArn }) => managedPolicyArn));
  }],
])('a role %s is counted', (_whose, define) => {
  define();
  expect(warnings()).toEqual([warning(11)]);
});

test('other roles of the user are not counted, nor those that are only imported', () => {
  new MwaaExecutionPolicy(stack, 'Policy', {
    environmentName: ENVIRONMENT, sourceBucket: s3.Bucket.fromBucketName(stack, 'Bucket', BUCKET), roles: [iam.Role.fromRoleName(stack, 'Imported', 'imported')],
  });
  users(11);
  expect(warnings()).toEqual([]);
});

test('each role is counted, in one pass', () => {
  role({ managedPolicies: given(11) }, 'One');
  role({ managedPolicies: given(12) }, 'Two');
  expect(warnings()).toEqual([warning(11, 'One'), warning(12, 'Two')]);
});

test('a role that is there before the app is not counted', () => {
  app = new App();
  iam.Role.customizeRoles(app, { usePrecreatedRoles: { 'Stack/Role': 'existing' } });
  stack = new Stack(app, 'Stack', { env: ENV });
  role({ managedPolicies: given(11) });
  expect(warnings()).toEqual([]);
});

test('a stack that is in no stage', () => {
  stack = new Stack(new Construct(undefined as any, ''), 'Stack');
  expect(() => role()).not.toThrow();
});
