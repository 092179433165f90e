import { Text } from '../../../src/iam/text';
import { placeToTry } from '../../../src/role-checks/deployments/deployment';
import { Reading } from '../../../src/role-checks/template/reading';
import { Template } from '../../../src/role-checks/template/template';

const BODY = {
  Parameters: { List: { Type: 'CommaDelimitedList' } },
  Mappings: { M: { 'eu-west-1': { one: 'a', list: ['x', 'y'] } } },
  Conditions: { Yes: { 'Fn::Equals': ['a', 'a'] }, No: { 'Fn::Not': [{ Condition: 'Yes' }] } },
  Resources: { Bucket: { Type: 'AWS::S3::Bucket' }, Named: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'dags' } } },
  Outputs: { Name: { Value: 'dags', Export: { Name: 'Stack:Name' } }, Nothing: null },
};
const template = new Template(BODY, { key: '0', path: 'T', region: 'eu-west-1', account: '111122223333', stackName: 'Stack' });
const reading = new Reading([template], { place: placeToTry({}), values: new Map() });

test.each<[unknown, string]>([
  ['text', 'text'],
  [7, '7'],
  [true, 'true'],
  [null, 'null'],
  [{ Ref: 'AWS::Region' }, 'eu-west-1'],
  [{ Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
  [{ Ref: 'Param' }, '${Param}'],
  [{ Ref: 'Named' }, 'dags'],
  [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'arn:aws:s3:::${Bucket}'],
  [{ 'Fn::GetAtt': 'Bucket.Arn' }, 'arn:aws:s3:::${Bucket}'],
  [{ 'Fn::GetAtt': ['Nested', 'Outputs.Arn'] }, '${Nested.Outputs.Arn}'],
  [{ 'Fn::GetAtt': [{ Ref: 'Param' }, 'Arn'] }, '${Fn::GetAtt Param Arn}'],
  [{ 'Fn::ImportValue': { 'Fn::Sub': 'Stack:Name' } }, 'dags'],
  [{ 'Fn::ImportValue': 'Elsewhere' }, '${Fn::ImportValue Elsewhere}'],
  [{ 'Fn::GetStackOutput': { StackName: 'Stack', OutputName: 'Name' } }, 'dags'],
  [{ 'Fn::GetStackOutput': { StackName: 'Other', OutputName: 'Key' } }, '${Fn::GetStackOutput StackName Other OutputName Key}'],
  [{ 'Fn::GetStackOutput': 'malformed' }, '${Fn::GetStackOutput malformed}'],
  [{ 'Fn::GetStackOutput': null }, '${Fn::GetStackOutput }'],
  [{ 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }, { Ref: 'AWS::NoValue' }]] }, 'a-eu-west-1'],
  [{ 'Fn::Join': ['-', { Ref: 'List' }] }, '${Fn::Join - List}'],
  [{ 'Fn::Join': 'malformed' }, '${Fn::Join malformed}'],
  [{ 'Fn::Join': ['+', { 'Fn::Split': ['-', 'a-b'] }] }, 'a+b'],
  [{ 'Fn::Join': ['+', { 'Fn::If': ['Yes', ['a', 'b'], []] }] }, 'a+b'],
  [{ 'Fn::Join': ['+', { 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'list'] }] }, 'x+y'],
  [{ 'Fn::Join': ['+', { 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'one'] }] }, '${Fn::Join + Fn::FindInMap M AWS::Region one}'],
  [{ 'Fn::Sub': '${AWS::Region}/${Bucket.Arn}/${Param}/${!aws:username}' }, 'eu-west-1/arn:aws:s3:::${Bucket}/${Param}/${aws:username}'],
  [{ 'Fn::Sub': ['${A}${ AWS::Region }', { A: { Ref: 'Param' } }] }, '${Param}eu-west-1'],
  [{ 'Fn::Sub': '${toString}' }, '${toString}'],
  [{ 'Fn::Select': [1, ['a', { Ref: 'AWS::Region' }]] }, 'eu-west-1'],
  [{ 'Fn::Select': ['5', { 'Fn::Split': [':', { 'Fn::GetAtt': ['Bucket', 'Arn'] }] }] }, '${Bucket}'],
  [{ 'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::Sub': '${Bucket.Arn}/dags' }] }] }, 'dags'],
  [{ 'Fn::Select': [0, { 'Fn::Split': ['-', { Ref: 'AWS::Region' }] }] }, 'eu'],
  [{ 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'one'] }, 'a'],
  [{ 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'list'] }, '${Fn::FindInMap M AWS::Region list}'],
  [{ 'Fn::FindInMap': ['M', 'k', 'v'] }, '${Fn::FindInMap M k v}'],
  [{ 'Fn::FindInMap': 'malformed' }, '${Fn::FindInMap malformed}'],
  [{ 'Fn::If': ['Yes', 'a', 'b'] }, 'a'],
  [{ 'Fn::If': ['No', 'a', { Ref: 'AWS::NoValue' }] }, ''],
  [{ 'Fn::If': ['Other', 'a', 'b'] }, '${Fn::If Other a b}'],
  [{ 'Fn::If': [] }, '${Fn::If}'],
  [{ 'Fn::Base64': 'x' }, '${Fn::Base64 x}'],
  [{}, '${}'],
  [{ Ref: { Ref: 'Param' } }, '${Param}'],
  [{ 'Fn::Sub': { Ref: 'Param' } }, '${Fn::Sub Param}'],
  [{ 'Fn::If': ['Other', '${A}', '"b"'] }, '${Fn::If Other A b}'],
  ['{{resolve:ssm:/name:1}}/*', '{{resolve:ssm:/name:1}}/*'],
  ['}}{{resolve:ssm', '}}{{resolve:ssm'],
  [{ 'Fn::Join': ['', ['{{resolve:ssm:/', { Ref: 'Param' }, '}}']] }, '{{resolve:ssm:/${Param}}}'],
])('%j is %s', (value, expected) => {
  expect(String(reading.text(value, template))).toBe(expected);
});

test.each<[string, unknown]>([
  ['the index is out of range', { 'Fn::Select': [9, ['a']] }],
  ['the list is not known', { 'Fn::Select': [0, { Ref: 'List' }] }],
  ['there is no list', { 'Fn::Select': [0] }],
  ['it is malformed', { 'Fn::Select': 'a' }],
  ['the split is malformed', { 'Fn::Select': [0, { 'Fn::Split': 'a' }] }],
  ['the text is not known', { 'Fn::Select': [0, { 'Fn::Split': [':', { Ref: 'Param' }] }] }],
  ['a generated name might be cut', { 'Fn::Select': [0, { 'Fn::Split': ['-', { Ref: 'Bucket' }] }] }],
])('a selection stays open when %s', (_, value) => {
  const { openValues, parts } = reading.text(value, template);
  expect([openValues.map(({ kind, intrinsic }) => [kind, intrinsic]), parts.length]).toEqual([[['chosen', value]], 1]);
});

test('the same piece of a text that is not known is the same value, wherever it is cut out', () => {
  const other = new Template({ Resources: {} }, { key: '1', path: 'U', parent: { template, logicalId: 'Nested' } });
  const piece = { 'Fn::Select': [0, { 'Fn::Split': [':', { Ref: 'Param' }] }] };
  expect(reading.text(piece, template).key).toBe(reading.text(piece, template).key);
  expect(reading.text(piece, template).key).not.toBe(new Reading([other], reading.deployment).text(piece, new Template({}, { key: '2', path: 'V' })).key);
});

test('what is looked up is open, and equal to itself', () => {
  const lookup = reading.text('x-{{resolve:ssm:/name}}', template);
  expect(lookup.openValues.map(({ kind, name }) => [kind, name])).toEqual([['chosen', '{{resolve:ssm:/name}}']]);
  expect(lookup.key).toBe(reading.text({ 'Fn::Sub': 'x-{{resolve:ssm:/name}}' }, template).key);
});

test('a value keeps its shape, without what AWS::NoValue takes out', () => {
  const value = reading.value({ list: ['a', { Ref: 'AWS::NoValue' }, { 'Fn::If': ['No', 'x', { Ref: 'AWS::NoValue' }] }], n: 1, b: true, nothing: null, roles: { 'Fn::Split': [',', 'a,b'] } }, template);
  expect(value).toEqual({ list: [Text.of('a')], n: 1, b: true, nothing: null, roles: [Text.of('a'), Text.of('b')] });
});

test('what cannot be worked out is the same whatever the order of its keys', () => {
  const one = reading.text({ 'Fn::If': ['C', { 'Fn::GetAtt': 'A.B', 'X': 1 }, 2] }, template);
  expect(one.key).toBe(reading.text({ 'Fn::If': ['C', { 'X': 1, 'Fn::GetAtt': ['A', 'B'] }, 2] }, template).key);
});
