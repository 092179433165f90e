import { App, aws_s3 as s3, Aws, CfnParameter, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { MwaaExecutionRole } from '../../../src';
import { bucketResource, sourceBucketProblems } from '../../../src/bucket-and-key/source-bucket/source-bucket';
import { ENVIRONMENT } from '../../shapes';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

/** An imported bucket that CDK itself has not looked at. */
const byArn = (bucketArn: string): s3.IBucketRef => (
  { node: new Stack().node, env: stack.env, with: () => stack, bucketRef: { bucketArn, bucketName: 'unused' } }
);
const accepts = (bucket: s3.IBucketRef) => sourceBucketProblems(bucket, stack.region).length === 0;

describe('sourceBucketProblems', () => {
  test.each([
    ['arn:aws:s3:::my-dags.2', true],
    ['arn:aws-cn:s3:::my-dags', true],
    ['arn:aws:s3:::My-dags', false],
    ['arn:aws:s3:::my_dags', false],
    ['arn:aws:s3:::my-dags/prefix', false],
    ['arn:aws:s3:::my-dags\n', false],
    ['arn:aws:s3:::', false],
    ['arn:aws:s3:eu-west-1:111122223333:accesspoint/my-point', false],
    ['arn:aws:s3::111122223333:accesspoint/my-point', false],
    ['arn:aws:s3:::a:b', false],
    ['arn:aws:sqs:::my-dags', false],
    ['urn:aws:s3:::my-dags', false],
    ['arn:aws:s3:eu-west-1::my-dags', false],
    ['arn:aws:s3::111122223333:my-dags', false],
    ['arn:aws:s3::', false],
  ])('%p: %p', (arn, ok) => {
    expect(accepts(byArn(arn))).toBe(ok);
  });

  test('takes every name of CloudFormation\'s pattern, and no other character', () => {
    const allowed = [...'abcdefghijklmnopqrstuvwxyz0123456789.-'];
    const name = fc.string({ unit: fc.constantFrom(...allowed), minLength: 1, maxLength: 63 });
    const foreign = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((char) => !allowed.includes(char));
    fc.assert(fc.property(name, (text) => accepts(byArn(`arn:aws:s3:::${text}`))));
    fc.assert(fc.property(name, foreign, (text, char) => !accepts(byArn(`arn:aws:s3:::${text}${char}`))));
  });

  test.each<[string, () => s3.IBucketRef, boolean]>([
    ['an L2 bucket', () => new s3.Bucket(stack, 'Bucket'), true],
    ['an L1 bucket', () => new s3.CfnBucket(stack, 'Bucket'), true],
    ['an L1 bucket with a name', () => new s3.CfnBucket(stack, 'Bucket', { bucketName: 'my-dags' }), true],
    ['an L1 bucket with a name that MWAA refuses', () => new s3.CfnBucket(stack, 'Bucket', { bucketName: 'My_dags' }), false],
    ['an L1 bucket with a name that is a token', () => new s3.CfnBucket(stack, 'Bucket', { bucketName: Lazy.string({ produce: () => 'My_dags' }) }), true],
    ['a bucket imported by name', () => s3.Bucket.fromBucketName(stack, 'Bucket', 'my-dags'), true],
    ['a bucket imported by a name that MWAA refuses', () => s3.CfnBucket.fromBucketName(stack, 'Bucket', 'My_dags'), false],
    ['a bucket imported by an ARN that is a token', () => s3.Bucket.fromBucketArn(stack, 'Bucket', Token.asString({ 'Fn::ImportValue': 'Arn' })), true],
    ['an ARN that is joined at deployment', () => s3.Bucket.fromBucketArn(stack, 'Bucket', Fn.join('', ['arn:', Aws.PARTITION, ':s3:::my-dags'])), true],
    ['an ARN that begins with a parameter', () => byArn(`${new CfnParameter(stack, 'Prefix').valueAsString}:::my-dags`), true],
    ['an ARN with a token in it and a name that MWAA refuses', () => byArn(`arn:${Aws.PARTITION}:s3:::My_dags`), false],
    ['a bucket imported by a name that is a token', () => s3.Bucket.fromBucketName(stack, 'Bucket', Token.asString({ Ref: 'Name' })), true],
  ])('%s: %p', (_what, define, ok) => {
    expect(accepts(define())).toBe(ok);
  });

  test('a bucket that cannot be used is a clear error', () => {
    const sourceBucket = byArn('arn:aws:s3:eu-west-1:111122223333:accesspoint/my-point');
    expect(() => new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket }))
      .toThrow(/`sourceBucket` "arn:aws:s3:eu-west-1:111122223333:accesspoint\/my-point" must be a bucket, not an access point, with a name of lower-case letters, .*: pass a bucket that MWAA accepts as `SourceBucketArn`/);
  });

  test.each([
    ['its name', new s3.CfnBucket(new Stack(), 'Bucket', { bucketName: 'My_dags' }), 'My_dags'],
    ['its ARN', s3.CfnBucket.fromBucketArn(new Stack(), 'Bucket', 'arn:aws:s3:::My_dags'), 'arn:aws:s3:::My_dags'],
  ])('shows %s', (_what, bucket, shown) => {
    expect(sourceBucketProblems(bucket, stack.region)[0].value).toBe(shown);
  });

  test('shows the name of an ARN with tokens in it', () => {
    expect(sourceBucketProblems(byArn(`arn:${Aws.PARTITION}:s3:::My_dags`), stack.region)[0].value).toBe('My_dags');
  });

  test('shows the path of a bucket whose name is not known', () => {
    const bucket = byArn(`arn:aws:sqs:::${new CfnParameter(stack, 'Name').valueAsString}`);
    expect(sourceBucketProblems(bucket, stack.region)[0].value).toBe(bucket);
  });
});

describe('bucketResource is the L1 of', () => {
  let resource: s3.CfnBucket;
  beforeEach(() => {
    resource = new s3.CfnBucket(stack, 'Resource');
  });

  test.each<[string, () => s3.IBucketRef]>([
    ['itself', () => resource],
    ['a bucket that wraps it', () => s3.Bucket.fromCfnBucket(resource)],
    ['a bucket that is imported by its ARN', () => s3.Bucket.fromBucketArn(stack, 'Imported', resource.attrArn)],
    ['a bucket that is imported by its name in another stack', () => s3.Bucket.fromBucketName(new Stack(stack, 'Other'), 'Imported', resource.ref)],
  ])('%s', (_what, bucket) => {
    expect(bucketResource(bucket())).toBe(resource);
  });

  test('an L2 bucket', () => {
    const bucket = new s3.Bucket(stack, 'Bucket');
    expect(bucketResource(bucket)).toBe(bucket.node.defaultChild);
  });

  test.each<[string, () => s3.IBucketRef]>([
    ['elsewhere', () => s3.Bucket.fromBucketName(stack, 'Imported', 'my-dags')],
    ['of a name that begins as its own', () => s3.Bucket.fromBucketName(stack, 'Imported', `${resource.ref}-logs`)],
  ])('no bucket %s', (_what, bucket) => {
    expect(bucketResource(bucket())).toBeUndefined();
  });
});
