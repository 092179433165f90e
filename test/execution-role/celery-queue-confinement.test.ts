import { App, aws_kms as kms, aws_mwaa as mwaa, aws_s3 as s3, aws_sqs as sqs, Lazy, Stack } from 'aws-cdk-lib';
import { MwaaExecutionRole, MwaaExecutionRoleProps } from '../../src';
import { evaluate } from '../../src/iam/evaluation';
import { appWith, BUCKET, ENVIRONMENT, KEY, MINIMIZE } from '../shapes';
import { CHINA, COMMERCIAL, DeployedApp, Deployment, GOVCLOUD, QUEUE_ACCOUNT, templateOf } from '../template';

const STRANGER = '666677778888';

function confined(deployment: Deployment, props: Partial<MwaaExecutionRoleProps> = {}, minimize = false) {
  const app = appWith(minimize);
  const stack = new Stack(app, 'Stack');
  const role = new MwaaExecutionRole(stack, 'Role', {
    environmentName: ENVIRONMENT, sourceBucket: s3.Bucket.fromBucketName(stack, 'Bucket', BUCKET), ...props,
  });
  const environment = new mwaa.CfnEnvironment(stack, 'Environment', { name: ENVIRONMENT });
  role.associateWith(environment);
  role.confineCeleryQueue(environment);
  return { app, stack, role, environment, deployed: () => new DeployedApp(app, deployment) };
}

/** All identity policies of the role, evaluated together. */
function decide(deployed: DeployedApp, action: string, resource: string, account: string, viaService?: string) {
  const documents = [
    ...deployed.single('AWS::IAM::Role').Policies.map((policy: any) => policy.PolicyDocument),
    ...deployed.properties('AWS::IAM::Policy').map((policy) => policy.PolicyDocument),
  ];
  const context = { 'aws:ResourceAccount': account, ...viaService && { 'kms:ViaService': viaService } };
  return evaluate(documents, { action, resource, context });
}

describe.each([COMMERCIAL, CHINA, GOVCLOUD])('in $partition', (deployment) => {
  const { partition, region, account } = deployment;
  const queue = (owner: string, name = 'airflow-celery-1234') => `arn:${partition}:sqs:${region}:${owner}:${name}`;
  const key = (owner: string) => `arn:${partition}:kms:${region}:${owner}:key/${KEY}`;
  const sqsOf = `sqs.${region}.amazonaws.com`;

  test.each(['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueUrl'])('%s on the real queue is allowed', (action) => {
    expect(decide(confined(deployment).deployed(), action, queue(QUEUE_ACCOUNT), QUEUE_ACCOUNT)).toBe('allowed');
  });

  test('a stranger\'s queue is denied, whatever the stranger allows', () => {
    const deployed = confined(deployment).deployed();
    expect(decide(deployed, 'sqs:SendMessage', queue(STRANGER), STRANGER)).toBe('explicitDeny');
    expect(decide(deployed, 'sqs:ReceiveMessage', queue(STRANGER, 'airflow-celery-evil'), STRANGER)).toBe('explicitDeny');
  });

  test('on an AWS owned key, a stranger\'s key through SQS is denied, the service\'s is allowed', () => {
    const deployed = confined(deployment).deployed();
    expect(decide(deployed, 'kms:Decrypt', key(QUEUE_ACCOUNT), QUEUE_ACCOUNT, sqsOf)).toBe('allowed');
    expect(decide(deployed, 'kms:Decrypt', key(STRANGER), STRANGER, sqsOf)).toBe('explicitDeny');
    expect(decide(deployed, 'kms:GenerateDataKey', key(STRANGER), STRANGER, sqsOf)).toBe('explicitDeny');
  });

  test('grants on queues and keys of the user\'s own keep working', () => {
    const { stack, role, deployed } = confined(deployment);
    new sqs.Queue(stack, 'Own', { queueName: 'own', encryptionMasterKey: new kms.Key(stack, 'OwnKey') }).grantSendMessages(role);
    const app = deployed();
    expect(decide(app, 'sqs:SendMessage', queue(account, 'own'), account)).toBe('allowed');
    expect(decide(app, 'kms:Decrypt', `arn:${partition}:kms:${region}:${account}:key/OwnKey`, account, sqsOf)).toBe('implicitDeny');
    const [ownKey] = Object.keys(templateOf(stack).Resources).filter((id) => id.startsWith('OwnKey'));
    expect(decide(app, 'kms:Decrypt', `arn:${partition}:kms:${region}:${account}:key/${ownKey}`, account, sqsOf)).toBe('allowed');
  });

  test('without confinement the documented policy lets both strangers in', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket: s3.Bucket.fromBucketName(stack, 'Bucket', BUCKET) });
    const deployed = new DeployedApp(app, deployment);
    expect(decide(deployed, 'sqs:SendMessage', queue(STRANGER), STRANGER)).toBe('allowed');
    expect(decide(deployed, 'kms:Decrypt', key(STRANGER), STRANGER, sqsOf)).toBe('allowed');
  });
});

test.each(MINIMIZE)('is a policy of its own, as it stands here, under minimizePolicies %p', (minimize) => {
  const { deployed } = confined(COMMERCIAL, {}, minimize);
  expect(deployed().single('AWS::IAM::Policy').PolicyDocument).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'DenyForeignCeleryQueues',
        Effect: 'Deny',
        Action: 'sqs:*',
        Resource: 'arn:aws:sqs:*:*:airflow-celery-*',
        Condition: { StringNotEquals: { 'aws:ResourceAccount': QUEUE_ACCOUNT } },
      },
      {
        Sid: 'DenyForeignKeysThroughSqs',
        Effect: 'Deny',
        Action: 'kms:*',
        NotResource: [`arn:aws:kms:*:${QUEUE_ACCOUNT}:key/*`, 'arn:aws:kms:*:111122223333:key/*'],
        Condition: { StringLike: { 'kms:ViaService': 'sqs.*.amazonaws.com' } },
      },
    ],
  });
});

test('on a customer managed key, keys are closed already: only the queues are denied', () => {
  const app = new App();
  const { deployed } = confined(COMMERCIAL, { kmsKey: kms.Key.fromKeyArn(new Stack(app, 'Keys'), 'Key', `arn:aws:kms:eu-west-1:111122223333:key/${KEY}`) });
  expect(deployed().single('AWS::IAM::Policy').PolicyDocument.Statement.map(({ Sid }: any) => Sid)).toStrictEqual(['DenyForeignCeleryQueues']);
});

test('one deployment: the environment waits for the role, the confinement for the environment', () => {
  const { stack } = confined(COMMERCIAL);
  const { Resources: resources } = templateOf(stack);
  const [[id, policy]] = Object.entries<any>(resources).filter(([, { Type }]) => Type === 'AWS::IAM::Policy');
  expect(id).toBe('EnvironmentCeleryQueueConfinement0E4DFA22');
  expect(resources.Environment.Properties.ExecutionRoleArn).toEqual({ 'Fn::GetAtt': ['Role1ABCC5F0', 'Arn'] });
  expect(JSON.stringify(policy)).toContain('{"Fn::GetAtt":["Environment","CeleryExecutorQueue"]}');
  expect(policy.Properties.Roles).toEqual([{ Ref: 'Role1ABCC5F0' }]);
});

test('a second call adds nothing', () => {
  const { stack, role, environment } = confined(COMMERCIAL);
  role.confineCeleryQueue(environment);
  expect(stack.node.findAll().filter(({ node }) => node.id === 'CeleryQueueConfinement')).toHaveLength(1);
});

describe('fails, and denies nothing more,', () => {
  const define = () => {
    const stack = new Stack(new App(), 'Stack');
    const sourceBucket = s3.Bucket.fromBucketName(stack, 'Bucket', BUCKET);
    const [one, two] = ['One', 'Two'].map((id) => new MwaaExecutionRole(stack, `Role${id}`, { environmentName: ENVIRONMENT, sourceBucket }));
    // Their name is a token: nothing but the memory of the first call tells them apart.
    const [its, other] = ['Its', 'Other'].map((id) => new mwaa.CfnEnvironment(stack, id, { name: Lazy.string({ produce: () => ENVIRONMENT }) }));
    one.confineCeleryQueue(its);
    return { stack, one, two, its, other };
  };
  const confinements = (stack: Stack) => stack.node.findAll().filter(({ node }) => node.id === 'CeleryQueueConfinement').map(({ node }) => node.path);

  test.each(['confineCeleryQueue', 'associateWith'] as const)('for a second environment of the role: %s', (method) => {
    const { stack, one, other } = define();
    expect(() => one[method](other)).toThrow(new Error(
      "MwaaExecutionRole at 'Stack/RoleOne': environment 'Stack/Other' cannot share the role of environment 'Stack/Its', because MWAA requires a role for each environment: define another role for it",
    ));
    expect(confinements(stack)).toEqual(['Stack/Its/CeleryQueueConfinement']);
  });

  test.each(['confineCeleryQueue', 'associateWith'] as const)('for a second role of the environment: %s', (method) => {
    const { stack, two, its } = define();
    expect(() => two[method](its)).toThrow(/^MwaaExecutionRole at 'Stack\/RoleTwo': environment 'Stack\/Its' already has the execution role 'Stack\/RoleOne', and/);
    expect(confinements(stack)).toEqual(['Stack/Its/CeleryQueueConfinement']);
  });

  test('and what failed is not remembered', () => {
    const { stack, two, its, other } = define();
    expect(() => two.confineCeleryQueue(its)).toThrow();
    two.confineCeleryQueue(other);
    expect(confinements(stack)).toEqual(['Stack/Its/CeleryQueueConfinement', 'Stack/Other/CeleryQueueConfinement']);
  });
});

test('the environment may live in another stack', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const role = new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket: s3.Bucket.fromBucketName(stack, 'Bucket', BUCKET) });
  const other = new Stack(app, 'Other');
  const environment = new mwaa.CfnEnvironment(other, 'Environment', { name: ENVIRONMENT });
  role.associateWith(environment);
  role.confineCeleryQueue(environment);
  expect(Object.values<any>(templateOf(other).Resources).map(({ Type }) => Type)).toEqual(['AWS::MWAA::Environment', 'AWS::IAM::Policy']);
  expect(other.dependencies).toEqual([stack]);
});
