import { readFileSync } from 'fs';
import { join } from 'path';
import {
  App, Aspects, aws_ecs as ecs, aws_glue as glue, aws_iam as iam, aws_kms as kms, aws_lambda as lambda, aws_mwaa as mwaa, aws_s3 as s3,
  aws_secretsmanager as secretsmanager, CfnElement, PermissionsBoundary, RemovalPolicy, Stack, Stage, Tags,
} from 'aws-cdk-lib';
import { MwaaExecutionRole } from '../../src';
import { documented } from '../documented';
import { BUCKET, BUCKETS, ENVIRONMENT, idsOf, KEY, VALUES } from '../shapes';
import { COMMERCIAL, DeployedApp, templateOf } from '../template';

// The role among everything else that an app may do to it.

const OWNED = documented('execution-policy-aws-owned-key', { ...COMMERCIAL, ...VALUES });
const MANAGED = documented('execution-policy-customer-managed-key', { ...COMMERCIAL, ...VALUES });

const define = (stack: Stack, environmentName = ENVIRONMENT, kmsKey?: kms.IKeyRef) => new MwaaExecutionRole(
  stack, `Role-${environmentName}`, { environmentName, sourceBucket: s3.Bucket.fromBucketName(stack, `Bucket-${environmentName}`, BUCKET), kmsKey },
);

describe('Role.customizeRoles', () => {
  test('a precreated role is used, and the report says what it needs', () => {
    const app = new App();
    iam.Role.customizeRoles(app, { usePrecreatedRoles: { [`Stack/Role-${ENVIRONMENT}`]: 'existing' } });
    const stack = new Stack(app, 'Stack');
    const role = define(stack);
    role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['sns:Publish'], resources: ['*'] }));
    const environment = new mwaa.CfnEnvironment(stack, 'Environment', { name: ENVIRONMENT });
    role.associateWith(environment);
    role.confineCeleryQueue(environment);

    const deployed = new DeployedApp(app, COMMERCIAL);
    expect(deployed.properties('AWS::IAM::Role')).toEqual([]);
    expect(deployed.properties('AWS::IAM::Policy')).toEqual([]);
    expect(deployed.single('AWS::MWAA::Environment').ExecutionRoleArn).toBe('arn:aws:iam::111122223333:role/existing');

    const [report] = JSON.parse(readFileSync(join(app.outdir, 'iam-policy-report.json'), 'utf-8')).roles;
    expect(report.roleConstructPath).toBe(`Stack/Role-${ENVIRONMENT}`);
    expect(report.assumeRolePolicy[0].Principal.Service).toEqual(['airflow.amazonaws.com', 'airflow-env.amazonaws.com']);
    // As CDK writes what only the deployment knows.
    const place = { partition: '(PARTITION)', region: '(REGION)', account: '(ACCOUNT)' };
    expect(report.identityPolicyStatements.slice(0, 9)).toEqual(documented('execution-policy-aws-owned-key', { ...place, ...VALUES }).Statement);
    expect(report.identityPolicyStatements.slice(9).map(({ Action }: any) => Action)).toEqual(['sns:Publish', 'sqs:*', 'kms:*']);
  });

  test('roles that are only reported', () => {
    const app = new App();
    iam.Role.customizeRoles(app, { preventSynthesis: false, usePrecreatedRoles: {} });
    const stack = new Stack(app, 'Stack');
    define(stack);
    expect(new DeployedApp(app, COMMERCIAL).single('AWS::IAM::Role').Policies[0].PolicyDocument).toEqual(OWNED);
  });
});

test('a permissions boundary that is applied to the app', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  define(stack);
  iam.PermissionsBoundary.of(app).apply(iam.ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', 'arn:aws:iam::111122223333:policy/boundary'));
  expect(new DeployedApp(app, COMMERCIAL).single('AWS::IAM::Role').PermissionsBoundary).toBe('arn:aws:iam::111122223333:policy/boundary');
});

test('a permissions boundary of a stage', () => {
  const app = new App();
  const stage = new Stage(app, 'Stage', { permissionsBoundary: PermissionsBoundary.fromName('boundary') });
  define(new Stack(stage, 'Stack'));
  expect(new DeployedApp(app, COMMERCIAL).single('AWS::IAM::Role').PermissionsBoundary).toBe('arn:aws:iam::111122223333:policy/boundary');
});

test('aspects that change the role', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  define(stack);
  Aspects.of(app).add({
    visit: (construct) => {
      if (iam.CfnRole.isCfnRole(construct)) {
        construct.addPropertyOverride('MaxSessionDuration', 7200);
        construct.applyRemovalPolicy(RemovalPolicy.RETAIN);
      }
    },
  });
  expect(new DeployedApp(app, COMMERCIAL).single('AWS::IAM::Role')).toMatchObject({ MaxSessionDuration: 7200, Policies: [{ PolicyDocument: OWNED }] });
});

test('tags reach the role', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  Tags.of(define(stack)).add('team', 'data');
  expect(new DeployedApp(app, COMMERCIAL).single('AWS::IAM::Role').Tags).toEqual([{ Key: 'team', Value: 'data' }]);
});

test('two environments on one key', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const key = new kms.Key(stack, 'Key');
  for (const name of ['one', 'two']) {
    define(stack, name, key).associateWith(new mwaa.CfnEnvironment(stack, `Environment-${name}`, { name }));
  }
  const deployed = new DeployedApp(app, COMMERCIAL, idsOf(stack));
  expect(deployed.properties('AWS::IAM::Role').map(({ Policies }) => Policies[0].PolicyDocument)).toEqual(['one', 'two'].map((environmentName) =>
    documented('execution-policy-customer-managed-key', { ...COMMERCIAL, ...VALUES, environmentName })));
  expect(deployed.single('AWS::KMS::Key').KeyPolicy.Statement.slice(1)).toEqual([documented('key-policy-logs-statement', COMMERCIAL)]);
  expect(new Set(deployed.properties('AWS::MWAA::Environment').map(({ KmsKey }) => KmsKey))).toEqual(new Set([`arn:aws:kms:eu-west-1:111122223333:key/${KEY}`]));
});

test('bucket and key of another stack, the key of an L1', () => {
  const app = new App();
  const storage = new Stack(app, 'Storage');
  const key = new kms.CfnKey(storage, 'Key');
  const stack = new Stack(app, 'Stack');
  new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket: BUCKETS['L1 bucket'](storage), kmsKey: key });
  expect(new DeployedApp(app, COMMERCIAL, idsOf(storage)).single('AWS::IAM::Role').Policies[0].PolicyDocument).toEqual(MANAGED);
  expect(storage.dependencies).toEqual([]);
});

test('bucket and key of the environment\'s Region, role of another, cross-Region references switched on', () => {
  const app = new App();
  const there = new Stack(app, 'There', { env: { account: '111122223333', region: 'eu-west-1' }, crossRegionReferences: true });
  const here = new Stack(app, 'Here', { env: { account: '111122223333', region: 'us-east-1' }, crossRegionReferences: true });
  const kmsKey = new kms.Key(there, 'Key');
  const role = new MwaaExecutionRole(here, 'Role', {
    environmentName: ENVIRONMENT, sourceBucket: BUCKETS['L2 bucket'](there), kmsKey, environmentRegion: 'eu-west-1',
  });
  const [mwaaRole] = Object.values<any>(templateOf(here).Resources).filter((resource) => JSON.stringify(resource).includes('airflow-env.amazonaws.com'));
  expect(JSON.stringify(mwaaRole)).toContain(':airflow:eu-west-1:111122223333:environment/my-env');
  expect(JSON.stringify(templateOf(there).Resources)).toContain('logs.eu-west-1.amazonaws.com');
  expect(here.resolve(role.environmentArn)['Fn::Join'][1]).toContain(':airflow:eu-west-1:111122223333:environment/my-env');
});

test('in a stage, with an environment', () => {
  const app = new App();
  const stack = new Stack(new Stage(app, 'Prod', { env: { account: '111122223333', region: 'eu-west-1' } }), 'Stack');
  const role = define(stack);
  role.associateWith(new mwaa.CfnEnvironment(stack, 'Environment', { name: ENVIRONMENT }));
  expect(new DeployedApp(app, COMMERCIAL).single('AWS::IAM::Role').Policies[0].PolicyDocument).toEqual(OWNED);
});

describe('wherever a role or a grantee goes', () => {
  test('constructs that take a role', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const role = define(stack);
    new lambda.Function(stack, 'Function', { runtime: lambda.Runtime.PYTHON_3_13, handler: 'index.handler', code: lambda.Code.fromInline('#'), role });
    new ecs.FargateTaskDefinition(stack, 'Task', { taskRole: role });
    new glue.CfnJob(stack, 'Job', { command: {}, role: role.roleArn });
    const deployed = new DeployedApp(app, COMMERCIAL);
    const arn = `arn:aws:iam::111122223333:role/${stack.getLogicalId(role.node.defaultChild as CfnElement)}`;
    expect([deployed.single('AWS::Lambda::Function').Role, deployed.single('AWS::ECS::TaskDefinition').TaskRoleArn, deployed.single('AWS::Glue::Job').Role])
      .toEqual([arn, arn, arn]);
  });

  test('grants of buckets, secrets and keys', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const role = define(stack);
    new s3.Bucket(stack, 'Data').grantReadWrite(role);
    secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'airflow/x').grantRead(role);
    kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:eu-west-1:111122223333:key/${KEY}`).grantDecrypt(role);
    const statements = templateOf(stack).Resources;
    const [policy] = Object.values<any>(statements).filter(({ Type }) => Type === 'AWS::IAM::Policy');
    expect(policy.Properties.PolicyDocument.Statement).toHaveLength(3);
  });

  test('the role may be passed and assumed', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const role = define(stack);
    const deployer = new iam.User(stack, 'Deployer');
    role.grantPassRole(deployer);
    role.grantAssumeRole(deployer);
    const [{ PolicyDocument: { Statement: statements } }] = new DeployedApp(app, COMMERCIAL).properties('AWS::IAM::Policy');
    expect(statements.map(({ Action }: any) => Action)).toEqual(['iam:PassRole', 'sts:AssumeRole']);
  });

  test('a role whose policies may not change', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    new s3.Bucket(stack, 'Data').grantRead(define(stack).withoutPolicyUpdates());
    expect(new DeployedApp(app, COMMERCIAL).properties('AWS::IAM::Policy')).toEqual([]);
  });
});

test.each([{}, { env: { account: '111122223333', region: 'eu-west-1' } }])('a correct first app says nothing, however often it is synthesized: %j', (props) => {
  const app = new App();
  const stack = new Stack(app, 'Airflow', props);
  const sourceBucket = new s3.Bucket(stack, 'Bucket', { versioned: true, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL });
  const role = new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket, kmsKey: new kms.Key(stack, 'Key') });
  const environment = new mwaa.CfnEnvironment(stack, 'Environment', { name: ENVIRONMENT, sourceBucketArn: sourceBucket.bucketArn });
  role.associateWith(environment);
  role.confineCeleryQueue(environment);
  for (const force of [false, true]) {
    expect(app.synth({ force }).getStackByName('Airflow').messages).toEqual([]);
  }
});
