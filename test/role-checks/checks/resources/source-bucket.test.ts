import { aws_s3 as s3 } from 'aws-cdk-lib';
import { brokenIn, environment, foundIn, handWritten, pasted, template } from '../../shapes';

const VERSIONED = { VersioningConfiguration: { Status: 'Enabled' } };
const BLOCK = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };

const bucket = (Properties?: object, SourceBucketArn: unknown = { 'Fn::GetAtt': ['Dags', 'Arn'] }) => template({
  role: { Policies: [{ PolicyName: 'p', PolicyDocument: pasted('aws-owned-key', (all) => [...all, { Effect: 'Allow', Action: 's3:*', Resource: '*' }]) }] },
  environment: { SourceBucketArn },
  resources: { Dags: { Type: 'AWS::S3::Bucket', Properties } },
});
const about = (body: object) => foundIn(body).map(({ rule, severity, at, about: what }) => `${severity} ${rule.replace('cdk-mwaa-iam::', '')} ${at.logicalId}: ${what}`);

const VERSIONING = 'warning sourceBucket Dags: versioning';
const PUBLIC = 'warning sourceBucket Dags: public access';

test.each<[string, object | undefined, string[]]>([
  ['that says nothing of public access', VERSIONED, []],
  ['that blocks all', { ...VERSIONED, PublicAccessBlockConfiguration: BLOCK }, []],
  ['that blocks all in texts', { ...VERSIONED, PublicAccessBlockConfiguration: { ...BLOCK, BlockPublicAcls: 'true' } }, []],
  ['that blocks all in the words of Python', { ...VERSIONED, PublicAccessBlockConfiguration: { ...BLOCK, BlockPublicAcls: 'True' } }, []],
  ['with Object Lock, for which S3 turns versioning on', { ObjectLockEnabled: true }, []],
  ['with Object Lock in a text', { ObjectLockEnabled: 'true' }, []],
  ['whose Object Lock a parameter chooses', { ObjectLockEnabled: { Ref: 'Lock' } }, []],
  ['without Object Lock', { ObjectLockEnabled: false }, [VERSIONING]],
  ['whose public access block is null', { ...VERSIONED, PublicAccessBlockConfiguration: null }, []],
  ['whose versioning is null', { VersioningConfiguration: null }, [VERSIONING]],
  ['whose properties are null', null as any, [VERSIONING]],
  ['without properties', undefined, [VERSIONING]],
  ['whose versioning is suspended', { VersioningConfiguration: { Status: 'Suspended' } }, [VERSIONING]],
  ['whose versioning AWS::NoValue takes out', { VersioningConfiguration: { Ref: 'AWS::NoValue' } }, [VERSIONING]],
  ['with a block that is written out in part', { ...VERSIONED, PublicAccessBlockConfiguration: { BlockPublicAcls: true } }, [PUBLIC]],
  ['with a block of which one setting is false', { ...VERSIONED, PublicAccessBlockConfiguration: { ...BLOCK, IgnorePublicAcls: false } }, [PUBLIC]],
  ['with neither', { PublicAccessBlockConfiguration: {} }, [VERSIONING, PUBLIC]],
  ['whose versioning a parameter chooses', { VersioningConfiguration: { Status: { Ref: 'Status' } } }, []],
  ['whose block a parameter chooses in part', { ...VERSIONED, PublicAccessBlockConfiguration: { ...BLOCK, BlockPublicAcls: { Ref: 'Block' } } }, []],
])('a bucket %s', (_, properties, expected) => {
  expect(about(bucket(properties))).toEqual(expected);
});

test('says what is off and what to do', () => {
  const findings = foundIn(bucket({ PublicAccessBlockConfiguration: { ...BLOCK, BlockPublicAcls: false, RestrictPublicBuckets: undefined } }));
  expect(findings.map(({ description, fix }) => [description, fix])).toEqual([
    ['the source bucket of environment "my-env" has no versioning, which MWAA requires',
      'set `VersioningConfiguration` of the bucket to {"Status":"Enabled"} (https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-s3-bucket.html)'],
    ['the source bucket of environment "my-env" does not block all public access, which MWAA requires: '
      + '`PublicAccessBlockConfiguration` leaves `BlockPublicAcls`, `RestrictPublicBuckets` off',
    'leave it out, because S3 blocks all public access to new buckets, set all four settings to true, or acknowledge this if the account '
      + 'blocks all public access (https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-s3-bucket.html)'],
  ]);
});

test('a bucket that is not the source bucket is left alone', () => {
  expect(about(bucket({}, 'arn:aws:s3:::elsewhere'))).toEqual([]);
});

test('a condition that leaves versioning out is a note', () => {
  const conditional = { Parameters: { P: { Type: 'String' } }, Conditions: { C: { 'Fn::Equals': [{ Ref: 'P' }, 'x'] } } };
  const [{ severity, description }, ...others] = foundIn({
    ...conditional, ...bucket({ VersioningConfiguration: { 'Fn::If': ['C', VERSIONED.VersioningConfiguration, { Ref: 'AWS::NoValue' }] } }),
  });
  expect(others).toEqual([]);
  expect([severity, description]).toEqual(['info', 'not checked for environment "my-env": '
    + 'where C is false, the source bucket of environment "my-env" has no versioning, which MWAA requires']);
});

test('a bucket of the CDK, as the construct warns of it', () => {
  const broken = (props: s3.BucketProps) => brokenIn((stack) => {
    const { bucketArn } = new s3.Bucket(stack, 'Dags', { bucketName: 'dags', ...props });
    environment(stack, handWritten(stack, pasted('aws-owned-key')).attrArn, { sourceBucketArn: bucketArn });
  });
  expect(broken({ versioned: true, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL })).toEqual([]);
  expect(broken({ versioned: true })).toEqual([]);
  expect(broken({})).toEqual([expect.stringMatching(/^sourceBucket Dags/)]);
});
