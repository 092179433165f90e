import { aws_iam as iam, aws_s3 as s3, Stack } from 'aws-cdk-lib';
import { broken, ENV, environment, foundIn, handWritten, inline, keyWith, newApp, onlyViolation, pasted, pastedKeyPolicy, policyOf, shortly, template, withKey, without } from './shapes';

const ROLE = { 'Fn::GetAtt': ['Role', 'Arn'] };
const READ = { Effect: 'Allow', Principal: { AWS: ROLE }, Action: ['s3:GetObject*', 's3:GetBucket*', 's3:List*'], Resource: ['arn:aws:s3:::dags', 'arn:aws:s3:::dags/*'] };
const bucketPolicy = (statement: object, bucket: unknown = 'dags') =>
  ({ Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: bucket, PolicyDocument: { Statement: [{ ...READ, ...statement }] } } });

/** What is found of a role that may not read the bucket, beside a policy of the bucket. */
const found = (policy: object, ...more: object[]) => shortly(foundIn(template({
  role: { RoleName: 'airflow', Path: '/mwaa/', Policies: [inline((all) => [...without('s3:GetObject*')(all), ...more])] }, resources: { BucketPolicy: policy },
})));

describe('what the policy of the bucket allows the role', () => {
  test.each<[string, object]>([
    ['by its ARN', { Principal: { AWS: ROLE } }],
    ['by its ARN as it will be', { Principal: { AWS: ['arn:aws:iam::444455556666:root', 'arn:aws:iam::111122223333:role/mwaa/airflow'] } }],
    ['by a session of it', { Principal: { AWS: 'arn:aws:sts::111122223333:assumed-role/airflow/AmazonMWAA-airflow' } }],
    ['as everybody', { Principal: '*' }],
    ['as everybody by ARN', { Principal: { AWS: '*' } }],
    ['as not another', { Principal: undefined, NotPrincipal: { AWS: 'arn:aws:iam::111122223333:role/other' } }],
    ['as whom a parameter names', { Principal: { AWS: { Ref: 'Who' } } }],
  ])('%s is a note', (_, statement) => {
    expect(found(bucketPolicy(statement))).toEqual(['notChecked Role']);
  });

  test('says that the policy of the bucket may', () => {
    const [{ severity, description }] = foundIn(template({ role: { Policies: [inline(without('s3:GetObject*'))] }, resources: { BucketPolicy: bucketPolicy({}) } }));
    expect(severity).toBe('info');
    expect(description).toBe('not checked for environment "my-env": '
      + 'no policy of the role allows it, the policy of the bucket may: whether the role may read DAGs, plugins and requirements');
  });

  test.each<[string, object]>([
    ['another role', bucketPolicy({ Principal: { AWS: 'arn:aws:iam::111122223333:role/airflow' } })],
    ['a session of another role', bucketPolicy({ Principal: { AWS: 'arn:aws:sts::111122223333:assumed-role/other/AmazonMWAA-airflow' } })],
    ['everybody, on the condition that it is another', bucketPolicy({ Principal: '*', Condition: { ArnNotEquals: { 'aws:PrincipalArn': ROLE } } })],
    ['the account, which leaves it to the role', bucketPolicy({ Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } } })],
    ['a service', bucketPolicy({ Principal: { Service: 'airflow.amazonaws.com' } })],
    ['everybody but the role', bucketPolicy({ Principal: undefined, NotPrincipal: { AWS: ROLE } })],
    ['the role, of another bucket', bucketPolicy({}, 'other')],
    ['the role, a part of it', bucketPolicy({ Action: 's3:GetObject*' })],
  ])('is not what it says of %s', (_, policy) => {
    expect(found(policy)).toEqual(['missingPermission Role']);
  });

  test('is not what it denies, which is found as well', () => {
    expect(found(bucketPolicy({ Effect: 'Deny' }))).toEqual(['missingPermission Role', 'resourceDenial BucketPolicy']);
  });

  test('does not count where a policy of the role denies', () => {
    expect(found(bucketPolicy({}), { Effect: 'Deny', Action: 's3:GetObject', Resource: '*' })).toEqual(['missingPermission Role']);
  });

  test('counts where the role is to wait for a policy that reads the bucket', () => {
    const late = policyOf([{ Ref: 'Role' }], { Statement: [{ ...READ, Principal: undefined }] });
    const rules = (resources: Record<string, object>) =>
      shortly(foundIn(template({ role: { Policies: [inline(without('s3:GetObject*'))] }, resources: { Late: late, ...resources } })));
    expect(rules({})).toEqual(['policyOrder Environment']);
    expect(rules({ BucketPolicy: bucketPolicy({}) })).toEqual([]);
  });
});

test('a bucket of the app with its policy, as the CDK writes both', () => {
  const brokenWith = (grant: (bucket: s3.Bucket, role: iam.CfnRole) => void) => {
    const app = newApp();
    const stack = new Stack(app, 'Stack', { env: ENV });
    const bucket = new s3.Bucket(stack, 'Bucket', { enforceSSL: true, versioned: true });
    const role = handWritten(stack, pasted('aws-owned-key', without('s3:GetObject*')));
    grant(bucket, role);
    environment(stack, role.attrArn, { sourceBucketArn: bucket.bucketArn });
    return broken(app);
  };
  expect(brokenWith(() => undefined)).toEqual(['missingPermission Role']);
  // The CDK writes a grant to a role that it may not change into the policy of the bucket.
  expect(brokenWith((bucket, { attrArn }) => bucket.grantRead(iam.Role.fromRoleArn(bucket, 'Role', attrArn, { mutable: false }))))
    .toEqual(['notChecked Role']);
});

describe('what the policy of the key allows the role', () => {
  const USE = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:role/airflow' }, Action: 'kms:*', Resource: '*' };
  const build = (statement: object) => (stack: Stack) => {
    const key = keyWith(stack, { Statement: [...pastedKeyPolicy().Statement, { ...USE, ...statement }] });
    const role = handWritten(stack, pasted('customer-managed-key', (all) => withKey(key)(all).slice(0, -1)), { roleName: 'airflow' });
    environment(stack, role.attrArn, { kmsKey: key.attrArn });
  };

  test('is a note that says so', () => {
    const { severity, description } = onlyViolation(build({}));
    expect(severity).toBe('info');
    expect(description).toBe('not checked for environment "my-env": '
      + 'no policy of the role allows it, the policy of the key may: whether the role may use the customer managed key through SQS and S3');
  });

  test('through S3 only, or the account, is not enough', () => {
    expect(onlyViolation(build({ Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } } })).description)
      .toContain('through sqs.eu-west-1.amazonaws.com: no statement allows it');
    expect(onlyViolation(build({ Principal: { AWS: '111122223333' } })).severity).toBe('error');
  });
});
