import { conditionsOf, Context, holds, RequestContext } from '../../src/iam/condition';
import { Text } from '../../src/iam/text';
import { every } from '../../src/iam/truth';

function conditionsHold(element: unknown, known: RequestContext, isComplete: boolean, hasVariables = true) {
  return every(conditionsOf(element), (condition) => holds(condition, new Context(known, isComplete), hasVariables));
}

const context = { 'kms:ViaService': 'sqs.eu-west-1.amazonaws.com', 'aws:TagKeys': ['one', 'two'], 'aws:SecureTransport': 'true' };
const ARN = 'arn:aws:airflow:eu-west-1:111122223333:environment/my-env';

describe.each([['complete', true], ['not complete', false]])('in a context that is %s, with the key known', (_, isComplete) => {
  test.each<[object, boolean]>([
    [{ StringEquals: { 'kms:ViaService': 'sqs.eu-west-1.amazonaws.com' } }, true],
    [{ StringEquals: { 'KMS:viaservice': ['x', 'sqs.eu-west-1.amazonaws.com'] } }, true],
    [{ StringEquals: { 'kms:ViaService': 'sqs.*.amazonaws.com' } }, false],
    [{ StringEquals: { 'kms:ViaService': 'sqs.eu-west-1*.amazonaws.com' } }, false],
    [{ StringEquals: { 'kms:ViaService': 'SQS.eu-west-1.amazonaws.com' } }, false],
    [{ StringEqualsIgnoreCase: { 'kms:ViaService': 'SQS.eu-west-1.amazonaws.com' } }, true],
    [{ StringNotEquals: { 'kms:ViaService': 'sqs.eu-west-1.amazonaws.com' } }, false],
    [{ StringNotEquals: { 'kms:ViaService': ['x', 'y'] } }, true],
    [{ StringNotEqualsIgnoreCase: { 'kms:ViaService': 'SQS.eu-west-1.amazonaws.com' } }, false],
    [{ StringLike: { 'kms:ViaService': ['s3.*', 'sqs.*.amazonaws.com'] } }, true],
    [{ StringNotLike: { 'kms:ViaService': 's3.*' } }, true],
    [{ StringNotLike: { 'kms:ViaService': 'sqs.*' } }, false],
    [{ Bool: { 'aws:SecureTransport': true } }, true],
    [{ Bool: { 'aws:SecureTransport': 'False' } }, false],
    [{ Null: { 'kms:ViaService': false } }, true],
    [{ Null: { 'kms:ViaService': 'True' } }, false],
    [{ Null: { 'kms:ViaService': ['true', 'false'] } }, true],
    [{ StringEqualsIfExists: { 'kms:ViaService': 'x' } }, false],
    [{ StringEquals: { 'kms:ViaService': 'sqs.eu-west-1.amazonaws.com', 'aws:SecureTransport': 'false' } }, false],
    [{ Bool: { 'aws:SecureTransport': true }, StringLike: { 'kms:ViaService': 's3.*' } }, false],
    [{ 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'two' } }, true],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': 'two' } }, false],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['one', 'two', 'three'] } }, true],
    [{ 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': 'two' } }, true],
    [{ 'ForAllValues:StringNotLike': { 'aws:TagKeys': 't*' } }, false],
    [{ StringNotEquals: { 'aws:TagKeys': 'two' } }, false],
    [{ StringLike: { 'kms:ViaService': '${kms:ViaService}' } }, true],
    [{ StringLike: { 'kms:ViaService': "${ KMS:viaservice , 'none'}" } }, true],
  ])('%j: %s', (condition, expected) => {
    expect(conditionsHold(condition, context, isComplete)).toBe(expected ? 'yes' : 'no');
  });

  test.each([
    ['ArnLike', 'arn:aws:airflow:*:*:environment/my-*', true],
    ['ArnEquals', 'arn:aws:airflow:*:*:environment/my-*', true],
    ['ArnNotLike', 'arn:aws:airflow:*:*:environment/my-*', false],
    ['ArnNotEquals', 'arn:aws:airflow:*:*:environment/other', true],
  ])('%s %s: %s', (operator, pattern, expected) => {
    expect(conditionsHold({ [operator]: { 'aws:SourceArn': pattern } }, { 'aws:SourceArn': ARN }, isComplete)).toBe(expected ? 'yes' : 'no');
  });
});

test.each<[string, boolean]>([
  ['StringEquals', false],
  ['StringLike', false],
  ['ArnLike', false],
  ['Bool', false],
  ['IpAddress', false],
  ['StringNotEquals', true],
  ['StringNotLike', true],
  ['ArnNotEquals', true],
  ['StringEqualsIfExists', true],
  ['StringNotEqualsIfExists', true],
  ['ForAnyValue:StringEquals', false],
  ['ForAnyValue:StringNotEquals', false],
  ['ForAllValues:StringEquals', true],
  ['ForAllValues:StringNotEquals', true],
  ['ForAnyValue:StringEqualsIfExists', true],
])('a key that is missing passes %s: %s; it might be there', (operator, expected) => {
  const condition = { [operator]: { 'aws:SourceVpce': 'vpce-1' } };
  expect(conditionsHold(condition, {}, true)).toBe(expected ? 'yes' : 'no');
  expect(conditionsHold(condition, { 'aws:SourceVpce': [] }, false)).toBe(expected ? 'yes' : 'no');
  expect(conditionsHold(condition, {}, false)).toBe('could be');
});

test('a key that is missing is null, unless it might be there', () => {
  const condition = (value: boolean) => ({ Null: { 'aws:SourceVpce': value } });
  expect(conditionsHold(condition(true), {}, true)).toBe('yes');
  expect(conditionsHold(condition(false), {}, true)).toBe('no');
  expect(conditionsHold(condition(false), {}, false)).toBe('could be');
});

test('an operator that is not known could hold', () => {
  expect(conditionsHold({ DateLessThan: { 'aws:CurrentTime': '2030' } }, { 'aws:CurrentTime': '2029' }, true)).toBe('could be');
  expect(conditionsHold({ ['String\nEquals']: { 's3:max-keys': '10' } }, { 's3:max-keys': '5' }, true)).toBe('could be');
});

test('a value that only the deployment knows could be equal, and could differ', () => {
  const account = Text.of({ kind: 'chosen', id: 'Account', name: 'Account' });
  const known = { 'aws:SourceAccount': '111122223333' };
  expect(conditionsHold({ StringEquals: { 'aws:SourceAccount': account } }, known, true)).toBe('could be');
  expect(conditionsHold({ StringNotEquals: { 'aws:SourceAccount': [account, '111122223333'] } }, known, true)).toBe('no');
  expect(conditionsHold({ StringNotEquals: { 'aws:SourceAccount': account } }, { 'aws:SourceAccount': account }, true)).toBe('no');
});

/** Numbers that a version may be, one of two, or any. */
const [V2, V23, ANY] = [Text.of('1.2'), Text.of({ kind: 'chosen', id: 'V', name: 'V', oneOf: ['1.2', '1.3'] }), Text.of({ kind: 'chosen', id: 'V', name: 'V' })];

test.each<[string, unknown, Text, string]>([
  ['NumericEquals', '1.20', V2, 'yes'],
  ['NumericNotEquals', 1.2, V2, 'no'],
  ['NumericLessThan', '1.2', V2, 'no'],
  ['NumericLessThan', '10', V2, 'yes'],
  ['NumericLessThanEquals', '1.2', V2, 'yes'],
  ['NumericGreaterThan', '1.2', V2, 'no'],
  ['NumericGreaterThanEquals', ['3', '1.2'], V2, 'yes'],
  ['NumericLessThanIfExists', '1.2', V23, 'no'],
  ['NumericLessThan', '1.3', V23, 'could be'],
  ['NumericNotEquals', '1.3', V23, 'could be'],
  ['NumericGreaterThanEquals', '1.2', V23, 'yes'],
  ['NumericLessThan', ANY, V2, 'could be'],
  ['NumericLessThan', '1.2', ANY, 'could be'],
])('%s %s of %s: %s', (operator, expected, actual, truth) => {
  expect(conditionsHold({ [operator]: { 's3:TlsVersion': expected } }, { 's3:TlsVersion': actual }, true)).toBe(truth);
});

test('wildcards are letters like others where texts have to be equal', () => {
  expect(conditionsHold({ StringEquals: { 's3:prefix': 'dags/*' } }, { 's3:prefix': 'dags/*' }, true)).toBe('yes');
});

test('variables are for texts and ARNs of policies of a version that knows them', () => {
  const known = { 'aws:SecureTransport': 'true', 'aws:PrincipalTag/own': 'true' };
  expect(conditionsHold({ StringEquals: { 'aws:SecureTransport': '${aws:PrincipalTag/own}' } }, known, true)).toBe('yes');
  expect(conditionsHold({ StringEquals: { 'aws:SecureTransport': '${aws:PrincipalTag/own}' } }, known, true, false)).toBe('no');
  expect(conditionsHold({ Bool: { 'aws:SecureTransport': '${aws:PrincipalTag/own}' } }, known, true)).toBe('no');
  expect(conditionsHold({ StringEquals: { 'aws:SecureTransport': '${aws:TagKeys}' } }, { ...known, 'aws:TagKeys': ['true', 'x'] }, true)).toBe('no');
});

test('no condition, or an empty one, always holds', () => {
  expect(conditionsHold(undefined, {}, false)).toBe('yes');
  expect(conditionsHold({ StringEquals: null }, {}, false)).toBe('yes');
});
