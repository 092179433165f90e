import {
  App, Aspects, Aws, aws_iam as iam, aws_kms as kms, aws_mwaa as mwaa, aws_mwaaserverless as serverless, aws_s3 as s3,
  aws_secretsmanager as secretsmanager, CfnCondition, CfnParameter, Fn, Lazy, NestedStack, Stack,
} from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import {
  AirflowConnection, AirflowRole, MwaaEnvironmentGrants, MwaaExecutionPolicy, MwaaExecutionRole, MwaaServerlessExecutionRole,
  MwaaServiceLinkedRole, SecretsBackend,
} from '../src';
import { DeployedApp } from './template';

// An app as organizations compose them, with everything done right: resources are renamed, changed and made conditional
// after they were put together. It prints nothing.

const ENV = { account: '111122223333', region: 'eu-west-1' };
const CHINA = { account: '444455556666', region: 'cn-north-1' };

/** What is the same for L1 and L2 constructs of the user. */
interface Resources {
  key(scope: Construct, id: string): kms.IKeyRef;
  bucket(scope: Construct, id: string, key: kms.IKeyRef): s3.IBucketRef;
}

const L1: Resources = {
  key: (scope, id) => new kms.CfnKey(scope, id),
  bucket: (scope, id, key) => new s3.CfnBucket(scope, id, {
    versioningConfiguration: { status: 'Enabled' },
    bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: key.keyRef.keyArn } }] },
  }),
};
const L2: Resources = {
  key: (scope, id) => new kms.Key(scope, id),
  bucket: (scope, id, key) => new s3.Bucket(scope, id, {
    versioned: true, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL, encryptionKey: key as kms.Key,
  }),
};

/** Gives every role a prefix and a path, as the permissions boundaries of organizations demand. */
const PREFIX = {
  visit(node: IConstruct) {
    if (iam.CfnRole.isCfnRole(node)) {
      node.addPropertyOverride('RoleName', `acme-${node.node.scope!.node.id}`);
      node.path = '/acme/';
    }
  },
};

const condition = (scope: Construct, id: string, value = id) =>
  new CfnCondition(scope, id, { expression: Fn.conditionEquals(Fn.ref('AWS::StackName'), value) });
const resource = <T>({ node }: IConstruct) => node.defaultChild as T;

/** An environment that is changed, renamed and made conditional after the association. */
function changedAfterwards(stack: Stack, { key, bucket }: Resources): [MwaaExecutionRole, mwaa.CfnEnvironment] {
  const kmsKey = key(stack, 'Key');
  const sourceBucket = bucket(stack, 'Bucket', kmsKey);
  const environment = new mwaa.CfnEnvironment(stack, 'Environment', {
    name: Lazy.string({ produce: () => 'etl' }), sourceBucketArn: sourceBucket.bucketRef.bucketArn, kmsKey: Aws.NO_VALUE,
  });
  const role = new MwaaExecutionRole(stack, 'Role', {
    environmentName: 'etl', sourceBucket, kmsKey, roleName: 'etl', managedPolicies: [...Array(8).keys()].map((index) => iam.ManagedPolicy.fromAwsManagedPolicyName(`P${index}`)),
  });
  role.associateWith(environment);
  role.confineCeleryQueue(environment);
  role.allowSelfAssume();
  role.attachJsonPolicy('Json', { document: { Statement: ['s3:ListBucket', 's3:GetObject'].map((Action) => ({ Sid: '', Effect: 'Allow', Action, Resource: '*' })) } });
  environment.addPropertyOverride('Name', 'etl');
  environment.executionRoleArn = resource<iam.CfnRole>(role).attrArn;
  environment.cfnOptions.condition = condition(stack, 'WithAirflow');
  resource<iam.CfnRole>(role).cfnOptions.condition = condition(stack, 'WithRoles');
  return [role, environment];
}

/** Secrets under conditions, prefixes with the name of the stack, and a connection of a role that may assume itself. */
function secrets(stack: Stack, role: MwaaExecutionRole, encryptionKey: kms.IKeyRef) {
  const backend = new SecretsBackend({ connectionsPrefix: `${Aws.STACK_NAME}/connections`, encryptionKey });
  [role, new iam.PrincipalWithConditions(role, { Bool: { 'aws:SecureTransport': 'true' } })].forEach((grantee) => backend.grantRead(grantee));
  backend.addConnection(stack, 'crm', AirflowConnection.aws({ role }));
  ['One', 'Two'].forEach((id) => backend.addConnection(new NestedStack(stack, id), 'crm', AirflowConnection.aws()));
  ['blue', 'green'].forEach((id) => {
    const secret = new SecretsBackend().addConnection(new Construct(stack, id), 'warehouse', AirflowConnection.aws());
    resource<secretsmanager.CfnSecret>(secret).cfnOptions.condition = condition(stack, `Is${id}`, id);
  });
}

function grants(stack: Stack, environment: mwaa.CfnEnvironment, executionRole: iam.IRole) {
  const facade = MwaaEnvironmentGrants.fromEnvironment(environment);
  const immutable = iam.Role.fromRoleArn(stack, 'Immutable', `arn:aws:iam::${ENV.account}:role/r`, { mutable: false });
  [new iam.Group(stack, 'Group'), new iam.User(stack, 'User'), iam.User.fromUserName(stack, 'Imported', 'u'), immutable].forEach((grantee) => {
    facade.webServerAccess(grantee, AirflowRole.OP);
    facade.cliAccess(grantee);
  });
  facade.fullApiAccess(new iam.Role(stack, 'Platform', { assumedBy: new iam.AccountRootPrincipal() }), { executionRole });
  MwaaServiceLinkedRole.fromAccount(stack, 'ServiceLinkedRole').grantCreate(immutable);
}

/** The environment is in a nested stack under the condition of its role. */
function nested(stack: Stack, { key, bucket }: Resources) {
  const its = condition(stack, 'WithNested');
  const inner = new NestedStack(stack, 'Nested');
  const kmsKey = key(stack, 'NestedKey');
  const sourceBucket = bucket(stack, 'NestedBucket', kmsKey);
  const role = new MwaaExecutionRole(stack, 'NestedRole', { environmentName: 'nested', sourceBucket, kmsKey });
  const environment = new mwaa.CfnEnvironment(inner, 'Environment', { name: 'nested', sourceBucketArn: sourceBucket.bucketRef.bucketArn });
  role.associateWith(environment);
  [inner.nestedStackResource!, resource<iam.CfnRole>(role)].forEach(({ cfnOptions }) => { cfnOptions.condition = its; });
}

/** The documented policy for a conditional role of the user, and an environment whose role and key the deployment chooses. */
function existingRole(stack: Stack, { key, bucket }: Resources) {
  const role = new iam.Role(stack, 'Existing', { assumedBy: new iam.ServicePrincipal('airflow.amazonaws.com') });
  resource<iam.CfnRole>(role).cfnOptions.condition = condition(stack, 'WithExisting');
  const kmsKey = key(stack, 'ExistingKey');
  new MwaaExecutionPolicy(stack, 'Policy', { environmentName: 'existing', sourceBucket: bucket(stack, 'ExistingBucket', kmsKey), kmsKey, roles: [role] });
  const sourceBucket = bucket(stack, 'ChosenBucket', key(stack, 'ChosenKey'));
  new MwaaExecutionRole(stack, 'ChosenRole', { environmentName: 'chosen', sourceBucket }).associateWith(new mwaa.CfnEnvironment(stack, 'Chosen', {
    name: 'chosen', executionRoleArn: new CfnParameter(stack, 'Arn').valueAsString, kmsKey: Fn.conditionIf('WithExisting', kmsKey.keyRef.keyArn, Aws.NO_VALUE).toString(),
  }));
}

function workflow(stack: Stack, kmsKey: kms.IKeyRef) {
  const role = new MwaaServerlessExecutionRole(stack, 'Workflow', { kmsKey });
  role.associateWith(new serverless.CfnWorkflow(stack, 'Flow', { definitionS3Location: { bucket: 'b', objectKey: 'k' }, roleArn: role.roleArn }));
}

/** ARNs of the partition of the Region. */
function elsewhere(stack: Stack) {
  const kmsKey = kms.Key.fromKeyArn(stack, 'Key', `arn:aws-cn:kms:cn-north-1:${CHINA.account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`);
  const sourceBucket = s3.Bucket.fromBucketAttributes(stack, 'Bucket', { bucketArn: 'arn:aws-cn:s3:::my-dags', encryptionKey: kmsKey });
  const role = new MwaaExecutionRole(stack, 'Role', { environmentName: 'china', sourceBucket });
  new SecretsBackend({ encryptionKey: kmsKey }).grantRead(role);
}

let output: string[];
beforeEach(() => {
  output = [];
  const write = (...texts: unknown[]) => output.push(...texts.map(String)) > 0;
  (['log', 'info', 'warn', 'error'] as const).forEach((method) => jest.spyOn(console, method).mockImplementation(write));
  [process.stdout, process.stderr].forEach((stream) => jest.spyOn(stream, 'write').mockImplementation(write as any));
});
afterEach(() => jest.restoreAllMocks());

describe.each<[string, Resources]>([['L1', L1], ['L2', L2]])('an app of %s constructs with everything done right', (_level, resources) => {
  let app: App;
  beforeEach(() => {
    app = new App({ analyticsReporting: false });
    const stack = new Stack(app, 'Stack', { env: ENV });
    const [role, environment] = changedAfterwards(stack, resources);
    secrets(stack, role, resources.key(stack, 'SecretsKey'));
    grants(stack, environment, role);
    nested(stack, resources);
    existingRole(stack, resources);
    workflow(stack, resources.key(stack, 'WorkflowKey'));
    elsewhere(new Stack(app, 'China', { env: CHINA }));
    Aspects.of(stack).add(PREFIX);
  });

  test('prints nothing', () => {
    const { stacksRecursively: stacks } = app.synth();
    expect(stacks.flatMap(({ messages }) => messages).map(({ id, entry }) => `${id}: ${entry.data}`)).toEqual([]);
    // The newest CDK checks templates by itself, and warns of an empty `Sid` and of what refers to something conditional.
    expect(output.filter((text) => !text.startsWith('[Warning] Template validation found issues'))).toEqual([]);
  });

  test('is deployed: each resource is there with what it refers to', () => {
    const { Resources: all, Conditions: conditions } = app.synth().getStackByName('Stack').template;
    const [confinement] = Object.entries<any>(all).filter(([id]) => id.includes('Confinement')).map(([, one]) => one);
    expect(conditions[confinement.Condition]).toEqual({ 'Fn::And': [{ Condition: 'WithAirflow' }, { Condition: 'WithRoles' }] });
    const deployed = new DeployedApp(app, { partition: 'aws', ...ENV }, { 'AWS::StackName': 'WithRoles' });
    const arn = `arn:aws:iam::${ENV.account}:role/acme/acme-Role`;
    const { AssumeRolePolicyDocument: trust } = deployed.properties('AWS::IAM::Role').find(({ RoleName }) => RoleName === 'acme-Role');
    expect(trust.Statement[1].Condition).toEqual({ ArnEquals: { 'aws:PrincipalArn': arn } });
    const statements = deployed.properties('AWS::IAM::Policy').flatMap(({ PolicyDocument: { Statement: list } }) => list);
    expect(statements.filter(({ Action: action }) => action === 'sts:AssumeRole').map(({ Resource }) => Resource)).toEqual([arn]);
  });
});
