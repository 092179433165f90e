import { App, Aws, aws_iam as iam, aws_ssm as ssm, CfnParameter, Stack } from 'aws-cdk-lib';
import { AirflowConnection } from '../../src';
import { COMMERCIAL, DeployedApp } from '../template';

const ARN = 'arn:aws:iam::444455556666:role/teams/data,eng/report+reader=1@acme.com';
const ENCODED = 'arn%3Aaws%3Aiam%3A%3A444455556666%3Arole%2Fteams%2Fdata%2Ceng%2Freport%2Breader%3D1%40acme.com';

let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack');
});

/** Both texts of a connection, as they arrive at a resource. */
function deployed({ uri, json }: AirflowConnection): { uri: string; json: string } {
  new ssm.CfnParameter(stack, 'Uri', { type: 'String', value: uri });
  new ssm.CfnParameter(stack, 'Json', { type: 'String', value: json });
  const [first, second] = new DeployedApp(app, COMMERCIAL).properties('AWS::SSM::Parameter');
  return { uri: first.Value, json: second.Value };
}

test.each([[undefined], [{}]])('without a role and a Region it is the empty connection: %p', (props) => {
  expect(AirflowConnection.aws(props)).toEqual({ uri: 'aws://', json: '{"conn_type":"aws"}' });
});

test('a Region alone', () => {
  expect(AirflowConnection.aws({ region: 'us-gov-west-1' })).toEqual({
    uri: 'aws://?region_name=us-gov-west-1',
    json: '{"conn_type":"aws","extra":{"region_name":"us-gov-west-1"}}',
  });
});

test('a role whose ARN is known', () => {
  const role = iam.Role.fromRoleArn(new Stack(), 'Known', ARN);
  expect(AirflowConnection.aws({ role, region: 'eu-west-1' })).toEqual({
    uri: `aws://?role_arn=${ENCODED}&region_name=eu-west-1`,
    json: `{"conn_type":"aws","extra":{"role_arn":"${ARN}","region_name":"eu-west-1"}}`,
  });
});

const ROLES: Record<string, () => iam.IRoleRef> = {
  'L1 role': () => new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: {}, path: '/teams/data,eng/', roleName: 'report+reader=1@acme.com' }),
  'L2 role': () => new iam.Role(stack, 'Role', {
    assumedBy: new iam.AccountRootPrincipal(), path: '/teams/data,eng/', roleName: 'report+reader=1@acme.com',
  }),
  'role of another stack': () => new iam.Role(new Stack(app, 'Other'), 'Role', {
    assumedBy: new iam.AccountRootPrincipal(), path: '/teams/data,eng/', roleName: 'report+reader=1@acme.com',
  }),
};

test.each(Object.keys(ROLES))('a role whose ARN is a token: %s', (kind) => {
  const own = ARN.replace('444455556666', COMMERCIAL.account);
  expect(deployed(AirflowConnection.aws({ role: ROLES[kind](), region: Aws.REGION }))).toEqual({
    uri: `aws://?role_arn=${ENCODED.replace('444455556666', COMMERCIAL.account)}&region_name=eu-west-1`,
    json: `{"conn_type":"aws","extra":{"role_arn":"${own}","region_name":"eu-west-1"}}`,
  });
});

test('a role whose ARN is partly a token', () => {
  const role = iam.Role.fromRoleArn(stack, 'Role', ARN.replace(':aws:', `:${Aws.PARTITION}:`));
  expect(deployed(AirflowConnection.aws({ role }))).toEqual({
    uri: `aws://?role_arn=${ENCODED}`,
    json: `{"conn_type":"aws","extra":{"role_arn":"${ARN}"}}`,
  });
});

test('a path with characters that only IAM takes', () => {
  const path = '/%2F&role_arn=x#"\\{}/';
  const role = new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: {}, path, roleName: 'r' });
  const { uri, json } = deployed(AirflowConnection.aws({ role }));
  const arn = `arn:aws:iam::${COMMERCIAL.account}:role${path}r`;
  expect([...new URL(uri).searchParams]).toEqual([['role_arn', arn]]);
  expect(JSON.parse(json)).toEqual({ conn_type: 'aws', extra: { role_arn: arn } });
});

test('a role that is a parameter of the template', () => {
  const arn = new CfnParameter(stack, 'RoleArn', { default: ARN }).valueAsString;
  const role = iam.Role.fromRoleArn(stack, 'Role', arn);
  expect(deployed(AirflowConnection.aws({ role })).uri).toBe(`aws://?role_arn=${ENCODED}`);
});

test('fails for a role and a Region that are none', () => {
  expect(() => AirflowConnection.aws({ role: ARN as any, region: 'Ireland' })).toThrow(new Error(
    `AirflowConnection.aws: \`role\` "${ARN}" must be a role: pass a \`Role\`, a \`CfnRole\` or an imported one,`
    + ' or leave it out for the execution role; `region` "Ireland" must be the code of an AWS Region, such as "eu-west-1"',
  ));
});

test.each([
  ['eu-west-1', true], ['us-gov-west-1', true], ['us-isob-east-1', true], ['eusc-de-east-1', true], ['cn-north-1', true], ['eu-west-12', true],
  ['eu-west-1a', false], ['1eu-west-1', false], ['eu-west', false], ['', false], ['eu-west-1\n', false], ['eu-west-1&x=y', false], [1, false],
])('the Region %p: %p', (region, ok) => {
  const define = () => AirflowConnection.aws({ region: region as string });
  ok ? expect(define).not.toThrow() : expect(define).toThrow(/^AirflowConnection.aws: `region` /);
});

test.each<[string, any]>([
  ['null', null],
  ['a role instead of props', iam.Role.fromRoleArn(new Stack(), 'Role', 'arn:aws:iam::111122223333:role/r')],
])('fails for %s', (_what, props) => {
  expect(() => AirflowConnection.aws(props)).toThrow(/^AirflowConnection.aws: `props` .* must be an object with the documented properties/);
});
