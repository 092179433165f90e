import { App, Aws, aws_iam as iam, aws_kms as kms, aws_logs as logs, aws_s3 as s3, CfnParameter, CfnResource, Fn, Lazy, Stack } from 'aws-cdk-lib';
import { isOtherResource, isSameResource } from '../../src/common/resource-identity';
import { KEY } from '../shapes';

const OTHER_KEY = '99999999-12ab-34cd-56ef-1234567890ab';
const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
const assumedBy = new iam.AccountRootPrincipal();
const named = new iam.Role(stack, 'Named', { roleName: 'name', path: '/path/', assumedBy }).roleArn;
const [generated, another] = ['One', 'Two'].map((id) => new iam.Role(stack, id, { assumedBy }).roleArn);
const withoutPath = new iam.CfnRole(stack, 'WithoutPath', { roleName: 'name', assumeRolePolicyDocument: {} }).attrArn;
const [raw, anotherRaw] = ['L1', 'L2'].map((id) => new iam.CfnRole(stack, id, { assumeRolePolicyDocument: {} }).attrArn);
const name = new CfnParameter(stack, 'Name').valueAsString;
const [parameterized, alsoParameterized] = ['P1', 'P2'].map((id) => new iam.Role(stack, id, { roleName: name, assumedBy }).roleArn);
const parameterizedBucket = new s3.Bucket(stack, 'PBucket', { bucketName: name }).bucketArn;
const namedBucket = new s3.Bucket(stack, 'NamedBucket', { bucketName: 'my-dags' }).bucketArn;
const namedLogGroup = new logs.LogGroup(stack, 'NamedLogGroup', { logGroupName: '/workflows/etl' }).logGroupName;
const key = new kms.Key(stack, 'Key');
const keyArn = `arn:aws:kms:eu-west-1:111122223333:key/${KEY}`;

test.each<[string, string, string]>([
  ['a reference and itself', generated, generated],
  ['the ARN and the id of a key of the app', key.keyArn, key.keyId],
  ['equal ARNs', keyArn, keyArn],
  ['the id and the ARN of a key', KEY, keyArn],
  ['a named role and its ARN', 'arn:aws:iam::111122223333:role/path/name', named],
  ['a named role without a path and its ARN', 'arn:aws:iam::111122223333:role/name', withoutPath],
  ['a named bucket and its ARN', 'arn:aws:s3:::my-dags', namedBucket],
  ['a named log group and its name', '/workflows/etl', namedLogGroup],
  ['ARNs of which one has tokens', `arn:${Aws.PARTITION}:s3:::my-dags`, 'arn:aws:s3:::my-dags'],
  ['a token and a reference', Lazy.string({ produce: () => 'arn' }), generated],
  ['a joined ARN and a named role', Fn.join('', ['arn:', Aws.PARTITION, ':iam::1:role/other']), named],
  ['a parameter list and a named role', Fn.join(':', new CfnParameter(stack, 'List', { type: 'CommaDelimitedList' }).valueAsList), named],
  ['one branch of two and a reference', Fn.conditionIf('C', generated, another).toString(), another],
  ['a value of a map and a reference', Fn.findInMap('M', generated, 'Arn'), another],
  ['what a custom resource gives and a reference', new CfnResource(stack, 'Custom', { type: 'Custom::Role' }).getAtt('Arn').toString(), generated],
  ['an ARN and a role that the deployment names', 'arn:aws:iam::111122223333:role/mine', parameterized],
  ['an ARN and a bucket that the deployment names', 'arn:aws:s3:::mine', parameterizedBucket],
  ['two tokens', Fn.importValue('a'), Fn.importValue('b')],
])('%s may be one resource', (_what, theirs, ours) => {
  expect([isOtherResource(stack, theirs, ours), isOtherResource(stack, ours, theirs)]).toEqual([false, false]);
});

test.each<[string, string, string]>([
  ['two references', generated, another],
  ['two references to roles that the deployment names', parameterized, alsoParameterized],
  ['two references to L1 roles', raw, anotherRaw],
  ['two references to named roles, of which one has a path', named, withoutPath],
  ['references to a named role and to one that the deployment names', named, parameterized],
  ['roles of which one has a path that ends in key', 'arn:aws:iam::111122223333:role/monkey/name', 'arn:aws:iam::111122223333:role/monname'],
  ['an ARN and a role whose name is generated', 'arn:aws:iam::111122223333:role/x', generated],
  ['a role that the deployment names and an ARN of another path', 'arn:aws:iam::999999999999:role/mine', parameterized],
  ['a named role and an ARN of another name', 'arn:aws:iam::111122223333:role/path/other', named],
  ['a named role and an ARN of another path', 'arn:aws:iam::111122223333:role/name', named],
  ['a named role and an ARN of another account', 'arn:aws:iam::999999999999:role/path/name', named],
  ['a named bucket and another', 'arn:aws:s3:::other', namedBucket],
  ['a named log group and another name', '/workflows/other', namedLogGroup],
  ['ARNs of two keys', keyArn.replace(KEY, OTHER_KEY), keyArn],
  ['ARNs of two accounts', keyArn.replace('111122223333', '999999999999'), keyArn],
  ['ARNs of two Regions', keyArn.replace('eu-west-1', 'us-east-1'), keyArn],
  ['the id of another key', OTHER_KEY, keyArn],
  ['a key and an alias of it by ARN', 'arn:aws:kms:eu-west-1:111122223333:alias/x', keyArn],
  ['ARNs of which one has tokens', `arn:${Aws.PARTITION}:s3:::my-dags`, 'arn:aws:s3:::other'],
])('%s are two resources', (_what, theirs, ours) => {
  expect([isOtherResource(stack, theirs, ours), isOtherResource(stack, ours, theirs)]).toEqual([true, true]);
});

describe('a role is known to be the same', () => {
  const agnostic = new Stack(new App(), 'Agnostic');
  const there = new iam.Role(agnostic, 'Named', { roleName: 'name', assumedBy }).roleArn;
  const parameter = new CfnParameter(stack, 'Arn').valueAsString;

  test.each<[string, Stack, string, string, boolean]>([
    ['by reference', stack, generated, generated, true],
    ['by another reference', stack, raw, (stack.node.findChild('L1') as iam.CfnRole).attrArn, true],
    ['by its ARN', stack, 'arn:aws:iam::111122223333:role/path/name', named, true],
    ['by its ARN with tokens', agnostic, `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/name`, there, true],
    ['not by an account that may be another', agnostic, 'arn:aws:iam::111122223333:role/name', there, false],
    ['not by another reference', stack, generated, another, false],
    ['not by the ARN of another account', stack, 'arn:aws:iam::999999999999:role/path/name', named, false],
    ['not by an ARN, where its name is generated', stack, 'arn:aws:iam::111122223333:role/name', generated, false],
    ['not by a parameter', stack, parameter, named, false],
    ['not by one branch of two', stack, Fn.conditionIf('C', generated, another).toString(), generated, false],
    ['not by what is no ARN', stack, 'name', generated, false],
  ])('%s', (_what, scope, theirs, ours, expected) => {
    expect(isSameResource(scope, theirs, ours)).toBe(expected);
  });
});
