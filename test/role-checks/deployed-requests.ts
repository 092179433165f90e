import { decidedByTheGuide, Request } from '../iam/by-the-guide';
import { DeployedApp, Deployment, QUEUE_ACCOUNT } from '../template';

// What MWAA and CloudWatch Logs ask once an app is deployed, decided by the other evaluator.

/** Things that stand for every object, stream or key; of some a policy may have thought. */
const SAMPLES = ['q~7', 'a.py', 'x/y z', 'secret/x'];
const LOGS = ['CreateLogStream', 'CreateLogGroup', 'PutLogEvents', 'GetLogEvents', 'GetLogRecord', 'GetLogGroupFields', 'GetQueryResults'];
const QUEUE = ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage', 'SendMessage'];
const KEY = ['Decrypt', 'DescribeKey', 'GenerateDataKey', 'Encrypt'];
const PARTS = ['DAGProcessing', 'Scheduler', 'Task', 'WebServer', 'Worker'];
const ANYTHING = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };

/** A request, by each name of what it is done to, with the policies that decide it. */
interface Asked extends Omit<Request, 'resource'> {
  readonly resources: string[];
  readonly policies: any[];
  /** Policies of a resource, which may allow and deny what the role asks. */
  readonly ofResource: any[];
}

/** Requests by the name of the statement or the policy that they are about, each worked out once somebody wants them. */
export type Requests = Readonly<Record<string, () => Asked[]>>;

/** What an app asks. */
export function requestsOf(app: DeployedApp, { partition, region, account }: Deployment, extra: Record<string, string>): Requests {
  const [environment] = app.properties('AWS::MWAA::Environment');
  const [role] = app.properties('AWS::IAM::Role');
  const [key] = app.properties('AWS::KMS::Key');
  const [bucketPolicy] = app.properties('AWS::S3::BucketPolicy');
  const bucket: string = environment.SourceBucketArn;
  const identity = [
    ...role.Policies.map(({ PolicyDocument }: any) => PolicyDocument),
    // What AWS manages may allow anything.
    ...(role.ManagedPolicyArns ?? []).map(() => ANYTHING),
  ];
  const arn = (service: string, resource: string, owner = account) => `arn:${partition}:${service}:${region}:${owner}:${resource}`;
  const group = (part: string) => arn('logs', `log-group:airflow-${environment.Name}-${part}`);
  const folder = environment.DagS3Path === undefined ? '' : `${environment.DagS3Path.replace(/\/$/, '')}/`;
  const queue = arn('sqs', 'airflow-celery-1234', QUEUE_ACCOUNT);
  const environmentArn = arn('airflow', `environment/${environment.Name}`);
  const known = {
    'aws:PrincipalAccount': account,
    'aws:PrincipalArn': environment.ExecutionRoleArn,
    'aws:PrincipalType': 'AssumedRole',
    'aws:RequestedRegion': region,
    'aws:ResourceAccount': account,
    'aws:SecureTransport': 'true',
    ...extra,
  };
  const other = { 'aws:ResourceAccount': QUEUE_ACCOUNT };
  const through = (service: string, action: string) => ({
    'kms:ViaService': `${service}.${region}.amazonaws.com`,
    'kms:CallerAccount': account,
    ...service === 'sqs' && action !== 'DescribeKey' ? { 'kms:EncryptionContext:aws:sqs:arn': queue } : {},
  });
  const byRole = (action: string, resources: string[], context = {}, ofResource: any[] = []): Asked =>
    ({ policies: identity, ofResource, resources, action, context: { ...known, ...context } });
  const ofBucket = bucketPolicy === undefined || `arn:${partition}:s3:::${bucketPolicy.Bucket}` !== bucket ? [] : [bucketPolicy.PolicyDocument];
  const byLogs = (action: string, resources: string[], context = {}): Asked =>
    ({ policies: [key.KeyPolicy], ofResource: [], principal: `logs.${region}.amazonaws.com`, action, resources, context: { ...context, ...extra } });
  return {
    publishMetrics: () => (partition === 'aws-cn' ? [] : [byRole('airflow:PublishMetrics', [environmentArn])]),
    readSourceBucket: () => [
      ...['s3:GetObject', 's3:GetObjectVersion'].flatMap((action) => SAMPLES.map((sample) =>
        byRole(action, [`${bucket}/${folder}${sample}`], {}, ofBucket))),
      ...['s3:GetBucketPublicAccessBlock', 's3:GetBucketVersioning', 's3:ListBucket'].map((action) => byRole(action, [bucket], {}, ofBucket)),
    ],
    writeLogs: () => LOGS.flatMap((action, index) => PARTS.map(group).flatMap((one) => SAMPLES.map((sample) =>
      byRole(`logs:${action}`, [`${one}:log-stream:${sample}`, ...index > 3 ? [one] : []])))),
    describeLogGroups: () => [byRole('logs:DescribeLogGroups', [arn('logs', 'log-group::log-stream:')])],
    putMetricData: () => [byRole('cloudwatch:PutMetricData', ['*'], { 'cloudwatch:namespace': 'AmazonMWAA' })],
    useCeleryQueue: () => QUEUE.map((action) => byRole(`sqs:${action}`, [queue], other)),
    useAwsOwnedKey: () => (key !== undefined ? [] : KEY.flatMap((action) => SAMPLES.slice(0, 2).map((sample) =>
      byRole(`kms:${action}`, [arn('kms', `key/${sample}`, QUEUE_ACCOUNT)], { ...through('sqs', action), ...other })))),
    useCustomerManagedKey: () => (key === undefined ? [] : KEY.flatMap((action) => ['sqs', 's3'].map((service) =>
      byRole(`kms:${action}`, [environment.KmsKey], through(service, action))))),
    trustPolicy: () => ['airflow.amazonaws.com', 'airflow-env.amazonaws.com'].map((service): Asked => ({
      policies: [role.AssumeRolePolicyDocument],
      ofResource: [],
      action: 'sts:AssumeRole',
      resources: [environment.ExecutionRoleArn],
      principal: service,
      context: { 'aws:SourceArn': environmentArn, 'aws:SourceAccount': account, 'aws:PrincipalIsAWSService': 'true', 'aws:RequestedRegion': region, ...extra },
    })),
    keyPolicy: () => (key === undefined ? [] : PARTS.map(group).flatMap((one) =>
      ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey'].map((action) => byLogs(action, [environment.KmsKey], {
        'kms:CallerAccount': account, 'aws:SourceAccount': account, 'kms:EncryptionContext:aws:logs:arn': one, 'aws:SourceArn': one,
      })))),
  };
}

/** Whether a request is refused, by whatever name the resource goes. */
export function isRefused({ policies, ofResource, resources, principal, ...request }: Asked): boolean {
  return resources.every((resource) => {
    const asked = { ...request, resource };
    const own = decidedByTheGuide(policies, { ...asked, principal });
    const others = ofResource.map((policy) => decidedByTheGuide([policy], { ...asked, principal: String(request.context['aws:PrincipalArn']) }));
    return own === 'explicitDeny' || others.includes('explicitDeny') || (own !== 'allowed' && !others.includes('allowed'));
  });
}
