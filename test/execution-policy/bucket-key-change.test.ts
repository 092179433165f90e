import { App, Aspects, aws_iam as iam, aws_kms as kms, aws_s3 as s3, Stack } from 'aws-cdk-lib';
import { MwaaExecutionPolicy, MwaaExecutionRole } from '../../src';
import { ENVIRONMENT, KEY } from '../shapes';

let app: App;
let stack: Stack;
let bucket: s3.CfnBucket;
let key: kms.Key;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  bucket = new s3.CfnBucket(stack, 'Bucket', { versioningConfiguration: { status: 'Enabled' } });
  key = new kms.Key(stack, 'Key');
});

const role = (kmsKey?: kms.IKeyRef) => new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket: bucket, kmsKey });
const encryption = (kmsMasterKeyId?: string): s3.CfnBucket.BucketEncryptionProperty => (
  { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId } }] }
);
const written = (id?: string) => ({ ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: id } }] });
const PATH = 'BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.KMSMasterKeyID';
const messages = () => app.synth({ force: true }).stacks.flatMap((one) => one.messages).map(({ id, entry }) => `${id}: ${entry.data}`);

const WARNING = "/Stack/Role/Resource: the source bucket 'Stack/Bucket' was given a key after the role was defined, ${Key961B73FD.Arn} of 'Stack/Key/Resource',"
  + ' and the role may not decrypt with it: set the key of the bucket before, or grant `kms:Decrypt` on it to the role [ack: cdk-mwaa-iam:bucketKeyChanged]';

const CHANGES: [string, () => unknown][] = [
  ['by property', () => { bucket.bucketEncryption = encryption(key.keyArn); }],
  ['by its id', () => { bucket.bucketEncryption = encryption(key.keyId); }],
  ['by an override', () => bucket.addPropertyOverride('BucketEncryption', written(key.keyArn))],
  ['by an override of the key alone', () => bucket.addPropertyOverride(PATH, key.keyArn)],
  ['by an aspect', () => Aspects.of(app).add({ visit: (node) => { if (node === bucket) { bucket.bucketEncryption = encryption(key.keyArn); } } })],
];

describe.each(CHANGES)('a key that the bucket gets afterwards, %s,', (_how, change) => {
  test('is a warning', () => {
    role();
    change();
    expect(messages()).toEqual([WARNING]);
  });

  test('is a warning where the bucket had another', () => {
    bucket.bucketEncryption = encryption(`arn:aws:kms:eu-west-1:111122223333:key/${KEY}`);
    role();
    change();
    expect(messages()).toEqual([WARNING]);
  });

  test.each<[string, () => unknown]>([
    ['is the key of the environment', () => role(key)],
    ['was granted', () => key.grantDecrypt(role())],
    ['is in a managed policy of others', () => role().addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('Mine'))],
    ['is that of a policy for an existing role', () => new MwaaExecutionPolicy(stack, 'Policy', { environmentName: ENVIRONMENT, sourceBucket: bucket })],
  ])('is right where it %s', (_what, define) => {
    define();
    change();
    expect(messages()).toEqual([]);
  });

  test('is known where it was there before', () => {
    change();
    if (_how !== 'by an aspect') {
      role();
      expect(messages()).toEqual([]);
    }
  });
});

test.each<[string, () => unknown]>([
  ['it stays', () => undefined],
  ['it is written again', () => bucket.addPropertyOverride('BucketEncryption', written(key.keyArn))],
  ['it is taken away', () => { bucket.bucketEncryption = undefined; }],
  ['it is taken away by an override', () => bucket.addPropertyDeletionOverride('BucketEncryption')],
  ['S3 uses keys of its own', () => bucket.addPropertyOverride('BucketEncryption', written())],
  ['another member is written over', () => bucket.addPropertyOverride(PATH.replace('ServerSideEncryptionByDefault.KMSMasterKeyID', 'BucketKeyEnabled'), true)],
  ['it is the key of AWS', () => { bucket.bucketEncryption = encryption('alias/aws/s3'); }],
  ['only the deployment knows it', () => bucket.addPropertyOverride(PATH, { Ref: 'Parameter' })],
])('says nothing of a key that the bucket had, where %s', (_what, change) => {
  bucket.bucketEncryption = encryption(key.keyArn);
  role();
  change();
  expect(messages()).toEqual([]);
});

test('a key that is known by its ARN alone is a warning', () => {
  role();
  bucket.bucketEncryption = encryption(`arn:aws:kms:eu-west-1:111122223333:key/${KEY}`);
  expect(messages()).toEqual([WARNING.replace("${Key961B73FD.Arn} of 'Stack/Key/Resource'", `arn:aws:kms:eu-west-1:111122223333:key/${KEY} of 'Stack/Bucket'`)]);
});

test('a hundred roles whose buckets get a key are one pass over the app', () => {
  const found = jest.spyOn(app.node, 'findAll');
  for (let index = 0; index < 100; index++) {
    new MwaaExecutionRole(stack, `Role${index}`, { environmentName: `env-${index}`, sourceBucket: bucket });
  }
  bucket.bucketEncryption = encryption(key.keyArn);
  expect(messages()).toHaveLength(100);
  expect(found).toHaveBeenCalledTimes(1);
});
