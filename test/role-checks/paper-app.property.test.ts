import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import * as fc from 'fast-check';
import { Finding, findingsOf } from '../../src/role-checks/findings';
import { Assembly } from '../../src/role-checks/template/assembly';
import { decidedByTheGuide, Request } from '../iam/by-the-guide';
import { property } from '../properties';
import { DeployedApp, Deployment, QUEUE_ACCOUNT } from '../template';
import { drawnTemplate, OPEN, PARAMETERS, WRITTEN_OUT } from './drawn-templates';

// What the checks say of drawn templates, against the templates as they are deployed, decided by the other evaluator.

const ANYWHERE = 'aws://unknown-account/unknown-region';

/** What the checks find in a template; in a stack that says where it is, or not. */
function foundIn(template: object, environment: string): Finding[] {
  const manifest = { artifacts: { Stack: { environment, properties: { templateFile: 'T.template.json', ...environment === ANYWHERE ? {} : { stackName: 'stack' } } } } };
  const read = (path: string) => (path.endsWith('manifest.json') ? environment === ANYWHERE ? {} : manifest : template);
  return findingsOf(new Assembly(FOLDER, ['T.template.json'], read));
}

const FOLDER = mkdtempSync(join(tmpdir(), 'mwaa-drawn-'));
writeFileSync(join(FOLDER, 'manifest.json'), '{}');

/** Things that stand for every object, stream or key; of some a policy may have thought. */
const SAMPLES = ['q~7', 'a.py', 'x/y z', 'secret/x'];
const LOGS = ['CreateLogStream', 'CreateLogGroup', 'PutLogEvents', 'GetLogEvents', 'GetLogRecord', 'GetLogGroupFields', 'GetQueryResults'];
const QUEUE = ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage', 'SendMessage'];
const KEY = ['Decrypt', 'DescribeKey', 'GenerateDataKey', 'Encrypt'];

/** What MWAA and CloudWatch Logs ask once an app is deployed, by the policy that decides it and what it is about. */
function asked(app: DeployedApp, { partition, region, account }: Deployment): Asked[] {
  const [role] = app.properties('AWS::IAM::Role');
  const [environment] = app.properties('AWS::MWAA::Environment');
  const [key] = app.properties('AWS::KMS::Key');
  const policies = role.Policies.map(({ PolicyDocument }: any) => PolicyDocument);
  const bucket = environment.SourceBucketArn;
  const folder = environment.DagS3Path === undefined ? '' : `${environment.DagS3Path.replace(/\/$/, '')}/`;
  const arn = (service: string, resource: string, owner = account) => `arn:${partition}:${service}:${region}:${owner}:${resource}`;
  const groups = ['DAGProcessing', 'Scheduler', 'Task', 'WebServer', 'Worker'].map((part) => arn('logs', `log-group:airflow-${environment.Name}-${part}`));
  const known = {
    'aws:PrincipalAccount': account,
    'aws:PrincipalArn': environment.ExecutionRoleArn,
    'aws:PrincipalType': 'AssumedRole',
    'aws:RequestedRegion': region,
    'aws:ResourceAccount': account,
    'aws:SecureTransport': 'true',
  };
  const queue = arn('sqs', 'airflow-celery-1234', QUEUE_ACCOUNT);
  const needed = (about: string, action: string, resources: string[], context = {}): Asked[] =>
    resources.map((resource) => ({ about, policies, resources: [resource], action, context: { ...known, ...context } }));
  const through = (service: string, action: string) => ({
    'kms:ViaService': `${service}.${region}.amazonaws.com`,
    'kms:CallerAccount': account,
    ...service === 'sqs' && action !== 'DescribeKey' ? { 'kms:EncryptionContext:aws:sqs:arn': queue } : {},
  });
  const other = { 'aws:ResourceAccount': QUEUE_ACCOUNT };
  const source = { 'aws:SourceArn': arn('airflow', `environment/${environment.Name}`), 'aws:SourceAccount': account, 'aws:PrincipalIsAWSService': 'true', 'aws:RequestedRegion': region };
  return [
    ...partition === 'aws-cn' ? [] : needed('publishMetrics', 'airflow:PublishMetrics', [arn('airflow', `environment/${environment.Name}`)]),
    ...['s3:GetObject', 's3:GetObjectVersion'].flatMap((action) => needed('readSourceBucket', action, SAMPLES.map((sample) => `${bucket}/${folder}${sample}`))),
    ...['s3:GetBucketPublicAccessBlock', 's3:GetBucketVersioning', 's3:ListBucket'].flatMap((action) => needed('readSourceBucket', action, [bucket])),
    ...LOGS.flatMap((action) => groups.flatMap((group) => SAMPLES.map((sample): Asked => ({
      about: 'writeLogs',
      policies,
      action: `logs:${action}`,
      resources: [`${group}:log-stream:${sample}`, ...LOGS.indexOf(action) > 3 ? [group] : []],
      context: known,
    })))),
    ...needed('describeLogGroups', 'logs:DescribeLogGroups', [arn('logs', 'log-group::log-stream:')]),
    ...needed('putMetricData', 'cloudwatch:PutMetricData', ['*'], { 'cloudwatch:namespace': 'AmazonMWAA' }),
    ...QUEUE.flatMap((action) => needed('useCeleryQueue', `sqs:${action}`, [queue], other)),
    ...key === undefined
      ? KEY.flatMap((action) => needed('useAwsOwnedKey', `kms:${action}`, SAMPLES.slice(0, 2).map((sample) => arn('kms', `key/${sample}`, QUEUE_ACCOUNT)), { ...through('sqs', action), ...other }))
      : KEY.flatMap((action) => ['sqs', 's3'].flatMap((service) => needed('useCustomerManagedKey', `kms:${action}`, [environment.KmsKey], through(service, action)))),
    ...['airflow.amazonaws.com', 'airflow-env.amazonaws.com'].map((service): Asked => ({
      about: 'trust', policies: [role.AssumeRolePolicyDocument], action: 'sts:AssumeRole', resources: [environment.ExecutionRoleArn], context: source, service,
    })),
    ...key === undefined ? [] : groups.flatMap((group) => ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey'].map((action): Asked => ({
      about: 'keyPolicy',
      policies: [key.KeyPolicy],
      action,
      resources: [environment.KmsKey],
      service: `logs.${region}.amazonaws.com`,
      context: { 'kms:CallerAccount': account, 'aws:SourceAccount': account, 'kms:EncryptionContext:aws:logs:arn': group, 'aws:SourceArn': group },
    }))),
  ];
}

/** A request, by each name of what it is done to. */
interface Asked extends Omit<Request, 'resource'> {
  readonly about: string;
  readonly policies: any[];
  readonly resources: string[];
}

/** What is refused first, by the other evaluator; what is said to be refused is asked first. */
function refusedIn(app: DeployedApp, where: Deployment, extra: Record<string, string> = {}, expected: string[] = []): string | undefined {
  const requests = asked(app, where);
  const isRefused = ({ policies, resources, context, ...request }: Asked) => resources.every((resource) =>
    decidedByTheGuide(policies, { ...request, resource, context: { ...context, ...extra } }) !== 'allowed');
  const isExpected = ({ about }: Asked) => expected.includes(about);
  return (requests.filter(isExpected).find(isRefused) ?? requests.find((one) => !isExpected(one) && isRefused(one)))?.about;
}

const deployed = (template: object, deployment: Deployment, ids = {}) =>
  new DeployedApp({ synth: () => ({ stacksRecursively: [{ template }] }) }, deployment, ids);

const PLACES = [
  ['aws', 'eu-west-1'], ['aws', 'us-east-1'], ['aws', 'eu-central-1'], ['aws', 'ap-south-1'], ['aws-cn', 'cn-north-1'], ['aws-us-gov', 'us-gov-west-1'],
];
const NAMES = ['my-env', 'env', 'a', 'my', 'dags', 'my-env-a', 'env-eu-west-1', 'dags-111122223333', 'dags-111122223333-eu', 'dags-eu-west-1', 'stack-dags', 'dags-eu-x', '', 'x'];

/** Deployments of a template, with values of its own texts above all. */
function* deployments(seed: number, text: string) {
  let state = seed % 2_147_483_646 + 1;
  const pick = <T>(values: readonly T[]): T => {
    state = (state * 48_271) % 2_147_483_647;
    return values[state % values.length];
  };
  // In another partition than most only where a text has it.
  const places = PLACES.filter(([partition, region]) => partition === 'aws' || text.includes(region) || text.includes(`arn:${partition}:`));
  for (let count = 0; count < 200; count++) {
    const [partition, region] = pick(places);
    const stackName = pick(['my-env', 'stack', 'my', 'env']);
    const endpoint = pick([undefined, 'vpce-1', 'vpce-2']);
    yield {
      where: { partition, region, account: pick(['111122223333', '111122223333', '444455556666', '777788889999', '111100001111']) },
      ids: {
        'Name': pick(NAMES),
        'Bucket': pick(NAMES),
        'Account': pick(['111122223333', '444455556666', '', 'x']),
        'Stage': pick(['prod', 'dev', 'a']),
        'Usual': pick(['my-env', ...NAMES]),
        'One': pick(PARAMETERS.One.AllowedValues),
        'shared': pick(NAMES),
        'AWS::StackName': stackName,
        'Dags': `${stackName}-dags-1abcdefghijkl`,
      },
      extra: endpoint === undefined ? {} as Record<string, string> : { 'aws:SourceVpce': endpoint },
    };
  }
}

const isError = ({ severity }: Finding) => severity === 'error';

let findings = 0;
property('nothing correct is reported', fc.tuple(drawnTemplate(OPEN), fc.nat()), ([template, seed]) => {
  const errors = foundIn(template, ANYWHERE).filter(isError);
  findings += errors.length;
  const about = errors.map(({ rule, about: one }) => one?.split(' ')[0] ?? (rule.endsWith('trustPolicy') ? 'trust' : 'keyPolicy'));
  if (errors.length > 0) {
    for (const { where, ids, extra } of deployments(seed, JSON.stringify(template))) {
      if (refusedIn(deployed(template, where, ids), where, extra, about) === undefined) {
        throw new Error(`works in ${JSON.stringify({ where, ids, extra, about })}`);
      }
    }
  }
}, 60);

const HERE: Deployment = { partition: 'aws', region: 'eu-west-1', account: '111122223333' };

property('nothing wrong is silent', drawnTemplate(WRITTEN_OUT), (template) => {
  const ids = { Name: 'my-env', Bucket: 'dags', Stage: 'prod', One: 'my', Dags: 'stack-dags-1abcdefghijkl' };
  const written = { ...template, Conditions: { C: { 'Fn::Equals': ['a', 'a'] } } };
  const said = foundIn(written, 'aws://111122223333/eu-west-1');
  const refused = refusedIn(deployed(written, HERE, ids), HERE);
  // What nobody can know before the deployment is a note.
  expect({ refused, isSilent: said.length === 0 }).not.toEqual({ refused: expect.any(String), isSilent: true });
  expect({ refused, isFound: said.some(isError) }).not.toEqual({ refused: undefined, isFound: true });
}, 200);

test('there is something to find', () => {
  expect(findings).toBeGreaterThan(0);
});
