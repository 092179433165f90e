import { keyAccess, logsRequests, roleRequests } from '../../src/bucket-and-key/key-policy-access';
import { PolicyDocument } from '../../src/iam/policy-document';
import { OpenValue, Text } from '../../src/iam/text';
import { documented } from '../documented';
import { COMMERCIAL } from '../template';

const text = (value: string) => Text.of(value);
const open = (id: string): OpenValue => ({ kind: 'chosen', id, name: id });
const LOCATION = { partition: text('aws'), region: text('eu-west-1'), account: text('111122223333') };
const KEY = text('arn:aws:kms:eu-west-1:111122223333:key/k');
const ROLE = text('arn:aws:iam::111122223333:role/airflow');
const LOGS = documented('key-policy-logs-statement', COMMERCIAL);

const logs = logsRequests(LOCATION, KEY, [text('arn:aws:logs:eu-west-1:111122223333:log-group:airflow-my-env-Task')]);
const statement = {
  Action: ['kms:Decrypt', 'kms:GenerateDataKey*'].map(text),
  Condition: { StringLike: { 'kms:ViaService': [text('sqs.eu-west-1.amazonaws.com'), text('s3.eu-west-1.amazonaws.com')] } },
};
const role = roleRequests(statement, LOCATION, KEY, ROLE);
const allowing = (principal: unknown, more: object = {}) => ({ Statement: { Effect: 'Allow', Principal: principal, Action: 'kms:*', Resource: '*', ...more } });

test('a role asks for each of its actions through each of its services', () => {
  expect(role.map(({ actions, context }) => [actions, String(context!['kms:ViaService'])])).toEqual([
    [['kms:Decrypt', 'kms:GenerateDataKey'], 'sqs.eu-west-1.amazonaws.com'],
    [['kms:Decrypt', 'kms:GenerateDataKey'], 's3.eu-west-1.amazonaws.com'],
  ]);
});

test.each<[string, unknown, string]>([
  ['the documented statement', { Statement: [LOGS] }, 'yes'],
  ['another Region', { Statement: [{ ...LOGS, Principal: { Service: 'logs.us-east-1.amazonaws.com' } }] }, 'no'],
  ['one action less', { Statement: [{ ...LOGS, Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*'] }] }, 'no'],
  ['another log group', { Statement: [{ ...LOGS, Condition: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:eu-west-1:111122223333:log-group:other' } } }] }, 'no'],
  ['a service that a parameter names', { Statement: [{ ...LOGS, Principal: { Service: Text.of(open('P')) } }] }, 'could be'],
  ['a policy that is not known', Text.of(open('P')), 'could be'],
  ['a policy in a text', JSON.stringify({ Statement: [LOGS] }), 'yes'],
  ['no statement', {}, 'no'],
])('CloudWatch Logs and %s: %3$s', (_what, policy, isAllowed) => {
  expect(keyAccess(PolicyDocument.of(policy), logs)).toEqual({ isAllowed, denial: undefined });
});

test.each<[string, unknown, string]>([
  ['the account', allowing({ AWS: 'arn:aws:iam::111122223333:root' }), 'yes'],
  ['the id of the account', allowing({ AWS: ['444455556666', '111122223333'] }), 'yes'],
  ['the role', allowing({ AWS: String(ROLE) }), 'yes'],
  ['everybody in the account', allowing('*', { Condition: { StringEquals: { 'aws:PrincipalAccount': '111122223333' } } }), 'yes'],
  ['the account, but for one service', allowing({ AWS: '111122223333' }, { Condition: { StringNotEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } } }), 'no'],
  ['the account through an endpoint', allowing({ AWS: '111122223333' }, { Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } }), 'could be'],
  ['another role', allowing({ AWS: 'arn:aws:iam::111122223333:role/admin' }), 'no'],
  ['another account', allowing({ AWS: '444455556666' }), 'no'],
  ['a service', allowing({ Service: 's3.amazonaws.com' }), 'no'],
])('the role and %s: %3$s', (_what, policy, isAllowed) => {
  expect(keyAccess(PolicyDocument.of(policy), role)).toEqual({ isAllowed, denial: undefined });
});

test('a denial is named', () => {
  const deny = { Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt', Resource: '*' };
  const { isAllowed, denial } = keyAccess(PolicyDocument.of({ Statement: [allowing('*').Statement, deny] }), role);
  expect(isAllowed).toBe('no');
  expect(denial!.elements).toEqual(deny);
});
