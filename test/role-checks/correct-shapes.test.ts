import { App, aws_iam as iam, aws_kms as kms, aws_s3 as s3, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { MwaaExecutionPolicy, MwaaExecutionRole, MwaaExecutionRoleProps } from '../../src';
import { CHINA, COMMERCIAL, Deployment, GOVCLOUD } from '../template';
import { broken, brokenIn, ENV, environment, handWritten, keyWith, NAME, newApp, pasted, pastedKeyPolicy, pastedTrust, withKey } from './shapes';

const places: [string, Deployment | undefined][] = [
  ['anywhere', undefined], ['in a commercial Region', COMMERCIAL], ['in China', CHINA], ['in GovCloud', GOVCLOUD],
];

describe.each(places)('a role of this library %s passes', (_, place) => {
  const ours = (props: Partial<MwaaExecutionRoleProps>, keyed: boolean) => {
    const app = newApp();
    const stack = new Stack(app, 'Stack', { env: place && { account: place.account, region: place.region } });
    const sourceBucket = new s3.Bucket(stack, 'Bucket', { versioned: true });
    const kmsKey = keyed ? new kms.Key(stack, 'Key') : undefined;
    const role = new MwaaExecutionRole(stack, 'Role', { environmentName: NAME, sourceBucket, kmsKey, ...props });
    environment(stack, role.roleArn, { sourceBucketArn: sourceBucket.bucketArn, kmsKey: kmsKey?.keyArn });
    return broken(app);
  };

  describe.each([['with a customer managed key', true], ['with an AWS owned key', false]])('%s', (__, keyed) => {
    test.each<[string, Partial<MwaaExecutionRoleProps>]>([
      ['as it is', {}],
      ['with its log groups named', { exactLogGroups: true }],
      ['without the account-wide public access block', { accountPublicAccessBlock: false }],
      ['with the trust policy of the page', { confusedDeputyProtection: false }],
      ['with a name and a path', { roleName: 'airflow', path: '/mwaa/' }],
      ['with the log streams for the triggerer', { triggererLogs: true }],
      ['with other principals', { additionalPrincipals: [new iam.AccountPrincipal('444455556666'), new iam.ArnPrincipal('arn:aws:iam::444455556666:role/x')] }],
    ])('%s', (___, props) => {
      expect(ours(props, keyed)).toEqual([]);
    });
  });
});

describe.each(places)('a role of this library %s passes when associated', (_, place) => {
  test.each([['with a customer managed key', true], ['with an AWS owned key', false]])('and confined, %s', (__, keyed) => {
    const app = newApp();
    const stack = new Stack(app, 'Stack', { env: place && { account: place.account, region: place.region } });
    const sourceBucket = new s3.Bucket(stack, 'Bucket', { versioned: true, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL });
    const kmsKey = keyed ? new kms.Key(stack, 'Key') : undefined;
    const role = new MwaaExecutionRole(stack, 'Role', { environmentName: NAME, sourceBucket, kmsKey, roleName: 'airflow' });
    const created = environment(stack, role.roleArn, { sourceBucketArn: sourceBucket.bucketArn });
    role.associateWith(created);
    role.confineCeleryQueue(created);
    role.allowSelfAssume();
    role.attachJsonPolicy('Json', { document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*' }] } });
    sourceBucket.grantRead(role);
    kmsKey?.grantEncryptDecrypt(role);
    expect(broken(app)).toEqual([]);
  });
});

describe('the documented policy by hand passes', () => {
  test.each<[string, (stack: Stack) => void]>([
    ['for a customer managed key', (stack) => {
      const key = keyWith(stack, pastedKeyPolicy());
      environment(stack, handWritten(stack, pasted('customer-managed-key', withKey(key))).attrArn, { kmsKey: key.attrArn });
    }],
    ['for a customer managed key that the environment knows by its id', (stack) => {
      const key = keyWith(stack, pastedKeyPolicy());
      environment(stack, handWritten(stack, pasted('customer-managed-key', withKey(key))).attrArn, { kmsKey: key.ref });
    }],
    ['for an AWS owned key', (stack) => environment(stack, handWritten(stack, pasted('aws-owned-key')).attrArn)],
    ['with the source conditions of this environment', (stack) => environment(stack, handWritten(stack, pasted('aws-owned-key'), {
      assumeRolePolicyDocument: pastedTrust({
        Condition: {
          ArnLike: { 'aws:SourceArn': 'arn:aws:airflow:eu-west-1:111122223333:environment/*' },
          StringEquals: { 'aws:SourceAccount': '111122223333' },
        },
      }),
    }).attrArn)],
    ['in a policy that the environment depends on', (stack) => {
      const role = handWritten(stack, pasted('aws-owned-key'), { policies: [] });
      const policy = new iam.CfnPolicy(stack, 'Policy', { policyName: 'p', policyDocument: pasted('aws-owned-key'), roles: [role.ref] });
      environment(stack, role.attrArn).addDependency(policy);
    }],
    ['in a role policy that the environment depends on', (stack) => {
      const role = handWritten(stack, pasted('aws-owned-key'), { policies: [] });
      const policy = new iam.CfnRolePolicy(stack, 'Policy', { policyName: 'p', policyDocument: pasted('aws-owned-key'), roleName: role.ref });
      environment(stack, role.attrArn).addDependency(policy);
    }],
    ['in a managed policy that the role refers to', (stack) => {
      const policy = new iam.CfnManagedPolicy(stack, 'Policy', { policyDocument: pasted('aws-owned-key') });
      environment(stack, handWritten(stack, {}, { policies: [], managedPolicyArns: [policy.ref] }).attrArn);
    }],
    ['with a dependency through another resource', (stack) => {
      const role = handWritten(stack, {}, { policies: [] });
      const policy = new iam.CfnPolicy(stack, 'Policy', { policyName: 'p', policyDocument: pasted('aws-owned-key'), roles: [role.ref] });
      const bucket = new s3.CfnBucket(stack, 'Dags', { bucketName: 'dags', versioningConfiguration: { status: 'Enabled' } });
      bucket.addDependency(policy);
      environment(stack, role.attrArn, { sourceBucketArn: bucket.attrArn });
    }],
    ['with some of its permissions in a policy that adds nothing needed', (stack) => {
      const role = handWritten(stack, pasted('aws-owned-key'));
      new iam.CfnPolicy(stack, 'Policy', { policyName: 'p', policyDocument: pasted('aws-owned-key'), roles: [role.ref] });
      environment(stack, role.attrArn);
    }],
    ['within a permissions boundary of the app that allows it', (stack) => {
      const boundary = new iam.CfnManagedPolicy(stack, 'Boundary', { policyDocument: { Statement: { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' } } });
      environment(stack, handWritten(stack, pasted('aws-owned-key'), { permissionsBoundary: boundary.ref }).attrArn);
    }],
    ['with broad statements that cover everything', (stack) => environment(stack, handWritten(stack, pasted('aws-owned-key', (statements) => [
      ...statements.filter(({ Action }) => !/^(s3|logs|cloudwatch):/.test([Action].flat()[0])),
      { Effect: 'Allow', Action: ['s3:*', 'logs:*', 'cloudwatch:*'], Resource: '*' },
    ])).attrArn)],
    ['with the role and the key named by their ARNs and ids', (stack) => {
      handWritten(stack, pasted('aws-owned-key'), { roleName: 'airflow', path: '/mwaa/' });
      environment(stack, 'arn:aws:iam::111122223333:role/mwaa/airflow');
    }],
    ['with the logs of one part turned off and not allowed', (stack) => {
      const role = handWritten(stack, pasted('aws-owned-key', (statements) => statements.map((statement) => (statement.Action.includes('logs:PutLogEvents')
        ? { ...statement, Resource: ['DAGProcessing', 'Scheduler', 'Task', 'Worker'].map((part) => `arn:aws:logs:eu-west-1:111122223333:log-group:airflow-my-env-${part}:*`) }
        : statement))));
      environment(stack, role.attrArn, { loggingConfiguration: { webserverLogs: { enabled: false } } });
    }],
    ['with no more of the bucket than the environment reads', (stack) => {
      const role = handWritten(stack, pasted('aws-owned-key', (statements) => statements.map((statement) => (statement.Action.includes('s3:GetObject*')
        ? { ...statement, Resource: ['arn:aws:s3:::dags', 'arn:aws:s3:::dags/dags/*', 'arn:aws:s3:::dags/requirements.txt'] }
        : statement))));
      environment(stack, role.attrArn, { dagS3Path: 'dags', requirementsS3Path: 'requirements.txt' });
    }],
    ['with denies that are about something else', (stack) => environment(stack, handWritten(stack, pasted('aws-owned-key', (statements) => [
      ...statements,
      { Effect: 'Deny', Action: 's3:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      { Effect: 'Deny', NotAction: ['s3:*', 'logs:*', 'sqs:*', 'kms:*', 'airflow:*', 'cloudwatch:*'], Resource: '*' },
      { Effect: 'Deny', Action: '*', Resource: '*', Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1', 'aws:PrincipalAccount': '999999999999' } } },
      { Effect: 'Deny', Action: '*', Resource: '*', Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*' } } },
    ])).attrArn)],
  ])('%s', (_, build) => {
    expect(brokenIn(build)).toEqual([]);
  });

  test('with literal ARNs in a stack that may be deployed anywhere', () => {
    const app = newApp();
    const stack = new Stack(app, 'Stack');
    const key = keyWith(stack, pastedKeyPolicy());
    handWritten(stack, pasted('customer-managed-key', withKey(key)), {
      roleName: 'airflow',
      assumeRolePolicyDocument: pastedTrust({ Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } }),
    });
    environment(stack, 'arn:aws:iam::111122223333:role/airflow', { kmsKey: key.attrArn });
    expect(broken(app)).toEqual([]);
  });
});

describe('a role in another place of the app passes', () => {
  const ours = (stack: Stack) => new MwaaExecutionRole(stack, 'Role', { environmentName: NAME, sourceBucket: s3.Bucket.fromBucketName(stack, 'B', 'dags') });

  test('in another stack, through an export', () => {
    const app = newApp();
    const role = ours(new Stack(app, 'Roles'));
    environment(new Stack(app, 'Environments'), role.roleArn);
    expect(broken(app)).toEqual([]);
  });

  test('in another stack, in a policy that its stack deploys before', () => {
    const app = newApp();
    const roles = new Stack(app, 'Roles', { env: ENV });
    const role = new iam.Role(roles, 'Role', { assumedBy: new iam.CompositePrincipal(new iam.ServicePrincipal('airflow.amazonaws.com'), new iam.ServicePrincipal('airflow-env.amazonaws.com')) });
    new MwaaExecutionPolicy(roles, 'Policy', { environmentName: NAME, sourceBucket: s3.Bucket.fromBucketName(roles, 'B', 'dags'), roles: [role] });
    environment(new Stack(app, 'Environments', { env: ENV }), role.roleArn);
    expect(broken(app)).toEqual([]);
  });

  test('in a stack of a stage', () => {
    const app = newApp();
    for (const name of ['Dev', 'Prod']) {
      const stage = new Stage(app, name, { env: ENV });
      environment(new Stack(stage, 'Environments'), ours(new Stack(stage, 'Roles')).roleArn);
    }
    expect(broken(app)).toEqual([]);
  });

  test('in a nested stack, and the environment in another', () => {
    const app = newApp();
    const stack = new Stack(app, 'Stack');
    environment(new NestedStack(stack, 'Environments'), ours(new NestedStack(stack, 'Roles')).roleArn);
    expect(broken(app)).toEqual([]);
  });

  test('with its policies given to a role made beforehand', () => {
    const app = newApp();
    iam.Role.customizeRoles(app, { usePrecreatedRoles: { 'Stack/Role': 'airflow' } });
    const stack = new Stack(app, 'Stack', { env: ENV });
    const sourceBucket = new s3.Bucket(stack, 'Bucket', { versioned: true });
    const role = new MwaaExecutionRole(stack, 'Role', { environmentName: NAME, sourceBucket });
    environment(stack, role.roleArn, { sourceBucketArn: sourceBucket.bucketArn });
    expect(broken(app)).toEqual([]);
  });
});

test('an app without an environment passes', () => {
  expect(brokenIn((stack) => new s3.Bucket(stack, 'Bucket'))).toEqual([]);
  expect(broken(new App())).toEqual([]);
});

test('a template without anything passes', () => {
  expect(brokenIn(() => undefined)).toEqual([]);
});

test('a key that AWS::NoValue takes out is none', () => {
  expect(brokenIn((stack) => environment(stack, handWritten(stack, pasted('aws-owned-key')).attrArn, { kmsKey: Fn.ref('AWS::NoValue') }))).toEqual([]);
});

test('a role made beforehand by its name, with references to resources of the app', () => {
  const app = newApp();
  iam.Role.customizeRoles(app, { usePrecreatedRoles: { 'Stack/Role': 'airflow' } });
  const stack = new Stack(app, 'Stack', { env: ENV });
  const key = keyWith(stack, pastedKeyPolicy());
  const role = new iam.Role(stack, 'Role', {
    assumedBy: new iam.CompositePrincipal(new iam.ServicePrincipal('airflow.amazonaws.com'), new iam.ServicePrincipal('airflow-env.amazonaws.com')),
  });
  const own = (statement: any) => (statement.Action.includes('kms:Decrypt') ? { ...statement, Resource: stack.formatArn({ service: 'kms', resource: 'key', resourceName: key.ref }) } : statement);
  pasted('customer-managed-key').Statement.forEach((statement: any) => role.addToPolicy(iam.PolicyStatement.fromJson(own(statement))));
  environment(stack, role.roleArn, { kmsKey: key.attrArn });
  expect(broken(app)).toEqual([]);
});
