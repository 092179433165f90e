import { Annotations, App, aws_iam as iam, aws_lambda as lambda, CfnParameter, Environment, Stack } from 'aws-cdk-lib';
import { Annotations as Found, Match } from 'aws-cdk-lib/assertions';
import { foreignIdentity, grantAccess } from '../../../src/role/grants/grant-access';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const ACCESSES = [{ actions: ['s3:GetObject', 's3:PutObject'], resourceArns: ['*'] }, { actions: ['s3:ListBucket'], resourceArns: ['arn:aws:s3:::b'] }];
const ID = 'cdk-mwaa-iam:grantNotAdded';

let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack', { env: ENV });
});

const grant = (grantee: iam.IGrantable) => grantAccess('Thing.grant', 'Stack/Thing', grantee, ACCESSES);
const warnings = (of = stack) => Found.fromStack(of).findWarning('*', Match.stringLikeRegexp('.*')).map(({ id, entry }) => [id, entry.data]);

test.each<[string, () => iam.IPrincipal, string]>([
  ['an account', () => new iam.AccountPrincipal('444455556666'), 'AccountPrincipal(444455556666)'],
  ['an organization', () => new iam.OrganizationPrincipal('o-1234567890'), 'OrganizationPrincipal(o-1234567890)'],
  ['a service', () => new iam.ServicePrincipal('airflow.amazonaws.com'), 'ServicePrincipal(airflow.amazonaws.com)'],
  ['a role by its ARN alone', () => new iam.ArnPrincipal('arn:aws:iam::111122223333:role/r'), 'ArnPrincipal(arn:aws:iam::111122223333:role/r)'],
  ['several at once', () => new iam.CompositePrincipal(new iam.AccountPrincipal('444455556666')), 'CompositePrincipal(AccountPrincipal(444455556666))'],
])('%s is refused', (_what, grantee, shown) => {
  expect(() => grant(grantee())).toThrow(new Error(
    `Thing.grant at 'Stack/Thing': \`grantee\` ${shown} must have a policy to add to, which an account, an organization or a service does not have:` +
    ' grant to a role, a user or a group',
  ));
});

test.each<[string, () => iam.IGrantable]>([
  ['a role', () => new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() })],
  ['a role with a condition', () => new iam.PrincipalWithConditions(iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/r'), { Bool: { a: 'b' } })],
  ['a role of another stack with another account', () => new iam.Role(new Stack(app, 'Other', { env: { ...ENV, account: '444455556666' } }), 'Role', { assumedBy: new iam.AccountRootPrincipal() })],
  ['an imported role', () => iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/r')],
  ['an imported role by its name', () => iam.Role.fromRoleName(stack, 'Role', 'r')],
  ['an imported role in a stack without account', () => iam.Role.fromRoleArn(new Stack(app, 'Open'), 'Role', 'arn:aws:iam::444455556666:role/r')],
  ['an imported role whose account only the deployment knows', () =>
    iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${new CfnParameter(stack, 'Account').valueAsString}:role/r`)],
  ['a role that is imported as immutable', () => iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/r', { mutable: false })],
  ['a user', () => new iam.User(stack, 'User')],
  ['a group', () => new iam.Group(stack, 'Group')],
  ['a function', () => new lambda.Function(stack, 'Function', { code: lambda.Code.fromInline('x'), handler: 'x', runtime: lambda.Runtime.PYTHON_3_12 })],
])('%s is granted, without a word', (_what, define) => {
  const grantee = define();
  expect(grant(grantee).success).toBe(true);
  expect(foreignIdentity(grantee)).toBeUndefined();
  app.synth();
  expect(warnings()).toEqual([]);
});

describe('an imported role of another account', () => {
  const foreign = (env: Environment = ENV) => {
    stack = env === ENV ? stack : new Stack(app, 'Elsewhere', { env });
    return iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::444455556666:role/r');
  };
  const STATEMENTS = '{\n  "Action": [\n    "s3:GetObject",\n    "s3:PutObject"\n  ],\n  "Effect": "Allow",\n  "Resource": "*"\n}'
    + ',\n{\n  "Action": "s3:ListBucket",\n  "Effect": "Allow",\n  "Resource": "arn:aws:s3:::b"\n}';

  test.each<[string, Environment]>([['in a stack', ENV], ['in a stack that knows its account only', { account: '111122223333' }]])('is warned of %s', (_where, env) => {
    const role = foreign(env);
    expect(grant(role).success).toBe(true);
    expect(foreignIdentity(role)).toEqual({ identity: role, account: '444455556666' });
    expect(warnings()).toEqual([[`/${role.node.path}`,
      `nothing was granted to '${role.node.path}', which is in account 444455556666, because its stack is in 111122223333:` +
      ` attach these statements to it in its account:\n${STATEMENTS} [ack: ${ID}]`]]);
  });

  test('can be acknowledged', () => {
    const role = foreign();
    grant(role);
    Annotations.of(role).acknowledgeWarning(ID);
    expect(warnings()).toEqual([]);
  });
});
