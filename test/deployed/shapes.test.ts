import { UnusableDescription } from '../../src/deployed/fact';
import { factsWithoutData } from '../../src/deployed/facts-without-data';
import { factsIn } from '../../src/deployed/shapes';

const DOCUMENT = { Version: '2012-10-17', Statement: [] };
const JSON_TEXT = JSON.stringify(DOCUMENT);
const ROLE_ARN = 'arn:aws:iam::111122223333:role/service-role/R';

test.each([
  ['an object', DOCUMENT], ['a text', JSON_TEXT], ['percent-encoded, as SDKs have it', encodeURIComponent(JSON_TEXT)],
])('a policy may be %s', (_, PolicyDocument) => {
  expect(factsIn('x.json', { RoleName: 'R', PolicyName: 'P', PolicyDocument })).toEqual([
    { type: 'AWS::IAM::Role', of: 'R', properties: { Policies: [{ PolicyName: 'P', PolicyDocument: DOCUMENT }] } },
  ]);
});

test('a role has a permissions boundary or none', () => {
  const Role = { Arn: ROLE_ARN, AssumeRolePolicyDocument: DOCUMENT };
  expect(factsIn('x.json', { Role })).toEqual([{ type: 'AWS::IAM::Role', of: ROLE_ARN, properties: { AssumeRolePolicyDocument: DOCUMENT } }]);
  expect(factsIn('x.json', { Role: { ...Role, PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: 'arn' } } }))
    .toEqual([{ type: 'AWS::IAM::Role', of: ROLE_ARN, properties: { AssumeRolePolicyDocument: DOCUMENT, PermissionsBoundary: 'arn' } }]);
});

test('of the versions of a policy only the default one counts', () => {
  expect(factsIn('x.json', { PolicyVersion: { Document: DOCUMENT, VersionId: 'v1', IsDefaultVersion: false } })).toEqual([]);
  expect(factsIn('x.json', { PolicyVersion: { Document: DOCUMENT, VersionId: 'v2', IsDefaultVersion: true } }))
    .toEqual([{ type: 'AWS::IAM::ManagedPolicy', properties: { PolicyDocument: DOCUMENT } }]);
  expect(factsIn('x.json', { Policy: { Arn: 'arn', DefaultVersionId: 'v2', Path: '/' } }))
    .toEqual([{ type: 'AWS::IAM::ManagedPolicy', of: 'arn', properties: { DefaultVersionId: 'v2' } }]);
});

test('a page of account details may lack what another has', () => {
  expect(factsIn('x.json', { UserDetailList: [], RoleDetailList: [{ Arn: ROLE_ARN, AssumeRolePolicyDocument: DOCUMENT }] })).toEqual([{
    type: 'AWS::IAM::Role',
    of: ROLE_ARN,
    properties: { AssumeRolePolicyDocument: DOCUMENT, PolicyNames: [], Policies: [], ManagedPolicyArns: [] },
  }]);
  expect(factsIn('x.json', { Policies: [{ Arn: 'arn', DefaultVersionId: 'v1' }] }))
    .toEqual([{ type: 'AWS::IAM::ManagedPolicy', of: 'arn', properties: { DefaultVersionId: 'v1' } }]);
});

describe('a policy alone', () => {
  const typeOf = (policy: object, more: object = {}) => factsIn('x.json', { Policy: JSON.stringify(policy), ...more })?.map(({ type }) => type);
  const bucket = { Statement: [{ Effect: 'Allow', Action: '*', Resource: 'arn:aws-cn:s3:::dags/*' }] };

  test.each<[string, object, string]>([
    ['with actions of KMS is that of a key', { Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*', Condition: { StringLike: { 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::dags' } } }] }, 'AWS::KMS::Key'],
    ['with actions of nobody is that of a key', { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }, 'AWS::KMS::Key'],
    ['with actions of S3 is that of a bucket', { Statement: [{ Effect: 'Deny', Action: 's3:GetObject', Resource: '*' }] }, 'AWS::S3::BucketPolicy'],
    ['about a bucket is that of a bucket', bucket, 'AWS::S3::BucketPolicy'],
  ])('%s', (_, policy, type) => expect(typeOf(policy)).toEqual([type]));

  test('that has a name is that of a key', () => expect(typeOf(bucket, { PolicyName: 'default' })).toEqual(['AWS::KMS::Key']));
});

test.each<[string, unknown]>([
  ['a template', { Resources: {} }],
  ['a list', []],
  ['a text', 'x'],
  ['null', null],
  ['a status with anything else', { Status: 'Enabled', Name: 'x' }],
  ['a name without a document', { RoleName: 'R', PolicyName: 'P' }],
  ['a list of names', { Environments: ['my-env'] }],
])('%s is nothing that a call prints', (_, value) => {
  expect(factsIn('x.json', value)).toBeUndefined();
});

test.each<[string, object]>([
  ['iam get-role-policy', { RoleName: 'R', PolicyName: 'P', PolicyDocument: '{"Version"' }],
  ['iam list-attached-role-policies', { AttachedPolicies: 'P' }],
  ['s3api get-bucket-encryption', { ServerSideEncryptionConfiguration: {} }],
])('what begins like %s and goes on in another way cannot be used', (call, value) => {
  const reading = () => factsIn('folder/x.json', value);
  expect(reading).toThrow(`folder/x.json is not all that \`aws ${call}\` prints`);
  expect(reading).toThrow(UnusableDescription);
});

describe('without data', () => {
  const failed = (error: string, operation: string) => `\nAn error occurred (${error}) when calling the ${operation} operation: The ${error}\n`;
  const NONE = { Statement: [] };

  test.each([
    ['a bucket has no policy', failed('NoSuchBucketPolicy', 'GetBucketPolicy'), { type: 'AWS::S3::BucketPolicy', properties: { PolicyDocument: NONE } }],
    ['a bucket has no encryption', failed('ServerSideEncryptionConfigurationNotFoundError', 'GetBucketEncryption'), { type: 'AWS::S3::Bucket', properties: { BucketEncryption: {} } }],
    ['a bucket blocks nothing', `aws: [ERROR]: ${failed('NoSuchPublicAccessBlockConfiguration', 'GetPublicAccessBlock').trim()}`, { type: 'AWS::S3::Bucket', properties: { PublicAccessBlockConfiguration: {} } }],
  ])('%s', (_, text, fact) => expect(factsWithoutData('x.json', text)).toEqual([fact]));

  test('nothing is printed of a bucket that never had versioning', () => {
    expect(factsWithoutData('described/dags.get-bucket-versioning.json', '\n')).toEqual([{ type: 'AWS::S3::Bucket', properties: { VersioningConfiguration: {} } }]);
  });

  test('another empty file says nothing: the call may have failed', () => {
    expect(factsWithoutData('versioning/dags.get-bucket-policy.json', '')).toBeUndefined();
  });

  test.each([
    ['AccessDenied', 'GetBucketPolicy'], ['NoSuchBucketPolicy', 'GetBucketEncryption'], ['NoSuchEntity', 'GetRole'], ['AccessDenied', 'constructor'],
  ])('the error %s of %s says that the file is none', (error, operation) => {
    expect(() => factsWithoutData('x.json', failed(error, operation)))
      .toThrow(new UnusableDescription(`x.json holds no description but an error of the AWS CLI: An error occurred (${error}) when calling the ${operation} operation: The ${error}`));
  });

  test('what breaks off is named', () => {
    const whole = JSON.stringify({ Role: { Arn: ROLE_ARN } }, undefined, 4);
    expect(() => factsWithoutData('x.json', whole.slice(0, -3))).toThrow(new UnusableDescription('x.json begins like what the AWS CLI prints, and is no JSON: it breaks off, or something stands around it'));
  });

  test('any other text is none', () => expect(factsWithoutData('x.yaml', 'Resources: {}')).toBeUndefined());
});
