import { App, assertions, aws_kms as kms, aws_s3 as s3, Lazy, Stack } from 'aws-cdk-lib';
import { MwaaExecutionPolicy, MwaaExecutionRole } from '../../src';
import { allowBucketDecryption, otherBucketKey } from '../../src/bucket-and-key/bucket-key';
import { documented } from '../documented';
import { appWith, BUCKET, ENVIRONMENT, idsOf, KEY, MINIMIZE, VALUES } from '../shapes';
import { COMMERCIAL, DeployedApp } from '../template';

let app: App;
let stack: Stack;
beforeEach(() => setUp(new App()));

function setUp(newApp: App) {
  app = newApp;
  stack = new Stack(app, 'Stack');
}

const keyArn = `arn:aws:kms:eu-west-1:111122223333:key/${KEY}`;
const bucketWith = (encryptionKey: kms.IKey) => new s3.Bucket(stack, 'Bucket', { bucketName: BUCKET, encryptionKey });
const DECRYPT = {
  Effect: 'Allow', Action: 'kms:Decrypt', Resource: keyArn, Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
};

describe.each(MINIMIZE)('a bucket with a key of its own, under minimizePolicies %p', (minimize) => {
  beforeEach(() => setUp(appWith(minimize)));

  test('can be read: inline on the role, beside the documented policy', () => {
    new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket: bucketWith(new kms.Key(stack, 'Key')) });
    const deployed = new DeployedApp(app, COMMERCIAL, idsOf(stack));

    expect(deployed.single('AWS::IAM::Role').Policies).toEqual([
      { PolicyName: 'MwaaExecutionPolicy', PolicyDocument: documented('execution-policy-aws-owned-key', { ...COMMERCIAL, ...VALUES }) },
      { PolicyName: 'SourceBucketKeyPolicy', PolicyDocument: { Version: '2012-10-17', Statement: [DECRYPT] } },
    ]);
    expect(deployed.properties('AWS::IAM::Policy')).toEqual([]);
  });

  test('the policy of its key lets the account do so', () => {
    new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket: bucketWith(new kms.Key(stack, 'Key')) });
    const { Statement: [, ...added] } = new DeployedApp(app, COMMERCIAL).single('AWS::KMS::Key').KeyPolicy;

    expect(added).toEqual([{
      Sid: 'Allow Airflow to read its source bucket',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111122223333:root' },
      Action: 'kms:Decrypt',
      Resource: '*',
      Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
    }]);
  });

  test('is readable with the policy for an existing role', () => {
    new MwaaExecutionPolicy(stack, 'Policy', { environmentName: ENVIRONMENT, sourceBucket: bucketWith(new kms.Key(stack, 'Key')) });
    const { Statement: statements } = new DeployedApp(app, COMMERCIAL, idsOf(stack)).single('AWS::IAM::ManagedPolicy').PolicyDocument;
    expect(statements).toHaveLength(10);
    expect(statements[9]).toEqual(DECRYPT);
  });
});

test('the environment\'s other key keeps its own statements', () => {
  const [dataKey, bucketKey] = ['DataKey', 'BucketKey'].map((id) => new kms.Key(stack, id));
  new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket: bucketWith(bucketKey), kmsKey: dataKey });
  const sids = new DeployedApp(app, COMMERCIAL).properties('AWS::KMS::Key').map(({ KeyPolicy }) => KeyPolicy.Statement.map(({ Sid }: any) => Sid));
  expect(sids).toEqual([[undefined, 'Allow logs access'], [undefined, 'Allow Airflow to read its source bucket']]);
});

test('nothing is granted twice when bucket and environment share the key', () => {
  const kmsKey = new kms.Key(stack, 'Key');
  new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket: bucketWith(kmsKey), kmsKey });
  const deployed = new DeployedApp(app, COMMERCIAL, idsOf(stack));

  expect(deployed.single('AWS::IAM::Role').Policies).toEqual([
    { PolicyName: 'MwaaExecutionPolicy', PolicyDocument: documented('execution-policy-customer-managed-key', { ...COMMERCIAL, ...VALUES }) },
  ]);
  expect(deployed.single('AWS::KMS::Key').KeyPolicy.Statement).toHaveLength(2);
});

test('an imported key is granted on the role', () => {
  const key = kms.Key.fromKeyArn(stack, 'Key', keyArn);
  new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket: bucketWith(key) });
  expect(new DeployedApp(app, COMMERCIAL).single('AWS::IAM::Role').Policies[1].PolicyDocument.Statement).toEqual([DECRYPT]);
});

test('a key that is imported twice is one key', () => {
  const [one, two] = ['One', 'Two'].map((id) => kms.Key.fromKeyArn(stack, id, keyArn));
  expect(otherBucketKey(bucketWith(one), two)).toBeUndefined();
});

test('two keys that are imported are two', () => {
  const [one, two] = [KEY, KEY.replace('1', '2')].map((id) => kms.Key.fromKeyArn(stack, id, `arn:aws:kms:eu-west-1:111122223333:key/${id}`));
  expect(otherBucketKey(bucketWith(one), two)).toBe(one);
});

test('a key is the same under another ARN', () => {
  const key = new kms.Key(stack, 'Key');
  const again = kms.Key.fromKeyArn(stack, 'Again', Lazy.string({ produce: () => key.keyArn }));
  expect(otherBucketKey(bucketWith(key), again)).toBeUndefined();
});

test('the policy of an L1 key lets the account do so, and keeps what KMS would give it', () => {
  const key = new kms.CfnKey(stack, 'Key');
  allowBucketDecryption(stack, key, 'eu-west-1');
  expect(new DeployedApp(app, COMMERCIAL).single('AWS::KMS::Key').KeyPolicy.Statement).toEqual([
    {
      Sid: 'Enable IAM User Permissions', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*', Resource: '*',
    },
    {
      Sid: 'Allow Airflow to read its source bucket',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111122223333:root' },
      Action: 'kms:Decrypt',
      Resource: '*',
      Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
    },
  ]);
});

test('the L1 behind the bucket\'s key is the same key', () => {
  const key = new kms.Key(stack, 'Key');
  expect(otherBucketKey(bucketWith(key), key.node.defaultChild as kms.CfnKey)).toBeUndefined();
});

test.each<[string, () => s3.IBucketRef]>([
  ['an L2 bucket with an S3 managed key', () => new s3.Bucket(stack, 'Bucket', { encryption: s3.BucketEncryption.S3_MANAGED })],
  ['an L1 bucket', () => new s3.CfnBucket(stack, 'Bucket')],
  ['an imported bucket', () => s3.Bucket.fromBucketName(stack, 'Bucket', BUCKET)],
])('%s has no key of its own', (_what, define) => {
  expect(otherBucketKey(define())).toBeUndefined();
});

test('key and bucket may live in another stack', () => {
  const storage = new Stack(app, 'Storage');
  const key = new kms.Key(storage, 'Key');
  const sourceBucket = new s3.Bucket(storage, 'Bucket', { encryptionKey: key });
  new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket });
  expect(new DeployedApp(app, COMMERCIAL, idsOf(storage)).single('AWS::IAM::Role').Policies[1].PolicyDocument.Statement).toEqual([DECRYPT]);
});

test.each<[string, (key: kms.Key) => kms.IKey]>([
  ['an alias', (key) => key.addAlias('a')],
  ['an alias that is imported with its key', (key) => kms.Alias.fromAliasAttributes(stack, 'Alias', { aliasName: 'alias/a', aliasTargetKey: key })],
])('behind %s is its key', (_what, alias) => {
  const key = new kms.Key(stack, 'Key');
  const sourceBucket = bucketWith(alias(key));
  expect(otherBucketKey(sourceBucket, key)).toBeUndefined();
  new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket });
  expect(new DeployedApp(app, COMMERCIAL, idsOf(stack)).single('AWS::IAM::Role').Policies[1].PolicyDocument.Statement).toEqual([DECRYPT]);
});

describe('an alias that is imported by name', () => {
  const define = () => new MwaaExecutionRole(stack, 'Role', {
    environmentName: ENVIRONMENT, sourceBucket: bucketWith(kms.Alias.fromAliasName(stack, 'Alias', 'alias/a')),
  });
  const warning = assertions.Match.stringLikeRegexp("has a key of which only the alias is known, 'Stack/Alias', so the role gets no permission to decrypt with the key");

  test('does not say which key it is of: a warning', () => {
    define();
    assertions.Annotations.fromStack(stack).hasWarning('/Stack/Role', warning);
    expect(new DeployedApp(app, COMMERCIAL).properties('AWS::IAM::Policy')).toEqual([]);
  });

  test.each([
    ['the role', () => define(), 'AWS::IAM::Role', (role: any) => role.Policies[1].PolicyDocument.Statement],
    ['the policy for an existing role', () => new MwaaExecutionPolicy(stack, 'Policy', {
      environmentName: ENVIRONMENT, sourceBucket: bucketWith(kms.Alias.fromAliasName(stack, 'Alias', 'alias/a')),
    }), 'AWS::IAM::ManagedPolicy', (policy: any) => policy.PolicyDocument.Statement.slice(9)],
  ])('is granted inline on %s where CDK\'s feature flag allows it', (_what, construct, type, statementsOf) => {
    setUp(new App({ context: { '@aws-cdk/aws-kms:applyImportedAliasPermissionsToPrincipal': true } }));
    construct();
    assertions.Annotations.fromStack(stack).hasNoWarning('*', warning);
    const deployed = new DeployedApp(app, COMMERCIAL);
    expect(deployed.properties('AWS::IAM::Policy')).toEqual([]);
    expect(statementsOf(deployed.single(type))).toEqual([{
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Resource: 'arn:aws:kms:eu-west-1:111122223333:key/*',
      Condition: {
        'StringEquals': { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' },
        'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/a' },
      },
    }]);
  });
});
