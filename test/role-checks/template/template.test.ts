import { generated, unknown } from '../../../src/role-checks/evaluation/text';
import { Handovers } from '../../../src/role-checks/template/cross-stack-values';
import { plain, Template } from '../../../src/role-checks/template/template';

const KEY = { Type: 'AWS::KMS::Key' };
const PLACE = { key: '0', path: 't.json', handovers: new Handovers([]) };

function template(resources: object): Template {
  return new Template({ Resources: resources }, { ...PLACE, region: 'eu-west-1', account: '111122223333' });
}

test.each<[string, string, string]>([
  ['AWS::S3::Bucket', 'Arn', `arn:aws:s3:::${generated('0#A')}`],
  ['AWS::KMS::Key', 'Arn', `arn:aws:kms:eu-west-1:111122223333:key/${generated('0#A')}`],
  ['AWS::KMS::Key', 'KeyId', generated('0#A')],
  ['AWS::IAM::Role', 'Arn', `arn:aws:iam::111122223333:role/${generated('0#A')}`],
  ['AWS::MWAA::Environment', 'Arn', `arn:aws:airflow:eu-west-1:111122223333:environment/${generated('0#A')}`],
  ['AWS::SNS::Topic', 'TopicName', unknown('0#A.TopicName')],
])('%s.%s', (Type, attribute, text) => {
  expect(template({ A: { Type } }).attribute('A', attribute)).toBe(text);
});

test('an attribute that another attribute is a part of', () => {
  const Role = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'airflow', Path: { 'Fn::GetAtt': ['Key', 'KeyId'] } } };
  expect(template({ Role, Key: KEY }).attribute('Role', 'Arn')).toBe(`arn:aws:iam::111122223333:role${generated('0#Key')}airflow`);
});

test.each<[string, object, string]>([
  ['AWS::S3::Bucket', { BucketName: 'dags' }, 'dags'],
  ['AWS::KMS::Key', {}, generated('0#A')],
  ['AWS::IAM::Role', { RoleName: 'airflow', Path: '/mwaa/' }, 'airflow'],
  ['AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'p', Path: { Ref: 'B' } }, `arn:aws:iam::111122223333:policy${generated('0#B')}p`],
  ['AWS::MWAA::Environment', { Name: 'my-env' }, 'my-env'],
  ['AWS::SNS::Topic', { TopicName: 't' }, unknown('0#A')],
])('a Ref of %s %j', (Type, Properties, text) => {
  expect(template({ A: { Type, Properties }, B: KEY }).ref('A')).toBe(text);
});

test('a template without resources has none', () => {
  expect(new Template({}, PLACE).idsOf('AWS::KMS::Key')).toEqual([]);
});

test.each<[string, unknown]>([['none', undefined], ['null', null], ['taken out', { Ref: 'AWS::NoValue' }]])('properties that are %s are no properties', (_, Properties) => {
  expect(template({ A: { Type: 'T', Properties } }).properties('A')).toEqual({});
});

test('the pieces of a template keep their form, intrinsics become text, and what AWS::NoValue stands for goes', () => {
  const none = { Ref: 'AWS::NoValue' };
  expect(plain({ a: [{ Ref: 'K' }, none, {}, null, 1], b: none, c: { Ref: 'K', Other: true }, d: { 'Fn::GetAtt': ['K', 'KeyId'] } }, template({ K: KEY })))
    .toEqual({ a: [generated('0#K'), {}, null, 1], c: { Ref: 'K', Other: true }, d: generated('0#K') });
});
