import { App, aws_iam as iam, aws_kms as kms, aws_mwaa as mwaa, aws_s3 as s3, Stack } from 'aws-cdk-lib';
import { AirflowConnection, MwaaEnvironmentGrants, MwaaExecutionPolicy, MwaaExecutionRole, SecretsBackend } from '../src';
import { BUCKET, ENVIRONMENT, KEY } from './shapes';

// A bucket or a key of another partition than the known Region is refused wherever it is given.

const stackIn = (region?: string) => new Stack(new App(), 'Stack', { env: { region } });
const bucketIn = (stack: Stack, partition: string, id = 'Bucket') => s3.Bucket.fromBucketArn(stack, id, `arn:${partition}:s3:::${BUCKET}`);
const keyIn = (stack: Stack, partition: string, region = 'eu-west-1') => kms.Key.fromKeyArn(stack, 'Key', `arn:${partition}:kms:${region}:111122223333:key/${KEY}`);

const GIVEN: [string, (stack: Stack, partition: string) => unknown, string][] = [
  ['a bucket to a role', (stack, partition) => new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket: bucketIn(stack, partition) }),
    `MwaaExecutionRole at 'Stack/Role': \`sourceBucket\` "arn:aws-cn:s3:::${BUCKET}"`],
  ['a bucket to a policy', (stack, partition) => new MwaaExecutionPolicy(stack, 'Policy', { environmentName: ENVIRONMENT, sourceBucket: bucketIn(stack, partition) }),
    `MwaaExecutionPolicy at 'Stack/Policy': \`sourceBucket\` "arn:aws-cn:s3:::${BUCKET}"`],
  ['a key to a role', (stack, partition) => new MwaaExecutionRole(stack, 'Role', {
    environmentName: ENVIRONMENT, sourceBucket: bucketIn(stack, 'aws'), kmsKey: keyIn(stack, partition),
  }), `MwaaExecutionRole at 'Stack/Role': \`kmsKey\` "arn:aws-cn:kms:eu-west-1:111122223333:key/${KEY}"`],
  ['the key of a bucket to a role', (stack, partition) => new MwaaExecutionRole(stack, 'Role', {
    environmentName: ENVIRONMENT,
    sourceBucket: s3.Bucket.fromBucketAttributes(stack, 'Bucket', { bucketArn: `arn:aws:s3:::${BUCKET}`, encryptionKey: keyIn(stack, partition) }),
  }), `MwaaExecutionRole at 'Stack/Role': \`sourceBucket.encryptionKey\` "arn:aws-cn:kms:eu-west-1:111122223333:key/${KEY}"`],
  ['a key to a backend', (stack, partition) => new SecretsBackend({ encryptionKey: keyIn(stack, partition), region: 'eu-west-1' }),
    `SecretsBackend: \`encryptionKey\` "arn:aws-cn:kms:eu-west-1:111122223333:key/${KEY}"`],
  ['the key of an L1 bucket to a role', (stack, partition) => new MwaaExecutionRole(stack, 'Role', {
    environmentName: ENVIRONMENT,
    sourceBucket: new s3.CfnBucket(stack, 'Bucket', {
      bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: keyIn(stack, partition).keyArn } }] },
    }),
  }), `MwaaExecutionRole at 'Stack/Role': \`sourceBucket.encryptionKey\` "arn:aws-cn:kms:eu-west-1:111122223333:key/${KEY}"`],
  ['a key to a backend without a Region, by its reader', (stack, partition) =>
    new SecretsBackend({ encryptionKey: keyIn(stack, partition) }).grantRead(new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() })),
  `SecretsBackend.grantRead: \`encryptionKey\` "arn:aws-cn:kms:eu-west-1:111122223333:key/${KEY}"`],
  ['a key to a backend without a Region, by its connection', (stack, partition) =>
    new SecretsBackend({ encryptionKey: keyIn(stack, partition) }).addConnection(stack, 'crm', AirflowConnection.aws()),
  `SecretsBackend.addConnection at 'Stack/crm': \`encryptionKey\` "arn:aws-cn:kms:eu-west-1:111122223333:key/${KEY}"`],
  ['a key to who manages an environment', (stack, partition) => {
    const executionRole = iam.Role.fromRoleName(stack, 'Role', 'r');
    const options = { executionRole, kmsKey: keyIn(stack, partition) };
    return MwaaEnvironmentGrants.fromEnvironment(new mwaa.CfnEnvironment(stack, 'Environment', { name: ENVIRONMENT })).fullApiAccess(executionRole, options);
  }, `MwaaEnvironmentGrants.fullApiAccess at 'Stack/Environment': \`kmsKey\` "arn:aws-cn:kms:eu-west-1:111122223333:key/${KEY}"`],
];

describe.each(GIVEN)('%s', (what, give, subject) => {
  test('of another partition is refused', () => {
    expect(() => give(stackIn('eu-west-1'), 'aws-cn')).toThrow(new Error(
      `${subject} must be in the partition of the Region "eu-west-1", which is "aws": pass one of this partition`,
    ));
  });

  test('of the same partition is taken', () => {
    expect(() => give(stackIn('eu-west-1'), 'aws')).not.toThrow();
  });

  test('is taken where the Region is not known', () => {
    expect(() => give(stackIn(), what === 'a key to a backend' ? 'aws' : 'aws-cn')).not.toThrow();
  });
});

test('an environment in another Region than the stack has the partition of its Region', () => {
  const stack = stackIn();
  expect(() => new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket: bucketIn(stack, 'aws'), environmentRegion: 'cn-north-1' }))
    .toThrow(/`sourceBucket` "arn:aws:s3:::my-dags" must be in the partition of the Region "cn-north-1", which is "aws-cn"/);
});
