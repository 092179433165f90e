import { App, aws_iam as iam, aws_kms as kms, aws_mwaa as mwaa, aws_s3 as s3, aws_ssm as ssm, CfnParameter, Stack, Stage } from 'aws-cdk-lib';
import { MwaaExecutionRole, MwaaExecutionRoleProps } from '../src';
import { ENVIRONMENT } from './shapes';
import { templateOf } from './template';

let app: App;
let stack: Stack;
let role: MwaaExecutionRole;
let environment: mwaa.CfnEnvironment;
beforeEach(() => {
  app = new App();
  setUp(new Stack(app, 'Stack'));
});

function setUp(scope: Stack, props: Partial<MwaaExecutionRoleProps> = {}, associate = true) {
  stack = scope;
  role = new MwaaExecutionRole(stack, `Role${props.roleName ?? ''}`, {
    environmentName: ENVIRONMENT, sourceBucket: s3.Bucket.fromBucketName(stack, `Bucket${props.roleName ?? ''}`, 'my-dags'), ...props,
  });
  environment = new mwaa.CfnEnvironment(stack, `Environment${props.roleName ?? ''}`, { name: ENVIRONMENT });
  if (associate) {
    role.associateWith(environment);
  }
}

const statement = (resource = '*') => new iam.PolicyStatement({ actions: ['sns:Publish'], resources: [resource] });
const waitsFor = (of = stack): string[] => (templateOf(of).Resources.Environment.DependsOn ?? [])
  .map((id: string) => templateOf(of).Resources[id].Type + ' ' + id.replace(/[0-9A-F]{8}$/, ''));

const ROLE = 'AWS::IAM::Role Role';

test('the environment waits for the role', () => {
  expect(waitsFor()).toEqual([ROLE]);
});

test('the environment waits for the key that is in its stack', () => {
  const own = new Stack(app, 'OwnKey');
  setUp(own, { kmsKey: new kms.Key(own, 'Key') });
  expect(waitsFor()).toEqual(['AWS::KMS::Key Key', ROLE]);
});

test('the stack of the environment waits for the stack of the key', () => {
  setUp(new Stack(app, 'Keyed'), { kmsKey: new kms.Key(new Stack(app, 'Keys'), 'Key') });
  expect(waitsFor()).toEqual([ROLE]);
  expect(stack.dependencies.map(({ node }) => node.id)).toEqual(['Keys']);
});

describe('the environment waits for what is granted after the association:', () => {
  test.each<[string, () => unknown, string[]]>([
    ['a grant', () => new s3.Bucket(stack, 'Data').grantRead(role), ['AWS::IAM::Policy RoleDefaultPolicy', ROLE]],
    ['a statement', () => role.addToPrincipalPolicy(statement()), ['AWS::IAM::Policy RoleDefaultPolicy', ROLE]],
    ['a policy that is attached', () => role.attachInlinePolicy(new iam.Policy(stack, 'Policy', { statements: [statement()] })), ['AWS::IAM::Policy Policy', ROLE]],
    ['a policy that names the role', () => new iam.Policy(stack, 'Policy', { statements: [statement()], roles: [role] }), ['AWS::IAM::Policy Policy', ROLE]],
    ['a managed policy that names the role', () => new iam.ManagedPolicy(stack, 'Managed', { statements: [statement()], roles: [role] }), ['AWS::IAM::ManagedPolicy Managed', ROLE]],
    ['an L1 policy', () => new iam.CfnPolicy(stack, 'L1', { policyName: 'p', policyDocument: {}, roles: [role.roleName] }), ['AWS::IAM::Policy L1', ROLE]],
    ['an L1 managed policy', () => new iam.CfnManagedPolicy(stack, 'L1', { policyDocument: {}, roles: [role.roleName] }), ['AWS::IAM::ManagedPolicy L1', ROLE]],
    ['an L1 role policy', () => new iam.CfnRolePolicy(stack, 'L1', { policyName: 'p', roleName: role.roleName }), ['AWS::IAM::RolePolicy L1', ROLE]],
  ])('%s', (_what, grant, expected) => {
    grant();
    expect(waitsFor().sort()).toEqual(expected.sort());
  });

  test('a managed policy that is added to the role is waited for by the role itself', () => {
    role.addManagedPolicy(new iam.ManagedPolicy(stack, 'Managed', { statements: [statement()] }));
    expect(waitsFor()).toEqual([ROLE]);
    expect(templateOf(stack).Resources.Role1ABCC5F0.Properties.ManagedPolicyArns).toEqual([{ Ref: 'Managed658ACE2E' }]);
  });
});

describe('the environment does not wait for', () => {
  test.each<[string, () => unknown]>([
    ['a policy of another role', () => new iam.Role(stack, 'Other', { assumedBy: new iam.AccountRootPrincipal() }).addToPolicy(statement())],
    ['a policy of no role', () => new iam.ManagedPolicy(stack, 'Managed', { statements: [statement()] })],
    ['a policy that speaks of the environment', () => role.addToPrincipalPolicy(statement(environment.attrArn))],
    ['a policy that depends on the environment', () => {
      new iam.Policy(stack, 'Policy', { statements: [statement()], roles: [role] }).node.addDependency(environment);
    }],
    ['a policy that speaks of something made of the environment', () => {
      new ssm.StringParameter(stack, 'Url', { stringValue: environment.attrWebserverUrl }).grantRead(role);
    }],
    ['a policy whose roles are a parameter', () => new iam.CfnPolicy(stack, 'L1', {
      policyName: 'p', policyDocument: {}, roles: new CfnParameter(stack, 'Roles', { type: 'CommaDelimitedList' }).valueAsList,
    })],
    ['a policy of a user, where the role has lost its name', () => {
      (role.node.defaultChild as iam.CfnRole).roleName = undefined;
      new iam.CfnPolicy(stack, 'L1', { policyName: 'p', policyDocument: {}, users: ['somebody'] });
    }],
    ['a policy of a stack that comes after it', () => new iam.Policy(new Stack(app, 'Later'), 'Policy', { statements: [statement()], roles: [role] })],
  ])('%s', (_what, define) => {
    define();
    expect(waitsFor()).toEqual([ROLE]);
  });
});

test('across stacks, the environment\'s stack waits for the stacks of the policies', () => {
  setUp(new Stack(app, 'Roles'), {}, false);
  const policies = new Stack(app, 'Policies');
  new iam.Policy(policies, 'Policy', { statements: [statement()], roles: [role] });
  const other = new Stack(app, 'Other');
  role.associateWith(new mwaa.CfnEnvironment(other, 'Environment', { name: ENVIRONMENT }));
  app.synth();
  expect(other.dependencies.map(({ node }) => node.id).sort()).toEqual(['Policies', 'Roles']);
});

test('a policy of another stack names a named role by its name', () => {
  setUp(new Stack(app, 'Named', { env: { account: '111122223333', region: 'eu-west-1' } }), { roleName: 'Airflow' }, false);
  const other = new Stack(app, 'Other', { env: { account: '111122223333', region: 'eu-west-1' } });
  role.associateWith(new mwaa.CfnEnvironment(other, 'Environment', { name: ENVIRONMENT }));
  new iam.CfnPolicy(other, 'Literal', { policyName: 'p', policyDocument: {}, roles: ['Airflow'] });
  new iam.CfnPolicy(other, 'Foreign', { policyName: 'p', policyDocument: {}, roles: ['Airflow2'] });
  new iam.CfnPolicy(new Stack(app, 'Elsewhere', { env: { account: '444455556666', region: 'eu-west-1' } }), 'L1', { policyName: 'p', policyDocument: {}, roles: ['Airflow'] });
  expect(waitsFor(other)).toEqual(['AWS::IAM::Policy Literal']);
  expect(other.dependencies.map(({ node }) => node.id)).toEqual(['Named']);
});

test('in a stage', () => {
  setUp(new Stack(new Stage(app, 'Stage'), 'Stack'));
  role.addToPrincipalPolicy(statement());
  expect(waitsFor()).toEqual(['AWS::IAM::Policy RoleDefaultPolicy', ROLE]);
});

test('a role that is there before the app is not waited for', () => {
  app = new App();
  iam.Role.customizeRoles(app, { usePrecreatedRoles: { 'Precreated/Role': 'existing' } });
  setUp(new Stack(app, 'Precreated'));
  expect(waitsFor()).toEqual([]);
  expect(templateOf(stack).Resources.Environment.Properties.ExecutionRoleArn['Fn::Join'][1].at(-1)).toBe(':role/existing');
});

test('two environments that wait for roles of one another do not ask without end', () => {
  const second = new MwaaExecutionRole(stack, 'Second', { environmentName: 'second', sourceBucket: s3.Bucket.fromBucketName(stack, 'SecondBucket', 'my-dags') });
  const other = new mwaa.CfnEnvironment(stack, 'Other', { name: 'second' });
  second.associateWith(other);
  role.addToPrincipalPolicy(statement(other.attrArn));
  second.addToPrincipalPolicy(statement(stack.formatArn({ service: 'airflow', resource: 'environment' })));
  const { Resources: resources } = templateOf(stack);
  expect(resources.Environment.DependsOn).toEqual(['RoleDefaultPolicy5FFB7DAB', 'Role1ABCC5F0']);
  expect(resources.Other.DependsOn.map((id: string) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['SecondDefaultPolicy', 'Second']);
});
