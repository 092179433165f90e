import { readFileSync } from 'fs';
import { join } from 'path';
import { App, Aspects, Aws, aws_iam as iam, aws_kms as kms, aws_s3 as s3, CfnParameter, PhysicalName, Stack } from 'aws-cdk-lib';
import { MwaaExecutionRole, MwaaExecutionRoleProps } from '../../src';
import { CHINA, COMMERCIAL, DeployedApp, Deployment, GOVCLOUD } from '../template';

let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack');
});

function define(props: Partial<MwaaExecutionRoleProps>): MwaaExecutionRole {
  return new MwaaExecutionRole(stack, 'Role', {
    environmentName: 'my-env', sourceBucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'my-dags'), ...props,
  });
}

const trust = (deployment: Deployment, arn: string) => ({
  Effect: 'Allow',
  Principal: { AWS: `arn:${deployment.partition}:iam::${deployment.account}:root` },
  Action: 'sts:AssumeRole',
  Condition: { ArnEquals: { 'aws:PrincipalArn': arn } },
});

test.each([
  [COMMERCIAL, undefined, 'airflow', 'arn:aws:iam::111122223333:role/airflow'],
  [COMMERCIAL, '/', 'air+flow=1,2@x.y-z_', 'arn:aws:iam::111122223333:role/air+flow=1,2@x.y-z_'],
  [CHINA, '/service-role/', 'airflow', 'arn:aws-cn:iam::111122223333:role/service-role/airflow'],
  [GOVCLOUD, '/teams/data=1/', 'airflow', 'arn:aws-us-gov:iam::111122223333:role/teams/data=1/airflow'],
])('the trust goes to the account, on the condition that the caller is the role: %o %s', (deployment, path, roleName, arn) => {
  define({ path, roleName }).allowSelfAssume();
  const deployed = new DeployedApp(app, deployment);
  const [mwaa, ...more] = deployed.single('AWS::IAM::Role').AssumeRolePolicyDocument.Statement;
  expect(mwaa.Principal).toEqual({ Service: ['airflow.amazonaws.com', 'airflow-env.amazonaws.com'] });
  expect(more).toEqual([trust(deployment, arn)]);
  expect(deployed.single('AWS::IAM::Policy')).toEqual({
    PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: arn }] },
    PolicyName: 'RoleDefaultPolicy5FFB7DAB',
    Roles: [roleName],
  });
});

test('nothing in it refers to the role, so nothing is circular', () => {
  define({ roleName: 'airflow' }).allowSelfAssume();
  const { Properties: role } = app.synth().getStackByName('Stack').template.Resources.Role1ABCC5F0;
  expect(JSON.stringify(role)).not.toContain('Role1ABCC5F0');
});

test('doing it twice adds nothing', () => {
  const role = define({ roleName: 'airflow' });
  role.allowSelfAssume();
  const before = JSON.stringify(stack.resolve(role.assumeRolePolicy!.toJSON()));
  role.allowSelfAssume();
  expect(JSON.stringify(stack.resolve(role.assumeRolePolicy!.toJSON()))).toBe(before);
  const deployed = new DeployedApp(app, COMMERCIAL);
  expect(deployed.single('AWS::IAM::Role').AssumeRolePolicyDocument.Statement).toHaveLength(2);
  expect(deployed.single('AWS::IAM::Policy').PolicyDocument.Statement).toHaveLength(1);
});

const NO_LITERAL_NAME = new Error(
  "MwaaExecutionRole.allowSelfAssume at 'Stack/Role': `roleName` must be a literal name, because the trust policy cannot refer to a name"
  + ' that only the deployment knows: give the role a `roleName`, or use a connection without a role,'
  + ' which needs no trust',
);

test.each<[string, () => string | undefined]>([
  ['CloudFormation generates', () => undefined],
  ['CDK generates where it is needed', () => PhysicalName.GENERATE_IF_NEEDED],
  ['the deployment supplies', () => new CfnParameter(stack, 'Name').valueAsString],
])('fails for a name that %s', (_case, roleName) => {
  const role = define({ roleName: roleName() });
  expect(() => role.allowSelfAssume()).toThrow(NO_LITERAL_NAME);
});

test('fails for a name that the resource has lost', () => {
  const role = define({ roleName: 'airflow' });
  (role.node.defaultChild as iam.CfnRole).roleName = undefined;
  expect(() => role.allowSelfAssume()).toThrow(NO_LITERAL_NAME);
});

test('a role that CDK does not define is known by the name it has', () => {
  app = new App();
  iam.Role.customizeRoles(app, { usePrecreatedRoles: { 'Stack/Role': 'made-by-hand' } });
  stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  const role = define({});
  role.allowSelfAssume();
  role.allowSelfAssume();
  const [report] = JSON.parse(readFileSync(join(app.synth().directory, 'iam-policy-report.json'), 'utf-8')).roles;
  const arn = 'arn:(PARTITION):iam::111122223333:role/made-by-hand';
  const { Statement: [, ...added] } = stack.resolve(role.assumeRolePolicy!.toJSON());
  const joined = (end: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::111122223333:${end}`]] });
  expect(added).toEqual([{
    Effect: 'Allow',
    Principal: { AWS: joined('root') },
    Action: 'sts:AssumeRole',
    Condition: { ArnEquals: { 'aws:PrincipalArn': joined('role/made-by-hand') } },
  }]);
  expect(report.identityPolicyStatements.filter(({ Action }: any) => Action === 'sts:AssumeRole')).toEqual([
    { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: arn },
  ]);
});

describe('a role that is renamed afterwards', () => {
  const resource = () => stack.node.findChild('Role').node.defaultChild as iam.CfnRole;
  test.each<[string, () => unknown, string]>([
    ['by property', () => { resource().roleName = 'acme-airflow'; }, 'acme-airflow'],
    ['by an override', () => resource().addPropertyOverride('RoleName', 'acme-airflow'), 'acme-airflow'],
    ['by an aspect', () => Aspects.of(app).add({ visit: (node) => { if (iam.CfnRole.isCfnRole(node)) { node.roleName = 'acme-airflow'; } } }), 'acme-airflow'],
    ['in its path', () => { resource().path = '/acme/'; }, 'acme/airflow'],
    ['in its path by an override', () => resource().addPropertyOverride('Path', '/acme/'), 'acme/airflow'],
    ['and loses its path', () => { resource().path = Aws.NO_VALUE; }, 'airflow'],
  ])('%s assumes itself by its new name', (_how, rename, name) => {
    define({ roleName: 'airflow' }).allowSelfAssume();
    rename();
    const deployed = new DeployedApp(app, COMMERCIAL);
    expect(deployed.single('AWS::IAM::Role').AssumeRolePolicyDocument.Statement[1]).toEqual(trust(COMMERCIAL, `arn:aws:iam::111122223333:role/${name}`));
    expect(deployed.single('AWS::IAM::Policy').PolicyDocument.Statement[0].Resource).toBe(`arn:aws:iam::111122223333:role/${name}`);
  });

  test.each([undefined, Aws.NO_VALUE])('and has no name any more, but %p, fails at synth', (roleName) => {
    define({ roleName: 'airflow' }).allowSelfAssume();
    resource().roleName = roleName;
    expect(() => app.synth()).toThrow(NO_LITERAL_NAME.message);
  });

  test('is named by a policy of a key under its new name: nothing is said', () => {
    const name = 'arn:aws:iam::111122223333:role/acme-airflow';
    stack = new Stack(app, 'There', { env: { account: '111122223333', region: 'eu-west-1' } });
    const allow = (principal: object) => ({ Effect: 'Allow', Principal: principal, Action: 'kms:*', Resource: '*' });
    const keyPolicy = { Statement: [allow({ AWS: name }), allow({ Service: 'logs.eu-west-1.amazonaws.com' })] };
    const key = new kms.CfnKey(stack, 'Key');
    define({ roleName: 'airflow', kmsKey: key });
    key.keyPolicy = keyPolicy;
    resource().roleName = 'acme-airflow';
    expect(app.synth().getStackByName('There').messages).toEqual([]);
    resource().roleName = 'airflow';
    expect(app.synth({ force: true }).getStackByName('There').messages.map(({ entry }) => entry.data)).toEqual([expect.stringContaining('keyPolicyRefusesRole')]);
  });
});
