import { conditionHolds, conditionsOf, otherAccounts, RequestContext } from '../../../src/role-checks/evaluation/conditions';
import { ANYWHERE, AS_WRITTEN, COULD, MUST, Reading } from '../../../src/role-checks/evaluation/matching';
import { textOf } from '../../../src/role-checks/evaluation/text';

function conditionsHold(element: unknown, known: RequestContext, reading: Reading): boolean {
  return conditionsOf(element).every((condition) => conditionHolds(condition, known, reading));
}

const context = { 'kms:ViaService': 'sqs.eu-west-1.amazonaws.com', 'aws:TagKeys': ['one', 'two'], 'aws:SecureTransport': 'true' };
const ARN = 'arn:aws:airflow:eu-west-1:111122223333:environment/my-env';

describe.each([['as written', AS_WRITTEN], ['as it could be', COULD], ['as it must be', MUST]])('read %s, with the key known', (_, reading) => {
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
    expect(conditionsHold(condition, context, reading)).toBe(expected);
  });

  test.each([
    ['ArnLike', 'arn:aws:airflow:*:*:environment/my-*', true],
    ['ArnEquals', 'arn:aws:airflow:*:*:environment/my-*', true],
    ['ArnNotLike', 'arn:aws:airflow:*:*:environment/my-*', false],
    ['ArnNotEquals', 'arn:aws:airflow:*:*:environment/other', true],
  ])('%s %s: %s', (operator, pattern, expected) => {
    expect(conditionsHold({ [operator]: { 'aws:SourceArn': pattern } }, { 'aws:SourceArn': ARN }, reading)).toBe(expected);
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
  expect(conditionsHold(condition, {}, AS_WRITTEN)).toBe(expected);
  expect(conditionsHold(condition, {}, COULD)).toBe(true);
  expect(conditionsHold(condition, {}, MUST)).toBe(false);
});

test('a key that is missing is null, unless it might be there', () => {
  const condition = (value: boolean) => ({ Null: { 'aws:SourceVpce': value } });
  expect(conditionsHold(condition(true), {}, AS_WRITTEN)).toBe(true);
  expect(conditionsHold(condition(false), {}, AS_WRITTEN)).toBe(false);
  expect(conditionsHold(condition(false), {}, COULD)).toBe(true);
  expect(conditionsHold(condition(true), {}, MUST)).toBe(false);
});

test('an operator that is not known could hold, and need not', () => {
  const condition = { NumericLessThan: { 's3:max-keys': '10' } };
  expect(conditionsHold(condition, { 's3:max-keys': '5' }, AS_WRITTEN)).toBe(false);
  expect(conditionsHold(condition, { 's3:max-keys': '5' }, ANYWHERE)).toBe(false);
  expect(conditionsHold(condition, { 's3:max-keys': '5' }, COULD)).toBe(true);
  expect(conditionsHold(condition, { 's3:max-keys': '5' }, MUST)).toBe(false);
});

test('a value that only the deployment knows could be equal, and could differ', () => {
  const equals = { StringEquals: { 'aws:SourceAccount': { Ref: 'Account' } } };
  const differs = { StringNotEquals: { 'aws:SourceAccount': { Ref: 'Account' } } };
  const known = { 'aws:SourceAccount': '111122223333' };
  for (const condition of [equals, differs]) {
    expect(conditionsHold(condition, known, COULD)).toBe(true);
    expect(conditionsHold(condition, known, MUST)).toBe(false);
  }
  expect(conditionsHold(equals, known, AS_WRITTEN)).toBe(false);
  expect(conditionsHold(differs, known, AS_WRITTEN)).toBe(true);
});

test('wildcards are characters like others where texts have to be equal', () => {
  expect(conditionsHold({ StringEquals: { 's3:prefix': 'dags/*' } }, { 's3:prefix': 'dags/*' }, AS_WRITTEN)).toBe(true);
});

test('the name of an operator may be anything', () => {
  expect(conditionsOf({ 'ForAnyValue:String\nNotEqualsIfExists': { Key: 'x' } })).toEqual([
    { operator: 'String\nEquals', negated: true, quantifier: 'ForAnyValue', ifExists: true, key: 'key', expected: ['x'] },
  ]);
});

describe('a resource in another account, such as the queue', () => {
  const inAnother = { 'aws:PrincipalAccount': '111122223333', 'aws:ResourceAccount': '999900001111', 'kms:CallerAccount': '111122223333' };
  const equals = (key: string, value: unknown, reading: Reading) => conditionsHold({ StringEquals: { [key]: value } }, inAnother, reading);

  test('is not in the account of the role, however that is written', () => {
    expect([...otherAccounts(inAnother)]).toEqual(['111122223333', textOf({ Ref: 'AWS::AccountId' })]);
    expect(equals('aws:ResourceAccount', '999900001111', ANYWHERE)).toBe(true);
    expect(equals('aws:ResourceAccount', '111122223333', ANYWHERE)).toBe(false);
    expect(equals('aws:ResourceAccount', { Ref: 'AWS::AccountId' }, ANYWHERE)).toBe(false);
    expect(equals('aws:ResourceAccount', { Ref: 'AWS::AccountId' }, COULD)).toBe(false);
    expect(equals('aws:ResourceAccount', { Ref: 'Owner' }, COULD)).toBe(true);
  });

  test('says nothing of other accounts in the request', () => {
    expect(equals('kms:CallerAccount', '111122223333', ANYWHERE)).toBe(true);
    expect(equals('kms:CallerAccount', { Ref: 'AWS::AccountId' }, ANYWHERE)).toBe(true);
  });

  test('is told from one in the same account, or in one that is not known', () => {
    expect(otherAccounts({ ...inAnother, 'aws:ResourceAccount': '111122223333' }).size).toBe(0);
    expect(otherAccounts({ 'aws:PrincipalAccount': '111122223333' }).size).toBe(0);
  });
});

test('no condition, or an empty one, always holds', () => {
  expect(conditionsHold(undefined, {}, MUST)).toBe(true);
  expect(conditionsHold({ StringEquals: null }, {}, MUST)).toBe(true);
});
