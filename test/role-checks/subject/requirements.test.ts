import { Stack } from 'aws-cdk-lib';
import { broken, environment, foundIn, handWritten, inline, newApp, shortly, template } from '../shapes';

/** What the documented policy comes to with others in the place of its statement for an action. */
const findingsWith = (action: string, others: (statement: any) => object[]) => foundIn(template({
  role: { Policies: [inline((all) => all.flatMap((one) => ([one.Action].flat().includes(action) ? others(one) : [one])))] },
}));

describe('what may not be done is named as people know it', () => {
  const arn = (service: string, rest: string) => `arn:\${AWS::Partition}:${service}:\${AWS::Region}:${rest}`;
  test.each<[string, string]>([
    ['airflow:PublishMetrics', arn('airflow', '${AWS::AccountId}:environment/my-env')],
    ['s3:List*', 'arn:aws:s3:::dags/*, arn:aws:s3:::dags'],
    ['logs:PutLogEvents', ['DAGProcessing', 'Scheduler', 'Task', 'WebServer', 'Worker']
      .map((part) => arn('logs', `\${AWS::AccountId}:log-group:airflow-my-env-${part}`)).join(', ')],
    ['cloudwatch:PutMetricData', '*'],
    ['kms:Decrypt', `${arn('kms', '${Environment.CeleryExecutorQueue.Account}:key/${AwsOwnedKey}')} through sqs.\${AWS::Region}.amazonaws.com`],
  ])('%s', (action, resources) => {
    const [{ description }] = findingsWith(action, () => []);
    expect(description).toContain(` on ${resources}: no statement allows it.`);
  });
});

describe('a permission on a condition', () => {
  test.each<[string, string, object, string[]]>([
    ['the namespace of MWAA', 'cloudwatch:PutMetricData', { 'cloudwatch:namespace': 'AmazonMWAA' }, []],
    ['another namespace', 'cloudwatch:PutMetricData', { 'cloudwatch:namespace': 'AWS/Lambda' }, ['missingPermission Role']],
    ['the session of a role', 'cloudwatch:PutMetricData', { 'aws:PrincipalType': 'AssumedRole' }, []],
    ['a user', 'cloudwatch:PutMetricData', { 'aws:PrincipalType': 'User' }, ['missingPermission Role']],
    ['an encrypted connection', 'cloudwatch:PutMetricData', { 'aws:SecureTransport': 'true' }, []],
  ])('%s', (_, action, condition, rules) => {
    expect(shortly(findingsWith(action, (one) => [{ ...one, Condition: { StringLike: condition } }]))).toEqual(rules);
  });

  test('the queue that is encrypted fits what is encrypted, and may not fit a look at the key', () => {
    const forQueue = (one: any) =>
      ({ ...one, Condition: { StringLike: { ...one.Condition.StringLike, 'kms:EncryptionContext:aws:sqs:arn': 'arn:aws:sqs:*:*:airflow-celery-*' } } });
    expect(shortly(findingsWith('kms:Decrypt', (one) => [forQueue(one), { ...one, Action: 'kms:DescribeKey' }]))).toEqual([]);
    expect(shortly(findingsWith('kms:Decrypt', (one) => [forQueue(one)]))).toEqual(['notChecked Role']);
  });
});

test('in China everything but metrics is asked for', () => {
  const app = newApp();
  const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'cn-north-1' } });
  environment(stack, handWritten(stack, {}, { policies: [] }).attrArn);
  expect(broken(app)).toEqual(Array(6).fill('missingPermission Role'));
});
