import { Annotations, App, assertions, aws_s3 as s3, Stack, Token } from 'aws-cdk-lib';
import { MwaaExecutionPolicy, MwaaExecutionRole } from '../../../src';
import { ENVIRONMENT } from '../../shapes';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
});

const VERSIONING = '/Stack/It/Resource cdk-mwaa-iam:sourceBucketNotVersioned';
const PUBLIC = '/Stack/It/Resource cdk-mwaa-iam:sourceBucketNotBlockingPublicAccess';
const BLOCK = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
const VERSIONED = { versioningConfiguration: { status: 'Enabled' } };

const texts = () => assertions.Annotations.fromStack(stack).findWarning('*', assertions.Match.stringLikeRegexp('cdk-mwaa-iam:'));
const warnings = () => texts().map(({ id, entry }) => `${id} ${String(entry.data).match(/\[ack: (.*)\]/)![1]}`);
const define = (sourceBucket: s3.IBucketRef) => new MwaaExecutionRole(stack, 'It', { environmentName: ENVIRONMENT, sourceBucket });

describe('warnings', () => {
  test.each<[string, () => s3.IBucketRef, string[]]>([
    ['an L2 bucket that says nothing of public access', () => new s3.Bucket(stack, 'Bucket', { versioned: true }), []],
    ['an L2 bucket that blocks all', () => new s3.Bucket(stack, 'Bucket', { versioned: true, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL }), []],
    ['an L2 bucket without versioning', () => new s3.Bucket(stack, 'Bucket', { versioned: false }), [VERSIONING]],
    ['an L2 bucket that blocks a part', () => new s3.Bucket(stack, 'Bucket', {
      versioned: true, blockPublicAccess: new s3.BlockPublicAccess({ ...BLOCK, blockPublicPolicy: false }),
    }), [PUBLIC]],
    ['an L1 bucket that says nothing of public access', () => new s3.CfnBucket(stack, 'Bucket', VERSIONED), []],
    ['an L1 bucket with an empty block', () => new s3.CfnBucket(stack, 'Bucket', { ...VERSIONED, publicAccessBlockConfiguration: {} }), [PUBLIC]],
    ['an L1 bucket that blocks all', () => new s3.CfnBucket(stack, 'Bucket', { ...VERSIONED, publicAccessBlockConfiguration: BLOCK }), []],
    ['an L1 bucket without versioning', () => new s3.CfnBucket(stack, 'Bucket'), [VERSIONING]],
    ['an L1 bucket whose versioning is suspended', () => new s3.CfnBucket(stack, 'Bucket', { versioningConfiguration: { status: 'Suspended' } }), [VERSIONING]],
    ...Object.keys(BLOCK).flatMap((setting): [string, () => s3.IBucketRef, string[]][] => [false, undefined].map((value) => [
      `an L1 bucket whose ${setting} is ${value}`,
      () => new s3.CfnBucket(stack, 'Bucket', { ...VERSIONED, publicAccessBlockConfiguration: { ...BLOCK, [setting]: value } }),
      [PUBLIC],
    ])),
    ['an L1 bucket whose properties are tokens', () => new s3.CfnBucket(stack, 'Bucket', {
      versioningConfiguration: { status: Token.asString({ Ref: 'Status' }) },
      publicAccessBlockConfiguration: Token.asAny({ 'Fn::If': ['IsProduction', BLOCK, { Ref: 'AWS::NoValue' }] }),
    }), []],
    ['an L1 bucket whose settings are tokens', () => new s3.CfnBucket(stack, 'Bucket', {
      versioningConfiguration: Token.asAny({ Ref: 'Versioning' }),
      publicAccessBlockConfiguration: { ...BLOCK, blockPublicAcls: Token.asAny({ Ref: 'Acls' }) },
    }), []],
    ['an imported bucket', () => s3.Bucket.fromBucketName(stack, 'Bucket', 'my-dags'), []],
    ['a bucket that is imported by the name of one in the app', () => s3.Bucket.fromBucketName(stack, 'Bucket', new s3.CfnBucket(stack, 'L1').ref), [VERSIONING]],
  ])('%s', (_what, bucket, expected) => {
    define(bucket());
    expect(warnings()).toEqual(expected);
  });

  test('a policy for an existing role warns as well', () => {
    new MwaaExecutionPolicy(stack, 'It', { environmentName: ENVIRONMENT, sourceBucket: new s3.Bucket(stack, 'Bucket') });
    expect(warnings()).toEqual([VERSIONING]);
  });

  test('look at the bucket when everything is defined', () => {
    const bucket = new s3.CfnBucket(stack, 'Bucket', { publicAccessBlockConfiguration: { blockPublicAcls: false } });
    define(bucket);
    bucket.versioningConfiguration = { status: 'Enabled' };
    bucket.publicAccessBlockConfiguration = BLOCK;
    expect(warnings()).toEqual([]);
  });

  test('look at what is written over the bucket', () => {
    const bucket = new s3.Bucket(stack, 'Bucket', { versioned: true });
    define(bucket);
    const resource = bucket.node.defaultChild as s3.CfnBucket;
    resource.addPropertyOverride('VersioningConfiguration.Status', 'Suspended');
    resource.addPropertyOverride('PublicAccessBlockConfiguration', { BlockPublicAcls: 'true', BlockPublicPolicy: true });
    expect(warnings()).toEqual([VERSIONING, PUBLIC]);
  });

  test('can be acknowledged on the role', () => {
    const role = define(new s3.CfnBucket(stack, 'Bucket', { publicAccessBlockConfiguration: { blockPublicAcls: true } }));
    Annotations.of(role).acknowledgeWarning('cdk-mwaa-iam:sourceBucketNotVersioned', 'it is, by hand');
    expect(warnings()).toEqual([PUBLIC]);
  });

  test('can both be acknowledged on the role', () => {
    const role = define(new s3.CfnBucket(stack, 'Bucket', { publicAccessBlockConfiguration: { blockPublicAcls: true } }));
    Annotations.of(role).acknowledgeWarning('cdk-mwaa-iam:sourceBucketNotVersioned', 'it is, by hand');
    Annotations.of(role).acknowledgeWarning('cdk-mwaa-iam:sourceBucketNotBlockingPublicAccess', 'the account blocks it');
    expect(warnings()).toEqual([]);
  });

  const part = { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: false, restrictPublicBuckets: false };

  test.each<[string, () => s3.IBucketRef, string, string]>([
    ['an L2 bucket', () => new s3.Bucket(stack, 'Bucket', { blockPublicAccess: new s3.BlockPublicAccess(part) }), '`versioned` to true', '`blockPublicAccess`'],
    [
      'an L1 bucket',
      () => new s3.CfnBucket(new Stack(stack, 'Bucket'), 'Resource', { publicAccessBlockConfiguration: part }),
      '`versioningConfiguration` to {"status":"Enabled"}',
      '`publicAccessBlockConfiguration`',
    ],
  ])('say what is missing and what to do, in the words of %s', (_what, bucket, versioning, block) => {
    define(bucket());
    expect(texts().map(({ entry }) => entry.data)).toEqual([
      `the source bucket 'Stack/Bucket/Resource' has no versioning, which MWAA requires: set ${versioning} [ack: cdk-mwaa-iam:sourceBucketNotVersioned]`,
      `the source bucket 'Stack/Bucket/Resource' does not block all public access, which MWAA requires: ${block} leaves`
      + ' `blockPublicPolicy`, `restrictPublicBuckets` off. Leave it out, because S3 blocks all public access to new buckets, set all four settings to true,'
      + ' or acknowledge this warning if the account blocks all public access [ack: cdk-mwaa-iam:sourceBucketNotBlockingPublicAccess]',
    ]);
  });
});
