import { documentedStatements } from '../../src/execution-policy/documented-statements';
import { documented } from '../documented';
import { COMMERCIAL } from '../template';

const variables = {
  ...COMMERCIAL, environmentName: 'my-env', bucketArn: 'arn:aws:s3:::dags', accountPublicAccessBlock: true, exactLogGroups: false,
};
const values = { ...COMMERCIAL, environmentName: 'my-env', bucketName: 'dags', keyId: 'k' };
const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/k';
const PAGE = 'https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html';

test.each([
  ['an AWS owned key', undefined, 'execution-policy-aws-owned-key'],
  ['a customer managed key', keyArn, 'execution-policy-customer-managed-key'],
])('with %s: the statements of the page', (_, key, document) => {
  expect(documentedStatements({ ...variables, keyArn: key }).map(({ statement }) => statement)).toEqual(documented(document, values).Statement);
});

test('each has a name, what the environment does with it and the section of the page that asks for it', () => {
  const [owned, managed] = [undefined, keyArn].map((key) =>
    documentedStatements({ ...variables, keyArn: key }).map(({ name, purpose, see }) => [name, purpose, see]));
  expect([...owned, managed.at(-1)]).toEqual([
    ['publishMetrics', 'report the health of the environment', `${PAGE}#mwaa-create-role-how`],
    ['denyListAllMyBuckets', 'follow the page: IAM evaluates the action on no bucket', `${PAGE}#mwaa-create-role-json`],
    ['readSourceBucket', 'read DAGs, plugins and requirements', `${PAGE}#mwaa-create-role-json`],
    ['writeLogs', 'write and read the Airflow logs', `${PAGE}#mwaa-create-role-json`],
    ['describeLogGroups', 'find the log groups', `${PAGE}#mwaa-create-role-json`],
    ['readAccountPublicAccessBlock', 'see that the account blocks public access', `${PAGE}#mwaa-create-role-s3-publicaccessblock`],
    ['putMetricData', 'send Airflow metrics to CloudWatch', `${PAGE}#mwaa-create-role-how`],
    ['useCeleryQueue', 'hand tasks to the workers through the Celery queue, which is in an account of the MWAA service', `${PAGE}#mwaa-create-role-how`],
    ['useAwsOwnedKey', 'use the AWS owned key of the queue through SQS, and no key of this account', `${PAGE}#mwaa-create-role-aocmk`],
    ['useCustomerManagedKey', 'use the customer managed key through SQS and S3', `${PAGE}#mwaa-create-role-cmk`],
  ]);
});

test('the account\'s public access block is read, and log groups are named, as asked for', () => {
  const [all, without, exact] = [{}, { accountPublicAccessBlock: false }, { exactLogGroups: true }].map((options) =>
    documentedStatements({ ...variables, ...options }));
  expect(without).toEqual(all.filter(({ name }) => name !== 'readAccountPublicAccessBlock'));
  const groups = ['DAGProcessing', 'Scheduler', 'Task', 'WebServer', 'Worker'].flatMap((part) => {
    const group = `arn:aws:logs:eu-west-1:111122223333:log-group:airflow-my-env-${part}`;
    return [group, `${group}:*`];
  });
  expect(exact).toEqual(all.map((one) => (one.name === 'writeLogs' ? { ...one, statement: { ...one.statement, Resource: groups } } : one)));
});
