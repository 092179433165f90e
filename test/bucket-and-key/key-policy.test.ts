import { App, aws_iam as iam, aws_kms as kms, Lazy, Stack } from 'aws-cdk-lib';
import { MwaaExecutionPolicy, MwaaExecutionRole } from '../../src';
import { addToKeyPolicy, allowLogsStatement, currentKeyPolicy } from '../../src/bucket-and-key/key-policy';
import { documented } from '../documented';
import { BUCKETS } from '../shapes';
import { COMMERCIAL, DeployedApp } from '../template';

const LOGS = documented('key-policy-logs-statement', COMMERCIAL);
const OWN = { Sid: 'Mine', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: ['kms:*'], Resource: '*' };

let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack');
});

const allow = (key: kms.IKeyRef) => addToKeyPolicy(key, allowLogsStatement(Stack.of(stack)));
const statements = () => new DeployedApp(app, COMMERCIAL).single('AWS::KMS::Key').KeyPolicy.Statement;

test('an L1 key without a policy keeps what KMS would give it', () => {
  expect(allow(new kms.CfnKey(stack, 'Key'))).toBe(true);
  expect(new DeployedApp(app, COMMERCIAL).single('AWS::KMS::Key').KeyPolicy).toEqual({
    Version: '2012-10-17',
    Statement: [
      { Sid: 'Enable IAM User Permissions', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*', Resource: '*' },
      LOGS,
    ],
  });
});

test.each([
  ['a list of statements', [OWN]],
  ['one statement', OWN],
])('an L1 key keeps its own policy, as %s', (_form, own) => {
  const key = new kms.CfnKey(stack, 'Key', { keyPolicy: { Version: '2012-10-17', Id: 'mine', Statement: own } });
  expect(allow(key)).toBe(true);
  expect(new DeployedApp(app, COMMERCIAL).single('AWS::KMS::Key').KeyPolicy).toEqual({ Version: '2012-10-17', Id: 'mine', Statement: [OWN, LOGS] });
});

test('an L1 key with a policy document of CDK gets the statement there', () => {
  const keyPolicy = iam.PolicyDocument.fromJson({ Statement: [OWN] });
  expect(allow(new kms.CfnKey(stack, 'Key', { keyPolicy }))).toBe(true);
  expect(statements()).toEqual([{ ...OWN, Action: 'kms:*' }, LOGS]);
});

test('an L1 key whose policy is a token is out of reach', () => {
  const key = new kms.CfnKey(stack, 'Key', { keyPolicy: Lazy.any({ produce: () => ({ Statement: [OWN] }) }) });
  expect(allow(key)).toBe(false);
  expect(statements()).toEqual([OWN]);
});

test('the L1 behind an L2 key is that key', () => {
  const key = new kms.Key(stack, 'Key');
  expect(allow(key.node.defaultChild as kms.CfnKey)).toBe(true);
  expect(allow(key)).toBe(true);
  expect(statements().slice(1)).toEqual([LOGS]);
});

test('an L1 key seen as an L2 key gets the statement', () => {
  expect(allow(kms.Key.fromCfnKey(new kms.CfnKey(stack, 'Key', { keyPolicy: { Statement: [OWN] } })))).toBe(true);
  expect(statements()).toEqual([{ ...OWN, Action: 'kms:*' }, LOGS]);
});

test('an L1 key whose statements are a token is out of reach', () => {
  const key = new kms.CfnKey(stack, 'Key', { keyPolicy: { Statement: Lazy.any({ produce: () => [OWN] }) } });
  expect(allow(key)).toBe(false);
  expect(statements()).toEqual([OWN]);
});

test('roles that share one L2 view of an L1 key add the statement once', () => {
  const kmsKey = kms.Key.fromCfnKey(new kms.CfnKey(stack, 'Key', { keyPolicy: { Statement: [OWN] } }));
  expect([allow(kmsKey), allow(kmsKey)]).toEqual([true, true]);
  expect(statements().filter(({ Sid }: any) => Sid === LOGS.Sid)).toEqual([LOGS]);
});

test('a key that is imported by the ARN of one in the app is that key', () => {
  expect(allow(kms.Key.fromKeyArn(stack, 'Same', new kms.CfnKey(stack, 'Key').attrArn))).toBe(true);
  expect(statements()[1]).toEqual(LOGS);
});

test('an imported key is out of reach, however often it is asked for', () => {
  const key = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/k');
  expect([allow(key), allow(key)]).toEqual([false, false]);
});

test('a key reference that is no construct of CDK is out of reach', () => {
  const reference: kms.IKeyRef = { node: stack.node, env: stack.env, with: () => stack, keyRef: { keyId: 'k', keyArn: 'arn' } };
  expect(allow(reference)).toBe(false);
});

test.each([
  ['L2', () => new kms.Key(stack, 'Key')],
  ['L1', () => new kms.CfnKey(stack, 'Key')],
])('the statement stands once in an %s key that roles of two stacks share', (_level, define) => {
  const kmsKey = define();
  const sourceBucket = BUCKETS['L2 bucket'](stack);
  new MwaaExecutionRole(stack, 'One', { environmentName: 'one', sourceBucket, kmsKey });
  new MwaaExecutionRole(new Stack(app, 'Other'), 'Two', { environmentName: 'two', sourceBucket, kmsKey });
  new MwaaExecutionPolicy(stack, 'Three', { environmentName: 'three', sourceBucket, kmsKey });

  expect(statements().slice(1)).toEqual([LOGS]);
});

test('a role for another Region lets in the logs of that Region', () => {
  const kmsKey = new kms.CfnKey(stack, 'Key');
  new MwaaExecutionRole(stack, 'Role', { environmentName: 'one', sourceBucket: BUCKETS['L2 bucket'](stack), kmsKey, environmentRegion: 'us-east-1' });
  expect(statements()[1]).toEqual(documented('key-policy-logs-statement', { ...COMMERCIAL, region: 'us-east-1' }));
});

test('a key without a policy has the one that KMS would give it', () => {
  const key = new kms.CfnKey(stack, 'Key');
  expect(stack.resolve(currentKeyPolicy(key, key))).toEqual({
    Version: '2012-10-17',
    Statement: [{
      Sid: 'Enable IAM User Permissions',
      Effect: 'Allow',
      Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root']] } },
      Action: 'kms:*',
      Resource: '*',
    }],
  });
});
