import { isAbout, role, service, valuesOf } from '../../src/iam/principal';
import { Text } from '../../src/iam/text';
import { Truth } from '../../src/iam/truth';

const LOGS = service('logs.eu-west-1.amazonaws.com', 'logs.amazonaws.com');
const ARN = 'arn:aws:iam::111122223333:role/data/airflow';
const chosen = Text.of({ kind: 'chosen', id: 'Who', name: 'Who' });

test.each<[object, Truth]>([
  [{ principal: { Service: 'logs.amazonaws.com' } }, 'yes'],
  [{ principal: { Service: ['s3.amazonaws.com', Text.of('logs.amazonaws.com')] } }, 'yes'],
  [{ principal: { Service: 's3.amazonaws.com' } }, 'no'],
  [{ principal: { Service: 'logs.*' } }, 'no'], // a principal has no wildcards
  [{ principal: { Service: chosen } }, 'could be'],
  [{ principal: { AWS: ARN } }, 'no'],
  [{ principal: '*' }, 'yes'],
  [{ principal: Text.of('*') }, 'yes'],
  [{ principal: { AWS: '*' } }, 'yes'],
  [{ principal: { AWS: ['x', '*'] } }, 'yes'],
  [{ principal: chosen }, 'could be'],
  [{ principal: 'other', effect: 'Allow' }, 'no'],
  [{ notPrincipal: { Service: 'logs.amazonaws.com' } }, 'no'],
  [{ notPrincipal: { Service: 's3.amazonaws.com' } }, 'yes'],
  [{ notPrincipal: { Service: chosen } }, 'could be'],
  [{ effect: 'Allow' }, 'no'],
  [{}, 'could be'], // chosen at deployment as a whole
  [{ principal: null }, 'no'],
])('%j is about CloudWatch Logs: %s', (statement, expected) => {
  expect(isAbout(statement, LOGS)).toBe(expected);
});

test.each<[string | Text, Truth]>([
  [ARN, 'yes'],
  ['arn:aws:iam::111122223333:role/data/other', 'no'],
  ['arn:aws:iam::111122223333:root', 'no'],
  ['arn:aws:sts::111122223333:assumed-role/airflow/AmazonMWAA-airflow', 'could be'],
  ['arn:aws:sts::111122223333:assumed-role/other/AmazonMWAA-airflow', 'no'],
  ['arn:aws:sts::111122223333:assumed-role/data/airflow/x', 'no'],
  [chosen, 'could be'],
])('%s is the role: %s', (AWS, expected) => {
  expect(isAbout({ principal: { AWS } }, role(Text.of(ARN)))).toBe(expected);
});

test('a role that nobody knows has no sessions that anybody knows', () => {
  expect(role(chosen)).toEqual({ kind: 'AWS', names: [chosen] });
  expect(role(Text.of('airflow')).names).toHaveLength(1);
});

test('the principals of a kind are listed', () => {
  expect(valuesOf({ Service: ['a', 'b'], AWS: 'c' }, 'Service').map(String)).toEqual(['a', 'b']);
  expect(valuesOf(Text.of('*'), 'Service')).toEqual([]);
  expect(valuesOf(undefined, 'Service')).toEqual([]);
});
