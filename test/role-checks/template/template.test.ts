import { placeToTry } from '../../../src/role-checks/deployments/deployment';
import { Reading } from '../../../src/role-checks/template/reading';
import { Template } from '../../../src/role-checks/template/template';

const KEY = { Type: 'AWS::KMS::Key' };
const PLACE = { key: '0', path: 't.json', region: 'eu-west-1', account: '111122223333' };

/** What a template of resources comes to where it is deployed. */
function readingOf(Resources: object) {
  const template = new Template({ Resources }, PLACE);
  return { template, reading: new Reading([template], { place: placeToTry({}), values: new Map() }) };
}
const attribute = (resources: object, id: string, name: string) => {
  const { template, reading } = readingOf(resources);
  return String(reading.attribute(id, name, template));
};

test.each<[string, string, string]>([
  ['AWS::S3::Bucket', 'Arn', 'arn:aws:s3:::${A}'],
  ['AWS::KMS::Key', 'Arn', 'arn:aws:kms:eu-west-1:111122223333:key/${A}'],
  ['AWS::KMS::Key', 'KeyId', '${A}'],
  ['AWS::IAM::Role', 'Arn', 'arn:aws:iam::111122223333:role/${A}'],
  ['AWS::MWAA::Environment', 'Arn', 'arn:aws:airflow:eu-west-1:111122223333:environment/${A}'],
  ['AWS::SNS::Topic', 'TopicName', '${A.TopicName}'],
])('%s.%s', (Type, name, text) => {
  expect(attribute({ A: { Type } }, 'A', name)).toBe(text);
});

test('an attribute that another attribute is a part of', () => {
  const Role = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'airflow', Path: { 'Fn::GetAtt': ['Key', 'KeyId'] } } };
  expect(attribute({ Role, Key: KEY }, 'Role', 'Arn')).toBe('arn:aws:iam::111122223333:role${Key}airflow');
});

test.each<[string, object, string]>([
  ['AWS::S3::Bucket', { BucketName: 'dags' }, 'dags'],
  ['AWS::KMS::Key', {}, '${A}'],
  ['AWS::IAM::Role', { RoleName: 'airflow', Path: '/mwaa/' }, 'airflow'],
  ['AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'p', Path: { Ref: 'B' } }, 'arn:aws:iam::111122223333:policy${B}p'],
  ['AWS::MWAA::Environment', { Name: 'my-env' }, 'my-env'],
  ['AWS::SNS::Topic', { TopicName: 't' }, '${A}'],
])('a Ref of %s %j', (Type, Properties, text) => {
  const { template, reading } = readingOf({ A: { Type, Properties }, B: KEY });
  expect(String(reading.ref('A', template))).toBe(text);
});

test('a template without resources has none', () => {
  expect(new Template({}, PLACE).idsOf('AWS::KMS::Key')).toEqual([]);
});

test.each<[string, unknown]>([['none', undefined], ['null', null], ['taken out', { Ref: 'AWS::NoValue' }]])('properties that are %s are no properties', (_, Properties) => {
  const { template, reading } = readingOf({ A: { Type: 'T', Properties } });
  expect(reading.properties({ template, logicalId: 'A' })).toEqual({});
});
