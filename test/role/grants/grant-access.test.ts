import { Annotations, App, Aws, aws_iam as iam, aws_kms as kms, aws_lambda as lambda, CfnParameter, Environment, Fn, Stack } from 'aws-cdk-lib';
import { Annotations as Found, Match } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { foreignIdentity, identityIn } from '../../../src/role/grants/foreign-grantee';
import { grantAccess } from '../../../src/role/grants/grant-access';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const ACCESSES = [{ actions: ['s3:GetObject', 's3:PutObject'], resourceArns: ['*'] }, { actions: ['s3:ListBucket'], resourceArns: ['arn:aws:s3:::b'] }];
const ID = 'cdk-mwaa-iam:grantNotAdded';

let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack', { env: ENV });
});

const grant = (grantee: iam.IGrantable, account?: string) => grantAccess('Thing.grant', 'Stack/Thing', grantee, ACCESSES, account);
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
  ['an imported user', () => iam.User.fromUserName(stack, 'User', 'u')],
  ['an imported user by ARN', () => iam.User.fromUserArn(stack, 'User', 'arn:aws:iam::111122223333:user/u')],
  ['an imported group', () => iam.Group.fromGroupName(stack, 'Group', 'g')],
  ['an imported user in a stack without account', () => iam.User.fromUserArn(new Stack(app, 'Open'), 'User', 'arn:aws:iam::444455556666:user/u')],
  ['a group', () => new iam.Group(stack, 'Group')],
  ['a function', () => new lambda.Function(stack, 'Function', { code: lambda.Code.fromInline('x'), handler: 'x', runtime: lambda.Runtime.PYTHON_3_12 })],
])('%s is granted, without a word', (_what, define) => {
  const grantee = define();
  expect(grant(grantee).success).toBe(true);
  expect(foreignIdentity(grantee)).toBeUndefined();
  expect(identityIn(grantee)).toHaveProperty('node');
  app.synth();
  expect(warnings()).toEqual([]);
});

test.each<[string, () => iam.IGrantable & Construct]>([
  ['a user', () => iam.User.fromUserArn(stack, 'Import', 'arn:aws:iam::444455556666:user/u') as iam.IUser & Construct],
  ['a group', () => iam.Group.fromGroupArn(stack, 'Import', 'arn:aws:iam::444455556666:group/g') as iam.IGroup & Construct],
])('an import of %s of another account is refused, and nothing is defined', (_what, define) => {
  const grantee = define();
  expect(() => grant(grantee)).toThrow(new Error(
    "Thing.grant at 'Stack/Thing': `grantee` 'Stack/Import' must be in the account of its stack, 111122223333, not in 444455556666, because a policy of the stack"
    + ' cannot name a user or a group of another account: grant to a role of the stack, and let users of the other account assume it',
  ));
  expect(grantee.node.children).toEqual([]);
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
    expect(foreignIdentity(role)).toEqual({ identity: role, account: '444455556666', here: '111122223333' });
    expect(warnings()).toEqual([[`/${role.node.path}`,
      `nothing was granted to '${role.node.path}', which is in account 444455556666, because its stack is in 111122223333:` +
      ` attach these statements to it in its account:\n${STATEMENTS} [ack: ${ID}]`]]);
  });

  test.each<[string, (role: iam.IRole) => iam.IPrincipal]>([
    ['with conditions', (role) => new iam.PrincipalWithConditions(role, { Bool: { 'aws:SecureTransport': 'true' } })],
    ['with session tags', (role) => new iam.SessionTagsPrincipal(role)],
    ['with both', (role) => new iam.SessionTagsPrincipal(new iam.PrincipalWithConditions(role, { Bool: { 'aws:SecureTransport': 'true' } }))],
  ])('is warned of %s', (_what, wrap) => {
    const role = foreign();
    grant(wrap(role));
    expect(warnings()).toEqual([[`/${role.node.path}`, expect.stringMatching(/^nothing was granted to 'Stack\/Role', which is in account 444455556666/)]]);
  });

  test.each(['444455556666', Aws.ACCOUNT_ID, undefined])('gets the statements for what is in account %p', (account) => {
    grant(foreign(), account);
    expect(warnings()[0][1]).toContain(STATEMENTS);
  });

  test.each(['111122223333', '777788889999'])('is told to assume a role where something has no policy of its own, in %p', (account) => {
    grant(foreign(), account);
    expect(warnings()[0][1]).toBe("nothing was granted to 'Stack/Role', which is in account 444455556666, because its stack is in 111122223333:"
      + ` no policy of its account reaches what is in ${account}, so grant to a role there, and let it assume that role [ack: ${ID}]`);
  });

  test('gets statements with placeholders for what only the deployment knows', () => {
    const role = foreign({ account: '111122223333' });
    const key = new kms.CfnKey(Stack.of(role), 'Key');
    grantAccess('Thing.grant', undefined, role, [{ actions: ['kms:Decrypt'], resourceArns: [key.attrArn, `arn:${Aws.PARTITION}:s3:::${Aws.REGION}-${Aws.ACCOUNT_ID}`] }]);
    expect(warnings(Stack.of(role))[0][1]).toMatch(/"Resource": \[\n +"<Elsewhere\/Key.Arn>",\n +"arn:<partition>:s3:::<region>-111122223333"\n +\]\n}\nReplace <Elsewhere\/Key.Arn> by what the deployment makes of it and <partition> by its partition, such as aws and <region> by the code of its Region \[ack/);
  });

  test('gets statements with placeholders for what another app exports', () => {
    grantAccess('Thing.grant', undefined, foreign(), [{ actions: ['kms:Decrypt'], resourceArns: [Fn.importValue('Key')] }]);
    expect(warnings()[0][1]).toMatch(/"Resource": "<import of Key>"\n}\nReplace <import of Key> by what the deployment makes of it \[ack/);
  });

  const FURTHER = "\nThe policy of the key 'Stack/Key' must let account 444455556666 use `kms:Decrypt`: by default it lets in only the account of the key";
  test.each<[string, () => kms.IKeyRef, string]>([
    ['of this account', () => new kms.Key(stack, 'Key'), FURTHER],
    ['of this account, imported', () => kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/k'), FURTHER],
    ['of its own account', () => kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:444455556666:key/k'), ''],
  ])('is told what the policy of a key must do: a key %s', (_what, define, advice) => {
    grantAccess('Thing.grant', undefined, foreign(), ACCESSES, undefined, define());
    expect(warnings()[0][1]).toBe("nothing was granted to 'Stack/Role', which is in account 444455556666, because its stack is in 111122223333:" +
      ` attach these statements to it in its account:\n${STATEMENTS}${advice} [ack: ${ID}]`);
  });

  test('can be acknowledged', () => {
    const role = foreign();
    grant(role);
    Annotations.of(role).acknowledgeWarning(ID);
    expect(warnings()).toEqual([]);
  });
});
