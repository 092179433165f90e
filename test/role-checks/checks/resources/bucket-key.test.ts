import { App, aws_kms as kms, aws_s3 as s3, Stack } from 'aws-cdk-lib';
import { MwaaExecutionRole } from '../../../../src';
import { broken, ENV, environment, foundIn, handWritten, inline, KEY_ARN, NAME, newApp, pasted, pastedKeyPolicy, shortly, template } from '../../shapes';

const OTHER_ID = '99999999-8888-7777-6666-555555555555';
const OTHER_ARN = `arn:aws:kms:eu-west-1:111122223333:key/${OTHER_ID}`;
const decrypt = (Resource: unknown, change: object = {}) =>
  ({ Effect: 'Allow', Action: 'kms:Decrypt', Resource, Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } }, ...change });

/** An environment whose bucket has a key. */
function bucketWith(KMSMasterKeyID: unknown, { statements = [], resources = {}, environment: properties = {}, role = {}, Parameters = {} }: {
  statements?: object[]; resources?: object; environment?: object; role?: object; Parameters?: object;
} = {}) {
  return {
    Parameters,
    ...template({
      environment: { SourceBucketArn: { 'Fn::GetAtt': ['Bucket', 'Arn'] }, ...properties },
      role: { Policies: [inline((all) => [...all, ...statements])], ...role },
      resources: {
        Bucket: {
          Type: 'AWS::S3::Bucket',
          Properties: {
            BucketName: 'dags',
            VersioningConfiguration: { Status: 'Enabled' },
            BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID } }] },
          },
        },
        ...resources,
      },
    }),
  };
}

const keyResource = (KeyPolicy: object = pastedKeyPolicy()) => ({ Type: 'AWS::KMS::Key', Properties: { KeyPolicy } });
const ALIAS = { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/dags', TargetKeyId: { Ref: 'Key' } } };
/** A key policy that lets in the role alone. */
const LETS_IN = { Statement: [{ Effect: 'Allow', Principal: { AWS: { 'Fn::GetAtt': ['Role', 'Arn'] } }, Action: 'kms:Decrypt', Resource: '*' }] };
/** A key policy like that of a key that AWS manages. */
const LETS_IN_ALL = {
  Statement: [{
    ...LETS_IN.Statement[0],
    Principal: { AWS: '*' },
    Condition: { StringEquals: { 'kms:CallerAccount': { Ref: 'AWS::AccountId' }, 'kms:ViaService': { 'Fn::Sub': 's3.${AWS::Region}.amazonaws.com' } } },
  }],
};
const ALIAS_ARN = { 'Fn::Sub': 'arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:alias/dags' };
const MISSING = ['bucketKey Role'];

describe('a bucket with a key of its own that the role may not use', () => {
  test.each<[string, unknown, object]>([
    ['by its ARN', OTHER_ARN, {}],
    ['by its id', OTHER_ID, {}],
    ['by an alias', 'alias/elsewhere', {}],
    ['by the ARN of an alias', 'arn:aws:kms:eu-west-1:111122223333:alias/elsewhere', {}],
    ['by the ARN of an alias with a parameter', { 'Fn::Sub': 'arn:aws:kms:eu-west-1:111122223333:alias/${Name}' }, {}],
    ['by the ARN of an alias in an account that a parameter names', { 'Fn::Sub': 'arn:aws:kms:eu-west-1:${Owner}:alias/dags' }, {}],
    ['by the ARN of an alias of the app', ALIAS_ARN, { Key: keyResource(), Alias: ALIAS }],
    ['by reference', { Ref: 'Key' }, { Key: keyResource() }],
    ['by the ARN of a reference', { 'Fn::GetAtt': ['Key', 'Arn'] }, { Key: keyResource() }],
    ['by reference to an alias', { Ref: 'Alias' }, { Key: keyResource(), Alias: ALIAS }],
    ['by the name of an alias of the app', 'alias/dags', { Key: keyResource(), Alias: ALIAS }],
  ])('%s', (_, key, resources) => {
    expect(shortly(foundIn(bucketWith(key, { resources })))).toEqual(MISSING);
  });

  test('is a warning that says what to do', () => {
    const [{ severity, description, fix }] = foundIn(bucketWith(OTHER_ARN));
    expect([severity, description]).toEqual(['warning', `the role of environment "my-env" may not do kms:Decrypt on ${OTHER_ARN}, the key of the source bucket Bucket: `
      + 'no statement allows it. MWAA cannot read what is in the bucket, and DAGs do not appear']);
    expect(fix).toBe('encrypt the bucket with the key of the environment, or let the role use this one: '
      + `{"Effect":"Allow","Action":"kms:Decrypt","Resource":"${OTHER_ARN}","Condition":{"StringEquals":{"kms:ViaService":"s3.\${AWS::Region}.amazonaws.com"}}}`
      + ' (https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html)');
  });

  test.each([
    ['by its name', 'alias/elsewhere', 'alias/elsewhere', '111122223333'],
    ['by its ARN', { 'Fn::Sub': 'arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:alias/elsewhere' }, 'alias/elsewhere', '111122223333'],
    ['by its ARN in another account', 'arn:aws:kms:eu-west-1:444455556666:alias/elsewhere', 'alias/elsewhere', '444455556666'],
  ])('of which only the alias is known, %s, may be used by that', (_, key, alias, account) => {
    const [{ fix }] = foundIn(bucketWith(key));
    const statement = JSON.parse(fix.slice(fix.indexOf('{"'), fix.lastIndexOf(' (')).replace(/\$\{AWS::Region\}/g, 'eu-west-1').replace('${AWS::Partition}', 'aws').replace('${AWS::AccountId}', '111122223333'));
    expect([statement.Condition['ForAnyValue:StringEquals'], statement.Resource])
      .toEqual([{ 'kms:ResourceAliases': alias }, `arn:aws:kms:eu-west-1:${account}:key/*`]);
    expect(shortly(foundIn(bucketWith(key, { statements: [statement] })))).toEqual([]);
  });

  test('because a statement denies it, or a boundary does not allow it', () => {
    const [denied] = foundIn(bucketWith(OTHER_ARN, { statements: [decrypt('*'), { Effect: 'Deny', Action: 'kms:*', Resource: OTHER_ARN }] }));
    expect(denied.description).toContain(': a statement denies it. ');
    const Boundary = { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', NotResource: OTHER_ARN }] } } };
    const [beyond] = foundIn(bucketWith(OTHER_ARN, { statements: [decrypt(OTHER_ARN)], resources: { Boundary }, role: { PermissionsBoundary: { Ref: 'Boundary' } } }));
    expect(beyond.description).toContain(': its permissions boundary does not allow it. ');
  });

  test('through another service only', () => {
    expect(shortly(foundIn(bucketWith(OTHER_ARN, { statements: [decrypt(OTHER_ARN, { Condition: { StringEquals: { 'kms:ViaService': 'sqs.eu-west-1.amazonaws.com' } } })] })))).toEqual(MISSING);
  });
});

describe('a bucket is right', () => {
  test.each<[string, object]>([
    ['whose key the role may use', bucketWith(OTHER_ARN, { statements: [decrypt(OTHER_ARN)] })],
    ['whose key, named by its id, the role may use', bucketWith(OTHER_ID, { statements: [decrypt(OTHER_ARN)] })],
    ['with the key that AWS manages', bucketWith('alias/aws/s3')],
    ['with the environment\'s key', bucketWith(KEY_ARN, { environment: { KmsKey: KEY_ARN }, role: { Policies: [{ PolicyDocument: pasted('customer-managed-key') }] } })],
    ['with the environment\'s key by its id', bucketWith('11111111-2222-3333-4444-555555555555',
      { environment: { KmsKey: KEY_ARN }, role: { Policies: [{ PolicyDocument: pasted('customer-managed-key') }] } })],
    ['whose key has the policy that KMS gives', bucketWith({ Ref: 'Key' }, { statements: [decrypt('*')], resources: { Key: { Type: 'AWS::KMS::Key' } } })],
    ['whose key lets the role in by its policy', bucketWith({ Ref: 'Key' }, { resources: { Key: keyResource(LETS_IN) } })],
    ['whose key lets in everybody of the account through S3', bucketWith({ Ref: 'Key' }, { resources: { Key: keyResource(LETS_IN_ALL) } })],
    ['whose key the target of an alias would be, which is not written', bucketWith('alias/dags',
      { statements: [decrypt('*')], resources: { Alias: { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/dags' } } } })],
    ['whose key has an alias that is not written', bucketWith(OTHER_ARN, { statements: [decrypt(OTHER_ARN)], resources: { Alias: { Type: 'AWS::KMS::Alias', Properties: {} } } })],
    ['with the environment\'s key, which a parameter names', bucketWith({ Ref: 'Name' }, { environment: { KmsKey: { Ref: 'Name' } }, Parameters: { Name: { Type: 'String' } } })],
    ['that says nothing of a key', bucketWith({ Ref: 'AWS::NoValue' })],
  ])('%s', (_, body) => {
    expect(foundIn(body).filter(({ rule, description }) => rule.endsWith('bucketKey') || description.includes('the source bucket'))).toEqual([]);
  });

  test.each<[string, (stack: Stack) => kms.IKey, boolean]>([
    ['with a key', (stack) => new kms.Key(stack, 'Key'), false],
    ['with a key by an alias', (stack) => new kms.Alias(stack, 'Alias', { aliasName: 'alias/dags', targetKey: new kms.Key(stack, 'Key') }), false],
    ['with a key by its own alias', (stack) => new kms.Key(stack, 'Key', { alias: 'dags' }).addAlias('dags-too'), false],
    ['with an imported alias', (stack) => kms.Alias.fromAliasName(stack, 'Alias', 'alias/elsewhere'), true],
  ])('%s and a role of this library', (_, keyOf, byAlias) => {
    const app: App = newApp({ context: { '@aws-cdk/aws-kms:applyImportedAliasPermissionsToPrincipal': byAlias } });
    const stack = new Stack(app, 'Stack', { env: ENV });
    const bucket = new s3.Bucket(stack, 'Bucket', { encryptionKey: keyOf(stack), versioned: true });
    const role = new MwaaExecutionRole(stack, 'Role', { environmentName: NAME, sourceBucket: bucket });
    role.associateWith(environment(stack, role.roleArn, { sourceBucketArn: bucket.bucketArn }));
    expect(broken(app)).toEqual([]);
  });

  test('whose key is the target of an alias in another stack of its place, and of no other', () => {
    const inRegion = (region: string) => {
      const app: App = newApp();
      const [stack, other] = [new Stack(app, 'Stack', { env: ENV }), new Stack(app, 'Other', { env: { ...ENV, region } })];
      new kms.CfnAlias(other, 'Alias', { aliasName: 'alias/dags', targetKeyId: OTHER_ID });
      const bucket = new s3.Bucket(stack, 'Bucket', { bucketName: 'dags', versioned: true, encryptionKey: kms.Alias.fromAliasName(stack, 'Imported', 'alias/dags') });
      environment(stack, handWritten(stack, pasted('aws-owned-key', (all) => [...all, decrypt(OTHER_ARN)])).attrArn, { sourceBucketArn: bucket.bucketArn });
      return broken(app);
    };
    expect(inRegion('eu-west-1')).toEqual([]);
    // What the alias points to there nobody knows: it may be the same.
    expect(inRegion('us-east-1')).toEqual(['notChecked Role']);
  });
});

describe('is a note', () => {
  test.each<[string, object, object]>([
    ['a parameter may take away', { resources: { Key: keyResource({ Statement: [{ ...LETS_IN.Statement[0], Action: { Ref: 'Action' } }] }) } }, { Action: { Type: 'String' } }],
    ['a denial of the role may take away', {
      resources: { Key: keyResource(LETS_IN) },
      statements: [{ Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*', Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } }],
    }, {}],
    ['a permissions boundary may take away', {
      resources: { Key: keyResource(LETS_IN), Boundary: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', NotAction: 'kms:Decrypt', Resource: '*' }, ...pasted('aws-owned-key').Statement.slice(-1)] } } } },
      role: { PermissionsBoundary: { Ref: 'Boundary' } },
    }, {}],
    ['a permissions boundary from elsewhere may take away', { resources: { Key: keyResource(LETS_IN) }, role: { PermissionsBoundary: 'arn:aws:iam::111122223333:policy/boundary' } }, {}],
  ])('what the policy of the key allows, and %s', (_, parts, Parameters) => {
    expect(foundIn(bucketWith({ Ref: 'Key' }, { ...parts, Parameters })).filter(({ description }) => description.includes('whether the role may decrypt the source bucket')))
      .toHaveLength(1);
  });

  test('a key that only the deployment knows', () => {
    const [{ severity, description }] = foundIn(bucketWith({ Ref: 'BucketKey' }, { Parameters: { BucketKey: { Type: 'String' } } }));
    expect([severity, description]).toEqual(['info', 'not checked for environment "my-env": it depends on the key and on policies that only the deployment knows: '
      + 'whether the role may decrypt the source bucket with its key ${BucketKey}']);
  });

  test('a key whose policy lets in neither the account nor the role', () => {
    const [{ severity, description }] = foundIn(bucketWith({ Ref: 'Key' }, { statements: [decrypt('*')], resources: { Key: keyResource({ Statement: [] }) } }));
    expect([severity, description]).toEqual(['info', 'not checked for environment "my-env": the policy of the key lets neither the account nor the role do it, and so only a grant of KMS could: '
      + 'whether the role may do kms:Decrypt with the key arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${Key}']);
  });

  test.each<[string, object, object[]]>([
    ['an endpoint', { Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } } }, [decrypt('*')]],
    ['a session of the role', { Principal: { AWS: 'arn:aws:sts::111122223333:assumed-role/airflow/x' } }, [decrypt('*')]],
  ])('a key whose policy denies it by %s', (_, statement, statements) => {
    expect(shortly(denying(statement, statements))).toEqual(['notChecked Role']);
  });
});

/** What is found where the policy of the bucket's key denies something. */
function denying(statement: object, statements: object[]) {
  const Statement = [...pastedKeyPolicy().Statement, { Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt', Resource: '*', ...statement }];
  return foundIn(bucketWith({ Ref: 'Key' }, { statements, resources: { Key: keyResource({ Statement }) }, role: { RoleName: 'airflow' } }));
}

describe('the policy of the key denies it', () => {
  test('and says which policy and which statement', () => {
    const [{ rule, severity, description, at, location }, ...others] = denying({}, [decrypt('*')]);
    expect([rule, severity, at.logicalId, location, others]).toEqual(['cdk-mwaa-iam::resourceDenial', 'error', 'Key', 'Properties.KeyPolicy', []]);
    expect(description).toBe('the policy of the key of the source bucket of environment "my-env", Key, denies its role kms:Decrypt: '
      + 'the statement {"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*"} does. MWAA cannot read what is in the bucket, and DAGs do not appear');
  });

  test.each<[string, object, string[]]>([
    ['through other services than S3', { Condition: { StringNotEquals: { 'kms:ViaService': { 'Fn::Sub': 's3.${AWS::Region}.amazonaws.com' } } } }, []],
    ['to another role', { Principal: { AWS: 'arn:aws:iam::111122223333:role/other' } }, []],
    ['to all but the role', { Condition: { ArnNotEquals: { 'aws:PrincipalArn': { 'Fn::GetAtt': ['Role', 'Arn'] } } } }, []],
    ['to all but another role', { Condition: { ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/other' } } }, ['resourceDenial Key']],
    ['to encrypt', { Action: 'kms:Encrypt' }, []],
  ])('%s', (_, statement, expected) => {
    expect(shortly(denying(statement, [decrypt('*')]))).toEqual(expected);
  });
});
