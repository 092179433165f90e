import { aws_s3 as s3, Stack } from 'aws-cdk-lib';
import { broken, brokenIn, ENV, environment, foundIn, handWritten, keyWith, newApp, onlyViolation, pasted, pastedKeyPolicy, shortly, template, withKey } from '../../shapes';

const ROLE = { 'Fn::GetAtt': ['Role', 'Arn'] };
const ROLE_ARN = 'arn:aws:iam::111122223333:role/airflow';
const OTHER = 'arn:aws:iam::111122223333:role/other';
const SESSION = 'arn:aws:sts::111122223333:assumed-role/airflow/AmazonMWAA-airflow';
const ROOT = 'arn:aws:iam::111122223333:root';
const READ = { Effect: 'Deny', Principal: '*', Action: 's3:Get*', Resource: ['arn:aws:s3:::dags', 'arn:aws:s3:::dags/*'] };

const bucketPolicy = (statement: object, Bucket: unknown = 'dags', attributes: object = {}) =>
  ({ Type: 'AWS::S3::BucketPolicy', ...attributes, Properties: { Bucket, PolicyDocument: { Version: '2012-10-17', Statement: [{ ...READ, ...statement }] } } });
const unless = (operator: string, key: string, value: unknown) => ({ Condition: { [operator]: { [key]: value } } });
/** What is found beside a policy of the bucket. */
const found = (policy: object, body: object = {}) => foundIn({ ...body, ...template({ role: { RoleName: 'airflow' }, resources: { Guard: policy } }) });

describe('the policy of the bucket denies', () => {
  test.each<[string, object]>([
    ['everybody', {}],
    ['everybody but one role', unless('ArnNotLike', 'aws:PrincipalArn', OTHER)],
    ['everybody but one role, in texts', unless('StringNotLike', 'aws:PrincipalArn', [OTHER, 'arn:aws:iam::111122223333:role/admin-*'])],
    ['everybody but sessions of the role, which the key never names', unless('ArnNotLike', 'aws:PrincipalArn', SESSION)],
    ['the role by name', { Principal: { AWS: ROLE_ARN } }],
    ['the role by reference', { Principal: { AWS: ROLE } }],
    ['the role by a condition', unless('ArnEquals', 'aws:PrincipalArn', ROLE)],
    ['everybody but another, by principal', { Principal: undefined, NotPrincipal: { AWS: OTHER } }],
    ['everybody with a version of TLS that MWAA speaks', unless('NumericGreaterThanEquals', 's3:TlsVersion', '1.2')],
    ['everybody but one role, beside a version of TLS', { Condition: { NumericNotEquals: { 's3:TlsVersion': 1.1 }, ArnNotLike: { 'aws:PrincipalArn': OTHER } } }],
    ['everybody but one role and services of AWS', { Condition: { ArnNotLike: { 'aws:PrincipalArn': OTHER }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } } }],
    ['everybody with a signature of today', unless('StringEquals', 's3:signatureversion', 'AWS4-HMAC-SHA256')],
    ['everybody of another account', unless('StringNotEquals', 'aws:PrincipalAccount', '444455556666')],
  ])('%s: an error', (_, statement) => {
    expect(shortly(found(bucketPolicy(statement)))).toEqual(['resourceDenial Guard']);
  });

  test.each<[string, object]>([
    ['from outside of an endpoint', unless('StringNotEquals', 'aws:SourceVpce', 'vpce-1')],
    ['from outside of a VPC', unless('StringNotEquals', 'aws:SourceVpc', 'vpc-1')],
    ['from other addresses', unless('NotIpAddress', 'aws:SourceIp', '10.0.0.0/8')],
    ['without the newest version of TLS', unless('NumericLessThan', 's3:TlsVersion', '1.3')],
    ['without a version of TLS that a parameter chooses', unless('NumericLessThan', 's3:TlsVersion', { Ref: 'Version' })],
    ['other ids than of another role', unless('StringNotLike', 'aws:userId', { 'Fn::Sub': '${Other.RoleId}:*' })],
    ['other ids than of one role', unless('StringNotLike', 'aws:userId', 'AROAEXAMPLE:*')],
    ['a session of the role', { Principal: { AWS: SESSION } }],
    ['everybody but the role, by principal', { Principal: undefined, NotPrincipal: { AWS: ROLE } }],
    ['everybody but the role, its session and its account, by principal', { Principal: undefined, NotPrincipal: { AWS: [ROLE, SESSION, ROOT] } }],
    ['everybody but the account, by principal', { Principal: undefined, NotPrincipal: { AWS: ROOT } }],
    ['the account', { Principal: { AWS: ROOT } }],
    ['whom a parameter names', { Principal: { AWS: { Ref: 'Who' } } }],
  ])('%s: a note', (_, statement) => {
    expect(shortly(found(bucketPolicy(statement)))).toEqual(['notChecked Role']);
  });

  test.each<[string, object]>([
    ['without TLS', unless('Bool', 'aws:SecureTransport', 'false')],
    ['with an old version of TLS', unless('NumericLessThan', 's3:TlsVersion', '1.2')],
    ['with an old version of TLS, or the same', unless('NumericLessThanEquals', 's3:TlsVersion', 1.1)],
    ['with an old version of TLS from one role', { Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' }, ArnLike: { 'aws:PrincipalArn': ROLE } } }],
    ['with a version of TLS that is not there yet', unless('NumericGreaterThan', 's3:TlsVersion', '1.3')],
    ['services of AWS themselves', unless('Bool', 'aws:PrincipalIsAWSService', 'true')],
    ['services of AWS by their names', unless('Null', 'aws:PrincipalServiceName', 'false')],
    ['without a signature of today', unless('StringNotEquals', 's3:signatureversion', 'AWS4-HMAC-SHA256')],
    ['everybody but sessions of the role, by its id', unless('StringNotLike', 'aws:userId', [{ 'Fn::Sub': '${Role.RoleId}:*' }, { Ref: 'AWS::AccountId' }])],
    ['everybody but sessions of the role, by its id in pieces', unless('StringNotLike', 'aws:userid', { 'Fn::Join': [':', [{ 'Fn::GetAtt': ['Role', 'RoleId'] }, '*']] })],
    ['uploads without encryption', { Action: 's3:PutObject', ...unless('Null', 's3:x-amz-server-side-encryption', 'true') }],
    ['everybody but this account', unless('StringNotEquals', 'aws:PrincipalAccount', '111122223333')],
    ['everybody but roles of this account', unless('ArnNotLike', 'aws:PrincipalArn', 'arn:aws:iam::111122223333:role/*')],
    ['everybody but the role', unless('ArnNotLike', 'aws:PrincipalArn', [OTHER, ROLE])],
    ['everybody but the role by name', unless('StringNotEquals', 'aws:PrincipalArn', ROLE_ARN)],
    ['another role', { Principal: { AWS: OTHER } }],
    ['objects that are not in the folder of the DAGs', { Resource: 'arn:aws:s3:::other/*' }],
    ['deleting', { Action: ['s3:Delete*', 's3:PutBucketPolicy'] }],
  ])('%s: nothing', (_, statement) => {
    expect(shortly(found(bucketPolicy(statement)))).toEqual([]);
  });

  test('says which policy and which statement', () => {
    const statement = unless('ArnNotLike', 'aws:PrincipalArn', OTHER);
    const [{ severity, description, fix, location }, ...others] = found(bucketPolicy(statement));
    expect(others).toEqual([]);
    expect([severity, location]).toEqual(['error', 'Properties.PolicyDocument']);
    expect(description).toBe('the policy of the bucket of environment "my-env", Guard, denies its role s3:GetObject, s3:GetObjectVersion, '
      + `s3:GetBucketPublicAccessBlock, s3:GetBucketVersioning: the statement ${JSON.stringify({ ...READ, ...statement })} does. `
      + 'MWAA needs it to read DAGs, plugins and requirements; without it the environment fails');
    expect(fix).toBe('except the role arn:${AWS::Partition}:iam::${AWS::AccountId}:role/airflow from the deny, for example with `ArnNotEquals` on `aws:PrincipalArn`, '
      + 'or remove it (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html)');
  });

  test.each<[string, object, string]>([
    ['an endpoint', unless('StringNotEquals', 'aws:SourceVpce', 'vpce-1'), 'it depends on aws:SourceVpce'],
    ['the version of TLS', unless('NumericLessThan', 's3:TlsVersion', '1.3'), 'it depends on s3:TlsVersion'],
    ['an id', unless('StringNotLike', 'aws:userId', 'AROAEXAMPLE:*'), 'it depends on aws:userId'],
    ['a principal', { Principal: undefined, NotPrincipal: { AWS: ROLE } }, 'it depends on the session of the role, which `NotPrincipal` has to name as well'],
    ['a parameter', { Principal: { AWS: { Ref: 'Who' } } }, 'it depends on values that only the deployment knows'],
    ['a condition that is a parameter', { Condition: { Ref: 'When' } }, 'it depends on values that only the deployment knows'],
  ])('says on what it depends: %s', (_, statement, reason) => {
    const [{ description }] = found(bucketPolicy(statement));
    expect(description).toContain(`not checked for environment "my-env": ${reason}: whether the statement {"Effect":"Deny",`);
    expect(description).toMatch(/\} of the policy of the bucket, Guard, denies the role what it needs$/);
  });

  test('as the policy of another bucket, or perhaps of this one', () => {
    expect(shortly(found(bucketPolicy({}, 'other')))).toEqual([]);
    expect(shortly(found(bucketPolicy({}, { 'Fn::Sub': '${Name}-logs' })))).toEqual([]);
    expect(shortly(found(bucketPolicy({}, { Ref: 'Name' })))).toEqual(['notChecked Role']);
    expect(shortly(found(bucketPolicy({}, undefined)))).toEqual(['resourceDenial Guard']);
  });

  test('under a condition of the template', () => {
    const body = { Parameters: { P: { Type: 'String' } }, Conditions: { C: { 'Fn::Equals': [{ Ref: 'P' }, 'x'] } } };
    const [{ rule, description }, ...others] = found(bucketPolicy({}, 'dags', { Condition: 'C' }), body);
    expect([rule, others]).toEqual(['cdk-mwaa-iam::notChecked', []]);
    expect(description).toContain('where C is true, the policy of the bucket of environment "my-env", Guard, denies its role');
  });

  test('a role from outside of the app', () => {
    const resources = { Guard: bucketPolicy({ Principal: { AWS: ROLE_ARN } }) };
    expect(shortly(foundIn(template({ environment: { ExecutionRoleArn: ROLE_ARN }, resources }))))
      .toEqual(['resourceDenial Guard', 'notChecked Environment']);
  });

  test('everybody, and so also a role of which only the deployment knows the ARN', () => {
    expect(shortly(foundIn({ Parameters: { Who: { Type: 'String' } }, ...template({ environment: { ExecutionRoleArn: { Ref: 'Who' } }, resources: { Guard: bucketPolicy({}) } }) })))
      .toEqual(['resourceDenial Guard', 'notChecked Environment']);
  });

  test('what the CDK asks for, and what a grant excepts', () => {
    expect(brokenIn((stack) => {
      const bucket = new s3.Bucket(stack, 'Bucket', { bucketName: 'dags', versioned: true, enforceSSL: true, minimumTLSVersion: 1.2 });
      environment(stack, handWritten(stack, pasted('aws-owned-key')).attrArn, { sourceBucketArn: bucket.bucketArn });
    })).toEqual([]);
  });
});

describe('the policy of the key denies', () => {
  const DECRYPT = { Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt', Resource: '*' };
  const build = (statement: object) => (stack: Stack) => {
    const { Statement, Version } = pastedKeyPolicy();
    const key = keyWith(stack, { Version, Statement: [...Statement, { ...DECRYPT, ...statement }] });
    environment(stack, handWritten(stack, pasted('customer-managed-key', withKey(key)), { roleName: 'airflow' }).attrArn, { kmsKey: key.attrArn });
  };

  test('the role to decrypt', () => {
    const { severity, description, violatingResources: [{ resourceLogicalId, locations }] } = onlyViolation(build({ Principal: { AWS: ROLE_ARN } }));
    expect([severity, resourceLogicalId, locations]).toEqual(['error', 'Key', ['Properties.KeyPolicy']]);
    expect(description).toContain('the policy of the key of environment "my-env", Key, denies its role kms:Decrypt: the statement {"Effect":"Deny"');
  });

  test.each<[string, object, string[]]>([
    ['through other services than those of MWAA', unless('StringNotEquals', 'kms:ViaService', ['s3.eu-west-1.amazonaws.com', 'sqs.eu-west-1.amazonaws.com']), []],
    ['through SQS', { Principal: { AWS: ROLE_ARN }, ...unless('StringEquals', 'kms:ViaService', 'sqs.eu-west-1.amazonaws.com') }, ['resourceDenial Key']],
    ['from outside of an endpoint', { Principal: { AWS: ROLE_ARN }, ...unless('StringNotEquals', 'aws:SourceVpce', 'vpce-1') }, ['notChecked Role']],
    ['another role', { Principal: { AWS: OTHER } }, []],
  ])('%s', (_, statement, expected) => {
    const app = newApp();
    build({ Principal: { AWS: ROLE_ARN }, ...statement })(new Stack(app, 'Stack', { env: ENV }));
    expect(broken(app)).toEqual(expected);
  });
});
