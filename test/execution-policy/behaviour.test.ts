import { MwaaExecutionRole } from '../../src';
import { AccessRequest, evaluate } from '../../src/iam/evaluation';
import { Text } from '../../src/iam/text';
import { requirementsOf } from '../../src/role-checks/subject/requirements';
import { appWith, BUCKET, BUCKETS, ENVIRONMENT, KEY, keyArn, KEYS, stackFor } from '../shapes';
import { CHINA, COMMERCIAL, DeployedApp, Deployment, GOVCLOUD, QUEUE_ACCOUNT } from '../template';

// What the synthesized role may and may not do, request by request, as IAM would decide.

const OTHER_ACCOUNT = '444455556666';
const VARIANTS = {
  'AWS owned key': {},
  'customer managed key': { customerManagedKey: true },
  'exact log groups': { exactLogGroups: true },
  'without the public access block': { accountPublicAccessBlock: false },
  'the logs of the triggerer': { triggererLogs: true },
};

interface Variant {
  readonly customerManagedKey?: boolean;
  readonly exactLogGroups?: boolean;
  readonly accountPublicAccessBlock?: boolean;
  readonly triggererLogs?: boolean;
}

const cases = [COMMERCIAL, CHINA, GOVCLOUD].flatMap((deployment) =>
  Object.entries<Variant>(VARIANTS).map(([name, variant]) => ({ name, variant, deployment, partition: deployment.partition })));

/** What AWS Support's script asks about, by what it is done to; and what Airflow 3 calls besides. */
const ASKED: Record<string, string[]> = {
  'airflow': ['airflow:PublishMetrics'],
  's3': ['s3:GetBucketPublicAccessBlock', 's3:GetBucketVersioning', 's3:GetObject', 's3:GetObjectVersion', 's3:ListBucket'],
  'logs': [
    'logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogGroups', 'logs:GetLogEvents', 'logs:GetLogGroupFields', 'logs:GetLogRecord',
    'logs:GetQueryResults', 'logs:PutLogEvents',
  ],
  '*': ['cloudwatch:PutMetricData', 's3:GetAccountPublicAccessBlock'],
  'sqs': [
    'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:ReceiveMessage', 'sqs:SendMessage',
  ],
  'kms through s3': ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
  'kms through sqs': ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
};

describe.each(cases)('$name in $partition', ({ variant, deployment }) => {
  const documents = documentsOf(variant, deployment);
  const decide = (request: AccessRequest) => evaluate(documents, request);
  const allowed = allowedRequests(variant, deployment);
  const refused = refusedRequests(variant, deployment);

  test.each(allowed.map((request) => [request.action, request.resource, request]))('may %s on %s', (_action, _resource, request) => {
    expect(decide(request as AccessRequest)).toBe('allowed');
  });

  test.each(refused.map(([why, request]) => [why, request.action, request]))('%s: may not %s', (_why, _action, request) => {
    expect(decide(request as AccessRequest)).not.toBe('allowed');
  });

  test("every call of AWS Support's script is among those that are allowed, and no other", () => {
    const asked = new Set(allowed.map(({ action, resource, context }) => {
      const [, , service = resource] = String(resource).split(':');
      const [through] = String(context?.['kms:ViaService']).split('.');
      return `${action} on ${service === 'kms' ? `kms through ${through}` : service}`;
    }));
    const expected = Object.entries(ASKED).flatMap(([on, actions]) => actions.map((action) => `${action} on ${on}`))
      .filter((one) => variant.customerManagedKey || !one.endsWith('kms through s3'))
      .concat(variant.triggererLogs ? ['logs:DescribeLogStreams on logs'] : [])
      .filter((one) => variant.accountPublicAccessBlock !== false || !one.startsWith('s3:GetAccountPublicAccessBlock'));
    expect([...asked].sort()).toEqual(expected.sort());
  });

  test('at least twice as many requests are refused as allowed', () => {
    expect(refused.length).toBeGreaterThanOrEqual(2 * allowed.length);
    expect(new Set(refused.map(([, request]) => JSON.stringify(request))).size).toBe(refused.length);
  });
});

function documentsOf({ customerManagedKey, ...props }: Variant, deployment: Deployment): any[] {
  const app = appWith(true);
  const stack = stackFor(app, false, deployment);
  new MwaaExecutionRole(stack, 'Role', {
    environmentName: ENVIRONMENT,
    sourceBucket: BUCKETS['imported bucket'](stack),
    kmsKey: customerManagedKey ? KEYS['imported key'](stack, deployment) : undefined,
    ...props,
  });
  const [role] = new DeployedApp(app, deployment).properties('AWS::IAM::Role');
  return role.Policies.map((policy: any) => policy.PolicyDocument);
}

/** Every call that MWAA makes, as `MwaaRoleChecks` asks for it; those of its statements that it does not ask for everywhere; and that of Airflow 3. */
function allowedRequests(
  { customerManagedKey, accountPublicAccessBlock, triggererLogs }: Variant, deployment: Deployment,
): AccessRequest[] {
  const { partition, region, account } = deployment;
  const requirements = requirementsOf({
    partition: Text.of(partition),
    region: Text.of(region),
    account: Text.of(account),
    environmentName: Text.of(ENVIRONMENT),
    roleArn: Text.of(`arn:${partition}:iam::${account}:role/airflow`),
    bucketArn: Text.of(`arn:${partition}:s3:::${BUCKET}`),
    keyArn: customerManagedKey ? Text.of(keyArn(deployment)) : undefined,
    queueArn: Text.of(`arn:${partition}:sqs:${region}:${QUEUE_ACCOUNT}:airflow-celery-1234`),
    queueAccount: Text.of(QUEUE_ACCOUNT),
    objects: ['dags/a.py', 'requirements.txt', 'plugins.zip'].map((path) => Text.of(path)),
    silentLogs: [],
  });
  return [
    // Where every stream or key is asked for, it is one of them here.
    ...requirements.flatMap(({ requests }) => requests).map(({ action, resource, context }) => ({ action, resource: resource.replaceOpen(() => 'a').literal!, context })),
    ...partition === 'aws-cn' ? [{ action: 'airflow:PublishMetrics', resource: `arn:${partition}:airflow:${region}:${account}:environment/${ENVIRONMENT}` }] : [],
    ...accountPublicAccessBlock ?? true ? [{ action: 's3:GetAccountPublicAccessBlock', resource: '*' }] : [],
    ...triggererLogs ? ['', ':log-stream:'].map((streams) => (
      { action: 'logs:DescribeLogStreams', resource: `arn:${partition}:logs:${region}:${account}:log-group:airflow-${ENVIRONMENT}-Task${streams}` }
    )) : [],
  ];
}

/** What must stay shut, each with why. */
function refusedRequests(
  { customerManagedKey, exactLogGroups, accountPublicAccessBlock, triggererLogs }: Variant, deployment: Deployment,
): [string, AccessRequest][] {
  const { partition, region, account } = deployment;
  const arn = (service: string, resource: string, inAccount = account, inRegion = region) =>
    `arn:${partition}:${service}:${inRegion}:${inAccount}:${resource}`;
  const bucket = (name: string) => `arn:${partition}:s3:::${name}`;
  const logGroup = (name: string, ...where: string[]) => arn('logs', `log-group:${name}:log-stream:a`, ...where);
  const every = (why: string, actions: string[], resources: string[], context?: AccessRequest['context']): [string, AccessRequest][] =>
    actions.flatMap((action) => resources.map((resource): [string, AccessRequest] => [why, { action, resource, ...context && { context } }]));
  const through = (service: string, inRegion = region) => ({ 'kms:ViaService': `${service}.${inRegion}.amazonaws.com` });
  const logActions = ['CreateLogStream', 'CreateLogGroup', 'PutLogEvents', 'GetLogEvents', 'GetLogRecord', 'GetLogGroupFields', 'GetQueryResults']
    .map((action) => `logs:${action}`);
  const sqsActions = ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage', 'SendMessage']
    .map((action) => `sqs:${action}`);
  const kmsActions = ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey', 'kms:Encrypt'];
  const [ownKey, otherOwnKey, foreignKey] = [keyArn(deployment), arn('kms', 'key/other'), arn('kms', 'key/foreign', OTHER_ACCOUNT)];
  return [
    ...every('another bucket', ['s3:GetObject', 's3:GetObjectVersion', 's3:ListBucket', 's3:GetBucketVersioning'], ['other', `${BUCKET}-x`, `x-${BUCKET}`]
      .flatMap((name) => [bucket(name), `${bucket(name)}/dags/a.py`])),
    ...every('a write to the bucket', ['s3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion', 's3:PutObjectAcl', 's3:RestoreObject'], [`${bucket(BUCKET)}/dags/a.py`]),
    ...every('a change of the bucket', ['s3:DeleteBucket', 's3:PutBucketPolicy', 's3:PutBucketVersioning', 's3:PutBucketPublicAccessBlock'], [bucket(BUCKET)]),
    ...every('the list of buckets', ['s3:ListAllMyBuckets'], ['*', bucket(BUCKET)]),
    ...accountPublicAccessBlock ?? true ? [] : every('the account\'s public access block', ['s3:GetAccountPublicAccessBlock'], ['*']),
    ...every('a change of the account', ['s3:PutAccountPublicAccessBlock'], ['*']),
    ...every('another environment', ['airflow:PublishMetrics'], [
      arn('airflow', 'environment/other'), arn('airflow', `environment/${ENVIRONMENT}-x`), arn('airflow', `environment/${ENVIRONMENT}`, OTHER_ACCOUNT),
      arn('airflow', `environment/${ENVIRONMENT}`, account, 'xx-other-1'),
    ]),
    ...every('management of the environment', ['airflow:GetEnvironment', 'airflow:UpdateEnvironment', 'airflow:DeleteEnvironment', 'airflow:CreateCliToken'],
      [arn('airflow', `environment/${ENVIRONMENT}`)]),
    ...every('a login', ['airflow:CreateWebLoginToken', 'airflow:InvokeRestApi'], [arn('airflow', `role/${ENVIRONMENT}/Admin`)]),
    ...every('another log group', logActions, [
      logGroup('airflow-other-Task'), logGroup('/aws/lambda/x'), logGroup(`x-airflow-${ENVIRONMENT}-Task`), logGroup(`airflow-${ENVIRONMENT}`),
      logGroup(`airflow-${ENVIRONMENT}-Task`, OTHER_ACCOUNT), logGroup(`airflow-${ENVIRONMENT}-Task`, account, 'xx-other-1'),
      ...exactLogGroups ? [logGroup(`airflow-${ENVIRONMENT}-x-Task`), logGroup(`airflow-${ENVIRONMENT}-Tasks`)] : [],
    ]),
    ...every('a list of log streams', ['logs:DescribeLogStreams'], [
      logGroup('airflow-other-Task'), logGroup(`airflow-${ENVIRONMENT}-Scheduler`), logGroup(`airflow-${ENVIRONMENT}-Tasks`),
      logGroup(`airflow-${ENVIRONMENT}-Task`, OTHER_ACCOUNT), logGroup(`airflow-${ENVIRONMENT}-Task`, account, 'xx-other-1'),
      ...triggererLogs ? [] : ['', ':log-stream:'].map((streams) => arn('logs', `log-group:airflow-${ENVIRONMENT}-Task${streams}`)),
    ]),
    ...every('a deletion of logs', ['logs:DeleteLogGroup', 'logs:DeleteLogStream', 'logs:PutRetentionPolicy', 'logs:PutResourcePolicy'], [logGroup(`airflow-${ENVIRONMENT}-Task`)]),
    ...every('other metrics', ['cloudwatch:GetMetricData', 'cloudwatch:DeleteAlarms', 'cloudwatch:PutMetricAlarm'], ['*']),
    ...every('another queue', sqsActions, [
      arn('sqs', 'orders'), arn('sqs', 'airflow-celery'), arn('sqs', 'x-airflow-celery-1234', QUEUE_ACCOUNT), arn('sqs', 'airflow-celery-1234', QUEUE_ACCOUNT, 'xx-other-1'),
    ]),
    ...every('management of the queue', ['sqs:DeleteQueue', 'sqs:PurgeQueue', 'sqs:SetQueueAttributes', 'sqs:AddPermission', 'sqs:CreateQueue'],
      [arn('sqs', 'airflow-celery-1234', QUEUE_ACCOUNT)]),
    ...every('a key without a service', kmsActions, [ownKey, otherOwnKey, foreignKey]),
    ...['ec2', 'secretsmanager', 'lambda'].flatMap((service) => every(`a key through ${service}`, kmsActions, [ownKey, otherOwnKey, foreignKey], through(service))),
    ...['sqs', 's3'].flatMap((service) => [
      ...every(`a key through ${service} of another Region`, kmsActions, [ownKey, otherOwnKey, foreignKey], through(service, 'xx-other-1')),
      ...every(`another key of the account through ${service}`, kmsActions, [otherOwnKey], through(service)),
    ]),
    ...every('a foreign key through s3', kmsActions, [foreignKey], through('s3')),
    ...customerManagedKey
      ? every('a foreign key through sqs, on a customer managed key', kmsActions, [foreignKey], through('sqs'))
      : ['sqs', 's3'].flatMap((service) => every(`a key of the account through ${service}, on an AWS owned key`, kmsActions, [ownKey], through(service))),
    ...every('a change of the key', ['kms:CreateGrant', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:DisableKey', 'kms:ReEncryptTo'], [ownKey], through('sqs')),
    ...every('IAM and STS', ['iam:PassRole', 'iam:CreateRole', 'iam:PutRolePolicy', 'iam:AttachRolePolicy', 'iam:CreateServiceLinkedRole', 'sts:AssumeRole'],
      [`arn:${partition}:iam::${account}:role/airflow`]),
    ...every('secrets', ['secretsmanager:GetSecretValue', 'ssm:GetParameter', 'dynamodb:GetItem', 'ec2:RunInstances', 'lambda:InvokeFunction'], ['*', arn('secretsmanager', `secret:${KEY}`)]),
  ];
}
