import { confinementStatements } from '../../../../src/execution-role/celery-queue-confinement';
import { COMMERCIAL, QUEUE_ACCOUNT } from '../../../template';
import { foundIn, inline, KEY_ARN, pasted, template, without } from '../../shapes';

const QUEUE = `arn:aws:sqs:eu-west-1:${QUEUE_ACCOUNT}:airflow-celery-1a2b`;
const described = (role: object = {}, environment: object = {}) =>
  foundIn(template({ role, environment: { CeleryExecutorQueue: QUEUE, ...environment } })).filter(({ rule }) => rule === 'cdk-mwaa-iam::queueConfinement');
const ANYWHERE = { region: '${AWS::Region}', account: '${AWS::AccountId}', partition: '${AWS::Partition}' };
const denials = (awsOwnedKey: boolean) => JSON.stringify(confinementStatements(ANYWHERE, QUEUE_ACCOUNT, awsOwnedKey));

test('says with which denials the role reaches its own queue alone', () => {
  const [{ severity, description, fix, at }, ...others] = described();
  expect(others).toEqual([]);
  expect([severity, at.logicalId]).toEqual(['info', 'Role']);
  expect(description).toBe('the role of environment "my-env" reaches `airflow-celery-*` queues of every account, as documented. '
    + `Now that the environment exists, denials can confine it to the account of its own queue, ${QUEUE}`);
  expect(fix).toBe(`add to the role, if you like: ${denials(true)} (https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-how)`);
});

test('needs one denial with a customer managed key', () => {
  const [{ fix }] = described({ Policies: [{ PolicyName: 'p', PolicyDocument: pasted('customer-managed-key') }] }, { KmsKey: KEY_ARN });
  expect(fix).toContain(denials(false));
});

test.each<[string, object, object]>([
  ['the queue is not known', {}, { CeleryExecutorQueue: undefined }],
  ['what stands there is no queue', {}, { CeleryExecutorQueue: 'queue' }],
  ['the role has the denials', { Policies: [inline((all) => [...all, ...confinementStatements(COMMERCIAL, QUEUE_ACCOUNT, true)])] }, {}],
  ['the role names its queue', { Policies: [inline((all) => [...without('sqs:SendMessage')(all), { Effect: 'Allow', Action: 'sqs:*', Resource: QUEUE }])] }, {}],
  ['a permissions boundary is not shown', { PermissionsBoundary: 'arn:aws:iam::111122223333:policy/boundary' }, {}],
  ['the role is not shown', {}, { ExecutionRoleArn: 'arn:aws:iam::111122223333:role/other' }],
])('says nothing where %s', (_, role, environment) => expect(described(role, environment)).toEqual([]));
