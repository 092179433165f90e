import { App, Aspects, assertions, Aws, aws_iam as iam, aws_mwaa as mwaa, aws_s3 as s3, CfnResource, PhysicalName, Stack } from 'aws-cdk-lib';
import { AirflowConnection, MwaaEnvironmentGrants, MwaaExecutionRole, MwaaServerlessExecutionRole, SecretsBackend } from '../../src';
import { BUCKET, ENVIRONMENT } from '../shapes';

let app: App;
let stack: Stack;
let abroad: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  abroad = new Stack(app, 'Abroad', { env: { account: '111122223333', region: 'us-east-1' } });
});

const role = (roleName = 'role') => new MwaaExecutionRole(stack, 'Role', {
  environmentName: ENVIRONMENT, environmentRegion: 'us-east-1', roleName, path: '/first/', sourceBucket: s3.Bucket.fromBucketName(stack, 'Bucket', BUCKET),
});
const environment = () => new mwaa.CfnEnvironment(abroad, 'Environment', { name: ENVIRONMENT });

const resourcesOf = (type: string): any[] => Object.values(assertions.Template.fromStack(abroad).findResources(type));

/** The resources of a type in the stack abroad, after an Aspect has written these properties over those of the resources of another type. */
function rendered(type: string, renamed: string, properties: Record<string, unknown>): any[] {
  Aspects.of(app).add({
    visit: (node) => CfnResource.isCfnResource(node) && node.cfnResourceType === renamed
      && Object.entries(properties).forEach(([name, value]) => node.addPropertyOverride(name, value)),
  });
  return resourcesOf(type);
}

const NAMED = { RoleName: 'acme-role', Path: '/second/' };
const inPartition = (rest: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, rest]] });
const RENAMED = inPartition(':iam::111122223333:role/second/acme-role');

describe('from another Region, a renamed role is called by its last name and path', () => {
  test('by its environment', () => {
    role().associateWith(environment());
    const [{ Properties }] = rendered('AWS::MWAA::Environment', 'AWS::IAM::Role', NAMED);
    expect(Properties.ExecutionRoleArn).toEqual(RENAMED);
  });

  test('by an environment that names it itself', () => {
    environment().executionRoleArn = role().roleArn;
    const [{ Properties }] = rendered('AWS::MWAA::Environment', 'AWS::IAM::Role', NAMED);
    expect(Properties.ExecutionRoleArn).toEqual(RENAMED);
  });

  test('by the confinement of the Celery queue', () => {
    role().confineCeleryQueue(environment());
    const [{ Properties }] = rendered('AWS::IAM::Policy', 'AWS::IAM::Role', NAMED);
    expect(Properties.Roles).toEqual(['acme-role']);
  });

  test('by a policy that names it, for a serverless role', () => {
    const serverless = new MwaaServerlessExecutionRole(stack, 'Serverless', { roleName: 'role' });
    new iam.CfnManagedPolicy(abroad, 'Policy', { policyDocument: { Arn: serverless.roleArn }, roles: [serverless.roleName] });
    const [{ Properties }] = rendered('AWS::IAM::ManagedPolicy', 'AWS::IAM::Role', NAMED);
    expect(Properties).toEqual({ PolicyDocument: { Arn: RENAMED }, Roles: ['acme-role'] });
  });

  test.each<[string, () => iam.IRoleRef]>([
    ['of this library', role],
    ['of the CDK', () => new iam.Role(stack, 'Role', { roleName: 'role', assumedBy: new iam.AccountRootPrincipal() })],
  ])('by a connection and by a grant, for a role %s', (_what, make) => {
    const one = make();
    new SecretsBackend().addConnection(abroad, 'crm', AirflowConnection.aws({ role: one }));
    MwaaEnvironmentGrants.fromEnvironment(environment()).fullApiAccess(new iam.Role(abroad, 'User', { assumedBy: new iam.AccountRootPrincipal() }), { executionRole: one });
    Aspects.of(stack).add({ visit: (node) => iam.CfnRole.isCfnRole(node) && [node.roleName = 'acme-role', node.path = undefined] });
    const [secret] = resourcesOf('AWS::SecretsManager::Secret');
    expect(JSON.stringify(secret)).toContain('%3Aiam%3A%3A111122223333%3Arole%2Facme-role"');
    const [policy] = resourcesOf('AWS::IAM::Policy');
    expect(policy.Properties.PolicyDocument.Statement.find(({ Action }: any) => Action === 'iam:PassRole').Resource)
      .toEqual(inPartition(':iam::111122223333:role/acme-role'));
  });

  test('and so is one that CDK names', () => {
    role(PhysicalName.GENERATE_IF_NEEDED).associateWith(environment());
    const [{ Properties }] = rendered('AWS::MWAA::Environment', 'AWS::S3::Bucket', {});
    expect(Properties.ExecutionRoleArn).toEqual(inPartition(expect.stringMatching(/^:iam::111122223333:role\/first\/stackstackrole[0-9a-f]{20}$/)));
  });
});

test('a renamed bucket of another Region is called by its last name', () => {
  const sourceBucket = new s3.Bucket(stack, 'Dags', { bucketName: 'dags' });
  new MwaaExecutionRole(abroad, 'Role', { environmentName: ENVIRONMENT, environmentRegion: 'eu-west-1', sourceBucket });
  const [{ Properties: { Policies: [{ PolicyDocument: { Statement } }] } }] = rendered('AWS::IAM::Role', 'AWS::S3::Bucket', { BucketName: 'acme-dags' });
  expect(Statement.at(1).Resource).toEqual([inPartition(':s3:::acme-dags'), inPartition(':s3:::acme-dags/*')]);
});

test('a path with the account, which is the same there', () => {
  role().associateWith(environment());
  const [{ Properties }] = rendered('AWS::MWAA::Environment', 'AWS::IAM::Role', { Path: `/${Aws.ACCOUNT_ID}/` });
  expect(Properties.ExecutionRoleArn).toEqual({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111122223333:role/', { Ref: 'AWS::AccountId' }, '/role']],
  });
});

test.each<[string, unknown]>([
  ['that only the deployment knows', { 'Fn::Sub': 'role-${AWS::Region}' }],
  ['that CloudFormation generates', { Ref: 'AWS::NoValue' }],
])('synth fails if a role abroad is given a name %s', (_what, RoleName) => {
  role().associateWith(environment());
  expect(() => rendered('AWS::MWAA::Environment', 'AWS::IAM::Role', { RoleName })).toThrow(
    "'Stack/Role' is called \"role\" in another account or Region, where its name must be a literal, but something has replaced this name by one that only"
    + ' the deployment knows: set `roleName` in its props, and leave the property as it is',
  );
});

test('synth fails if the bucket of a role abroad is given a name that only the deployment knows', () => {
  const sourceBucket = new s3.Bucket(stack, 'Dags', { bucketName: 'dags' });
  new MwaaExecutionRole(abroad, 'Role', { environmentName: ENVIRONMENT, environmentRegion: 'eu-west-1', sourceBucket });
  expect(() => rendered('AWS::IAM::Role', 'AWS::S3::Bucket', { BucketName: { 'Fn::Sub': 'dags-${AWS::Region}' } })).toThrow(
    /'Stack\/Dags' is called "dags" in another account or Region, .*: set `bucketName` in its props/,
  );
});
