import { Annotations, App, aws_iam as iam, aws_s3 as s3, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { RootConstruct } from 'constructs';
import { MwaaExecutionRole, MwaaExecutionRoleProps } from '../../src';
import { AirflowConnection } from '../../src/secrets-backend/airflow-connection';
import { SecretsBackend } from '../../src/secrets-backend/secrets-backend';

const ID = 'cdk-mwaa-iam:connectionRoleNotSelfAssuming';
const ACCOUNT = '111122223333';
let app: App;
let stack: Stack;
let backend: SecretsBackend;

beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: 'eu-west-1' } });
  backend = new SecretsBackend();
});

function executionRole(id = 'Role', props: Partial<MwaaExecutionRoleProps> = {}): MwaaExecutionRole {
  const sourceBucket = s3.Bucket.fromBucketName(stack, `${id}Bucket`, 'my-dags');
  return new MwaaExecutionRole(stack, id, { environmentName: 'my-env', sourceBucket, roleName: `name-of-${id}`, ...props });
}

function connect(role: iam.IRoleRef, scope = stack): void {
  backend.addConnection(scope, 'aws_itself', AirflowConnection.aws({ role }));
}

/** The warnings of this kind on a stack. */
function warnings(of = stack): string[] {
  app.synth();
  return of.node.findAll().flatMap(({ node }) => node.metadata).filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => data).filter((data) => data.includes(ID));
}

const warned = (of?: Stack) => warnings(of).length;

test('a connection that names the only reader, which may not assume itself', () => {
  const role = executionRole();
  backend.grantRead(role);
  connect(role);
  expect(warnings()).toContain(
    "the connection names the role 'Stack/Role', which alone reads the secrets of the backend and may not assume itself:" +
    ` leave the role out of the connection, which then uses the execution role all the same, or call \`allowSelfAssume\` of the role [ack: ${ID}]`,
  );
});

test.each<[string, (role: MwaaExecutionRole) => iam.IRoleRef]>([
  ['its L1 role', (role) => role.node.defaultChild as iam.CfnRole],
  ['an import of its ARN', (role) => iam.Role.fromRoleArn(stack, 'Imported', role.roleArn)],
])('names the role by %s', (_what, by) => {
  const role = executionRole();
  connect(by(role));
  backend.grantRead(role);
  expect(warned()).toBe(1);
});

test.each<[string, (role: MwaaExecutionRole) => void]>([
  ['allowSelfAssume before', (role) => { role.allowSelfAssume(); backend.grantRead(role); connect(role); }],
  ['allowSelfAssume after', (role) => { connect(role); backend.grantRead(role); role.allowSelfAssume(); }],
  ['reads that were granted to nobody', (role) => connect(role)],
  ['reads that were granted to another, too', (role) => { backend.grantRead(role); backend.grantRead(executionRole('Other')); connect(role); }],
  ['reads that were granted to a user, too', (role) => { backend.grantRead(role); backend.grantRead(new iam.User(stack, 'User')); connect(role); }],
  ['another environment\'s execution role', (role) => { backend.grantRead(role); connect(executionRole('Other')); }],
  ['an imported role', (role) => { backend.grantRead(role); connect(iam.Role.fromRoleName(stack, 'Imported', 'name-of-Role')); }],
  ['no role', (role) => { backend.grantRead(role); backend.addConnection(stack, 'aws_empty', AirflowConnection.aws()); }],
])('says nothing with %s', (_what, define) => {
  define(executionRole());
  expect(warnings()).toEqual([]);
});

const GRANTED = (role: iam.Role) => role.addToPolicy(new iam.PolicyStatement({ actions: ['sts:*'], resources: ['*'] }));

test.each<[string, iam.IPrincipal, boolean, number]>([
  ['the account, with permission', new iam.AccountPrincipal(ACCOUNT), true, 0],
  ['the account, without permission', new iam.AccountPrincipal(ACCOUNT), false, 1],
  ['this account, with permission', new iam.AccountRootPrincipal(), true, 0],
  ['this account, without permission', new iam.AccountRootPrincipal(), false, 1],
  ['the account by its number, without permission', new iam.ArnPrincipal(ACCOUNT), false, 1],
  ['another account, with permission', new iam.AccountPrincipal('444455556666'), true, 1],
  ['the role by its name', new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/name-of-Role`), false, 0],
  ['another role by its name, with permission', new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/other`), true, 1],
  ['everybody', new iam.AnyPrincipal(), false, 0],
  ['a service, with permission', new iam.ServicePrincipal('glue.amazonaws.com'), true, 1],
])('trust by hand in %s: %#', (_who, principal, granted, expected) => {
  const role = executionRole('Role', { additionalPrincipals: [principal] });
  backend.grantRead(role);
  connect(role);
  granted && GRANTED(role);
  expect(warned()).toBe(expected);
});

test.each([['name-of-Role', 0], ['other', 1]])('trust in the account as far as the caller is %s', (name, expected) => {
  const caller = { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/${name}` } };
  const role = executionRole('Role', { additionalPrincipals: [new iam.AccountRootPrincipal().withConditions(caller)] });
  backend.grantRead(role);
  connect(role);
  GRANTED(role);
  expect(warned()).toBe(expected);
});

test.each([['that is known', { account: ACCOUNT, region: 'eu-west-1' }, 1], ['that only the deployment knows', undefined, 0]])(
  'trust in another account, of a role in one %s', (_what, env, expected) => {
    stack = new Stack(app, 'Anywhere', { env });
    const role = executionRole('Role', { roleName: undefined, additionalPrincipals: [new iam.AccountPrincipal('444455556666')] });
    backend.grantRead(role);
    connect(role);
    GRANTED(role);
    expect(warned()).toBe(expected);
  },
);

test('trust in another role of the app is no trust in itself', () => {
  const other = executionRole('Other');
  const role = executionRole('Role', { additionalPrincipals: [other] });
  backend.grantRead(role);
  connect(role);
  GRANTED(role);
  expect(warned()).toBe(1);
});

describe('permission by hand', () => {
  const trusting = () => executionRole('Role', { additionalPrincipals: [new iam.AccountRootPrincipal()] });
  const statement = () => new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: ['*'] });
  const document = () => new iam.PolicyDocument({ statements: [statement()] });

  test.each<[string, (role: MwaaExecutionRole) => void, number]>([
    ['an inline policy', (role) => role.attachInlinePolicy(new iam.Policy(stack, 'Policy', { statements: [statement()] })), 0],
    ['an L1 policy with its name', () => new iam.CfnPolicy(stack, 'Policy', { policyName: 'p', policyDocument: document(), roles: ['name-of-Role'] }), 0],
    ['an L1 policy of the role', (role) => new iam.CfnRolePolicy(stack, 'Policy', { policyName: 'p', policyDocument: document(), roleName: role.roleName }), 0],
    ['a managed policy', (role) => new iam.ManagedPolicy(stack, 'Policy', { statements: [statement()], roles: [role] }), 0],
    ['a managed policy from elsewhere', (role) => role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('PowerUserAccess')), 0],
    ['a policy of another role', () => new iam.Policy(stack, 'Policy', { statements: [statement()], roles: [executionRole('Other')] }), 1],
    ['a policy for another role', (role) => role.addToPolicy(new iam.PolicyStatement({
      actions: ['sts:AssumeRole'], resources: [`arn:aws:iam::${ACCOUNT}:role/other`],
    })), 1],
    ['a denial beside it', (role) => [iam.Effect.ALLOW, iam.Effect.DENY].forEach((effect) => {
      role.addToPolicy(new iam.PolicyStatement({ effect, actions: ['sts:AssumeRole'], resources: ['*'] }));
    }), 1],
    ['a denial', (role) => role.addToPolicy(new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['sts:*'], resources: ['*'] })), 1],
    ['a statement that only synth gives', (role) => {
      (role.node.defaultChild as iam.CfnRole).addPropertyOverride('Policies', [{ PolicyName: 'p', PolicyDocument: { Statement: { 'Fn::If': ['C', {}, {}] } } }]);
    }, 0],
  ])('%s', (_what, define, expected) => {
    const role = trusting();
    backend.grantRead(role);
    connect(role);
    define(role);
    expect(warned()).toBe(expected);
  });
});

test('trust that was written over counts', () => {
  const role = executionRole();
  backend.grantRead(role);
  connect(role);
  (role.node.defaultChild as iam.CfnRole).addPropertyOverride('AssumeRolePolicyDocument.Statement', [{ Effect: 'Allow', Principal: { Ref: 'Param' }, Action: 'sts:AssumeRole' }]);
  expect(warned()).toBe(0);
});

test('in a nested stack, and in a stack of its own', () => {
  const role = executionRole();
  backend.grantRead(role);
  const nested = new NestedStack(stack, 'Nested');
  connect(role, nested);
  const other = new Stack(app, 'Other', { env: { account: ACCOUNT, region: 'eu-west-3' } });
  connect(role, other);
  expect([warned(nested), warned(other)]).toEqual([1, 1]);
});

test('in a stage', () => {
  const stage = new Stage(app, 'Stage');
  stack = new Stack(stage, 'Stack');
  const role = executionRole();
  backend.grantRead(role);
  connect(role);
  connect(role, new Stack(stage, 'Second'));
  expect(warned()).toBe(1);
});

test('can be acknowledged', () => {
  const role = executionRole();
  backend.grantRead(role);
  const secret = backend.addConnection(stack, 'aws_itself', AirflowConnection.aws({ role }));
  Annotations.of(secret).acknowledgeWarning(ID);
  expect(warned()).toBe(0);
});

test('outside of an app nothing is validated', () => {
  stack = new Stack(new RootConstruct(), 'Stack', { env: { account: ACCOUNT, region: 'eu-west-1' } });
  expect(() => connect(executionRole())).not.toThrow();
});
