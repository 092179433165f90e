import { App, assertions, aws_iam as iam, aws_kms as kms, aws_s3 as s3, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { MwaaExecutionRole, MwaaExecutionRoleProps } from '../../src';
import { documented } from '../documented';
import { appWith, BUCKETS, ENVIRONMENT, idsOf, KEYS, MINIMIZE, VALUES } from '../shapes';
import { CHINA, COMMERCIAL, DeployedApp, templateOf } from '../template';

const [PUBLISHED_TRUST] = documented('trust-policy', COMMERCIAL).Statement;

let app: App;
let stack: Stack;
let sourceBucket: s3.IBucketRef;
beforeEach(() => setUp(new App()));

function setUp(newApp: App) {
  app = newApp;
  stack = new Stack(app, 'Stack');
  sourceBucket = BUCKETS['imported bucket'](stack);
}

const define = (props: Partial<MwaaExecutionRoleProps> = {}) =>
  new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket, ...props });
const deployedRole = () => new DeployedApp(app, COMMERCIAL).single('AWS::IAM::Role');

test('is one resource, whose logical id and policy name are contract', () => {
  define();
  const { Resources: resources } = templateOf(stack);
  expect(Object.entries<any>(resources).map(([id, { Type }]) => [id, Type])).toEqual([['Role1ABCC5F0', 'AWS::IAM::Role']]);
  expect(resources.Role1ABCC5F0.Properties.Policies.map((policy: any) => policy.PolicyName)).toEqual(['MwaaExecutionPolicy']);
});

test('knows its environment', () => {
  const role = define();
  expect(role.environmentName).toBe(ENVIRONMENT);
  expect(stack.resolve(role.environmentArn)).toEqual({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':airflow:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, `:environment/${ENVIRONMENT}`]],
  });
});

test('is a role that other constructs can grant to', () => {
  const role = define();
  new s3.Bucket(stack, 'Data').grantRead(role);
  expect(iam.Role.isRole(role)).toBe(true);
  expect(new DeployedApp(app, COMMERCIAL).single('AWS::IAM::Policy').Roles).toEqual(['Role1ABCC5F0']);
});

test('passes the properties of a role on', () => {
  define({
    roleName: 'airflow',
    path: '/data/',
    description: 'runs the DAGs',
    maxSessionDuration: Duration.hours(2),
    permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', 'arn:aws:iam::111122223333:policy/b'),
    managedPolicies: [iam.ManagedPolicy.fromManagedPolicyArn(stack, 'Managed', 'arn:aws:iam::111122223333:policy/m')],
  });
  expect(deployedRole()).toMatchObject({
    RoleName: 'airflow',
    Path: '/data/',
    Description: 'runs the DAGs',
    MaxSessionDuration: 7200,
    PermissionsBoundary: 'arn:aws:iam::111122223333:policy/b',
    ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/m'],
  });
});

test('sets nothing that was not asked for', () => {
  define();
  expect(Object.keys(deployedRole()).sort()).toEqual(['AssumeRolePolicyDocument', 'Policies']);
});

describe.each(MINIMIZE)('additionalPrincipals under minimizePolicies %p', (minimize) => {
  beforeEach(() => setUp(appWith(minimize)));

  test.each([true, false])('have statements of their own, with their own conditions, with confusedDeputyProtection %p', (confusedDeputyProtection) => {
    define({
      confusedDeputyProtection,
      additionalPrincipals: [
        new iam.AccountPrincipal('444455556666'),
        new iam.ArnPrincipal('arn:aws:iam::444455556666:role/dev').withConditions({ StringEquals: { 'sts:ExternalId': 'x' } }),
        new iam.ServicePrincipal('glue.amazonaws.com'),
        new iam.WebIdentityPrincipal('cognito-identity.amazonaws.com'),
      ],
    });
    const { Statement: [mwaa, ...others] } = deployedRole().AssumeRolePolicyDocument;
    expect(mwaa.Principal).toEqual(PUBLISHED_TRUST.Principal);
    expect('Condition' in mwaa).toBe(confusedDeputyProtection);
    expect(others).toEqual([
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: 'arn:aws:iam::444455556666:root' } },
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { AWS: 'arn:aws:iam::444455556666:role/dev' },
        Condition: { StringEquals: { 'sts:ExternalId': 'x' } },
      },
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'glue.amazonaws.com' } },
      { Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: 'cognito-identity.amazonaws.com' } },
    ]);
  });

  test('a statement added to the trust policy later is rendered too', () => {
    const role = define({ confusedDeputyProtection: false });
    role.assumeRolePolicy!.addStatements(new iam.PolicyStatement({ actions: ['sts:TagSession'], principals: [new iam.AccountRootPrincipal()] }));
    expect(deployedRole().AssumeRolePolicyDocument.Statement).toEqual([
      PUBLISHED_TRUST,
      { Effect: 'Allow', Action: 'sts:TagSession', Principal: { AWS: 'arn:aws:iam::111122223333:root' } },
    ]);
  });
});

test('environmentRegion moves what is bound to a Region, and nothing else', () => {
  const kmsKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab');
  const role = define({ environmentRegion: 'us-east-1', kmsKey });
  const there = { ...COMMERCIAL, region: 'us-east-1' };

  expect(deployedRole().Policies[0].PolicyDocument).toEqual(documented('execution-policy-customer-managed-key', { ...there, ...VALUES }));
  expect(deployedRole().AssumeRolePolicyDocument.Statement[0].Condition.ArnLike).toEqual({
    'aws:SourceArn': `arn:aws:airflow:us-east-1:111122223333:environment/${ENVIRONMENT}`,
  });
  expect(stack.resolve(role.environmentArn)['Fn::Join'][1]).toContain(`:environment/${ENVIRONMENT}`);
});

test('exactLogGroups names the five log groups and what is in them', () => {
  define({ exactLogGroups: true });
  const groups = ['DAGProcessing', 'Scheduler', 'Task', 'WebServer', 'Worker']
    .map((part) => `arn:aws:logs:eu-west-1:111122223333:log-group:airflow-${ENVIRONMENT}-${part}`);
  const published = documented('execution-policy-aws-owned-key', { ...COMMERCIAL, ...VALUES });
  published.Statement[3].Resource = groups.flatMap((group) => [group, `${group}:*`]);

  expect(deployedRole().Policies[0].PolicyDocument).toEqual(published);
});

describe('triggererLogs', () => {
  const group = `arn:aws:logs:eu-west-1:111122223333:log-group:airflow-${ENVIRONMENT}-Task`;
  const statement = { Effect: 'Allow', Action: 'logs:DescribeLogStreams', Resource: [group, `${group}:*`] };
  const published = documented('execution-policy-aws-owned-key', { ...COMMERCIAL, ...VALUES });

  test.each(MINIMIZE)('is an inline policy beside the documented one, which stays as published, under minimizePolicies %p', (minimize) => {
    setUp(appWith(minimize));
    define({ triggererLogs: true });
    expect(deployedRole().Policies).toEqual([
      { PolicyName: 'MwaaExecutionPolicy', PolicyDocument: published },
      { PolicyName: 'TriggererLogsPolicy', PolicyDocument: { Version: '2012-10-17', Statement: [statement] } },
    ]);
  });

  test('is in the Region of the environment', () => {
    define({ triggererLogs: true, environmentRegion: 'us-east-1' });
    expect(deployedRole().Policies[1].PolicyDocument.Statement[0].Resource).toEqual(statement.Resource.map((arn) => arn.replace('eu-west-1', 'us-east-1')));
  });

  test.each([undefined, false])('is nothing when it is %p', (triggererLogs) => {
    define({ triggererLogs });
    expect(deployedRole().Policies).toEqual([{ PolicyName: 'MwaaExecutionPolicy', PolicyDocument: published }]);
  });
});

test('bucket and key may live in another stack', () => {
  const storage = new Stack(app, 'Storage');
  sourceBucket = BUCKETS['L2 bucket'](storage);
  define({ kmsKey: KEYS['L2 key'](storage, COMMERCIAL) });
  const role = new DeployedApp(app, COMMERCIAL, idsOf(storage)).single('AWS::IAM::Role');

  expect(role.Policies[0].PolicyDocument).toEqual(documented('execution-policy-customer-managed-key', { ...COMMERCIAL, ...VALUES }));
});

describe('input', () => {
  const failing = (props: any) => {
    try {
      define(props);
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error('no error');
  };

  test.each([
    [{ environmentName: '' }, /^MwaaExecutionRole at 'Stack\/Role': `environmentName` "" must be 1 to 80 letters/],
    [{ environmentName: 'a'.repeat(81) }, /`environmentName` "a{81}" must be 1 to 80 letters/],
    [{ environmentName: 'a b' }, /`environmentName` "a b" must be/],
    [{ environmentName: 'a*' }, /`environmentName` "a\*" must be/],
    [{ environmentName: 'my-env\n' }, /`environmentName` "my-env\\n" must be/],
    [{ environmentName: undefined }, /`environmentName` is missing, and must be/],
    [{ environmentRegion: 'nowhere' }, /`environmentRegion` "nowhere" must be the code of an AWS Region/],
    [{ sourceBucket: undefined }, /`sourceBucket` is missing, and must be a bucket: pass a Bucket/],
    [{ sourceBucket: 'my-dags' }, /`sourceBucket` "my-dags" must be a bucket/],
    [{ kmsKey: 'alias\/key' }, /`kmsKey` "alias\/key" must be a key: pass a Key/],
    [{ roleName: 'a/b' }, /`roleName` "a\/b" must be 1 to 64 letters/],
    [{ path: '/a b/' }, /`path` "\/a b\/" must begin and end with a slash/],
    [{ description: 'd'.repeat(1001) }, /`description` "d{1001}" must be at most 1,000 characters/],
    [{ accountPublicAccessBlock: 'false' }, /`accountPublicAccessBlock` "false" must be true or false/],
    [{ triggererLogs: 'true' }, /`triggererLogs` "true" must be true or false/],
    [{ exactLogGroups: 1 }, /`exactLogGroups` 1 must be true or false/],
    [{ permissionsBoundary: 'arn' }, /`permissionsBoundary` "arn" must be a managed policy: pass a ManagedPolicy or an imported managed policy of aws-iam$/],
    [{ managedPolicies: ['arn'] }, /`managedPolicies` \[ 'arn' \] must be a list of managed policies: pass a ManagedPolicy or an imported managed policy of aws-iam for each$/],
    [{ maxSessionDuration: 3600 }, /`maxSessionDuration` 3600 must be a Duration: pass one of 1 to 12 hours, in whole seconds$/],
    [{ confusedDeputyProtection: 0 }, /`confusedDeputyProtection` 0 must be true or false/],
    [{ additionalPrincipals: [undefined] }, /`additionalPrincipals` \[ undefined \] must be a list of principals: pass an AccountPrincipal, an ArnPrincipal or another principal of aws-iam for each$/],
  ])('%p is a clear error', (props, message) => {
    expect(failing(props)).toMatch(message);
  });

  // The text of a token is no name for a test: it differs from run to run.
  test.each([['sourceBucket', 'a bucket'], ['kmsKey', 'a key']])('%s as a text that only the deployment knows is a clear error', (prop, rule) => {
    expect(failing({ [prop]: Lazy.string({ produce: () => 'arn' }) })).toMatch(new RegExp(`\`${prop}\` "\\$\\{Token.*\\}" must be ${rule}`));
  });

  test('everything wrong is in one error', () => {
    const message = failing({ environmentName: 'a b', environmentRegion: 'x', sourceBucket: undefined, kmsKey: 1, roleName: '', path: 'p' });
    expect(message.match(/`\w+` ([^ ]+|is missing, and) must be|`\w+` "a b" must be|`path` "p" must begin/g)).toHaveLength(6);
  });

  test('a call without props is a clear error', () => {
    expect(() => new MwaaExecutionRole(stack, 'Role', undefined as any)).toThrow(/`environmentName` is missing, and must be.*`sourceBucket` is missing, and must be/);
  });

  test('nothing is left in the tree', () => {
    expect(() => define({ environmentName: 'a b' })).toThrow();
    expect(stack.node.tryFindChild('Role')).toBeUndefined();
  });

  test('tokens pass', () => {
    const token = (value: string) => Lazy.string({ produce: () => value });
    define({
      environmentName: token('my-env'), environmentRegion: token('eu-west-1'), roleName: token('name'), path: token('/p/'), description: token('d'),
    });
    const role = deployedRole();
    expect(role).toMatchObject({ RoleName: 'name', Path: '/p/', Description: 'd' });
    expect(role.Policies[0].PolicyDocument).toEqual(documented('execution-policy-aws-owned-key', { ...COMMERCIAL, ...VALUES }));
  });
});

test.each([[0, false], [8, false], [40, true]])('%d additional principals: a warning about the length of the trust policy is %p', (count, warned) => {
  define({ additionalPrincipals: [...Array(count).keys()].map((index) => new iam.ArnPrincipal(`arn:aws:iam::111122223333:role/r${index}`)) });
  const warnings = assertions.Annotations.fromStack(stack).findWarning('/Stack/Role/Resource', assertions.Match.stringLikeRegexp(
    "^the trust policy of 'Stack/Role' is longer than the 2048 characters that IAM allows by default: trust fewer principals, or request a higher quota",
  ));
  expect(warnings.length > 0).toBe(warned);
  expect(JSON.stringify(deployedRole().AssumeRolePolicyDocument).length > 2048).toBe(warned);
});

test('in China the services keep their names', () => {
  define();
  const statement = new DeployedApp(app, CHINA).single('AWS::IAM::Role').AssumeRolePolicyDocument.Statement[0];
  expect(statement.Principal).toEqual(PUBLISHED_TRUST.Principal);
});
