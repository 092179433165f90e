import { App, assertions, aws_kms as kms, aws_s3 as s3, Aws, CfnParameter, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import { MwaaExecutionPolicy, MwaaExecutionRole } from '../../src';
import { otherBucketKey } from '../../src/bucket-and-key/bucket-key';
import { documented } from '../documented';
import { appWith, BUCKET, ENVIRONMENT, idsOf, KEY, LET_IN, MINIMIZE, VALUES } from '../shapes';
import { COMMERCIAL, DeployedApp, templateOf } from '../template';

let app: App;
let stack: Stack;
beforeEach(() => setUp(new App()));

function setUp(newApp: App) {
  app = newApp;
  stack = new Stack(app, 'Stack');
}

const keyArn = `arn:aws:kms:eu-west-1:111122223333:key/${KEY}`;
const bucketWith = (encryptionKey: kms.IKey) => new s3.Bucket(stack, 'Bucket', { bucketName: BUCKET, encryptionKey });
const l1BucketWith = (kmsMasterKeyId?: string, scope = stack) => new s3.CfnBucket(scope, 'Bucket', {
  bucketName: BUCKET,
  bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId } }] },
});
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

    expect(added).toEqual([LET_IN]);
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
  expect(otherBucketKey(bucketWith(one), two)?.key).toBe(one);
});

test('a key is the same under another ARN', () => {
  const key = new kms.Key(stack, 'Key');
  const again = kms.Key.fromKeyArn(stack, 'Again', Lazy.string({ produce: () => key.keyArn }));
  expect(otherBucketKey(bucketWith(key), again)).toBeUndefined();
});

test('the policy of an L1 key lets the account do so, and keeps what KMS would give it', () => {
  new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket: l1BucketWith(new kms.CfnKey(stack, 'Key').attrArn) });
  expect(new DeployedApp(app, COMMERCIAL).single('AWS::KMS::Key').KeyPolicy.Statement).toEqual([
    {
      Sid: 'Enable IAM User Permissions', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*', Resource: '*',
    },
    LET_IN,
  ]);
});

test('the L1 behind the bucket\'s key is the same key', () => {
  const key = new kms.Key(stack, 'Key');
  expect(otherBucketKey(bucketWith(key), key.node.defaultChild as kms.CfnKey)).toBeUndefined();
});

test.each<[string, () => s3.IBucketRef]>([
  ['an L2 bucket with an S3 managed key', () => new s3.Bucket(stack, 'Bucket', { encryption: s3.BucketEncryption.S3_MANAGED })],
  ['an L1 bucket', () => new s3.CfnBucket(stack, 'Bucket')],
  ['an L1 bucket with the key of AWS for S3', () => l1BucketWith()],
  ['an L1 bucket with the alias of the key of AWS for S3', () => l1BucketWith('alias/aws/s3')],
  ['an L1 bucket with the ARN of that alias', () => l1BucketWith(`arn:${Aws.PARTITION}:kms:eu-west-1:111122223333:alias/aws/s3`)],
  ['an L1 bucket with a rule that says nothing of a key', () => new s3.CfnBucket(stack, 'Bucket', {
    bucketEncryption: { serverSideEncryptionConfiguration: [{ bucketKeyEnabled: true }] },
  })],
  ['an L1 bucket whose encryption is a token', () => new s3.CfnBucket(stack, 'Bucket', { bucketEncryption: Token.asAny({ 'Fn::If': ['A', {}, {}] }) })],
  ['an L1 bucket whose rules are a token', () => new s3.CfnBucket(stack, 'Bucket', {
    bucketEncryption: { serverSideEncryptionConfiguration: Token.asAny({ 'Fn::If': ['A', [], []] }) },
  })],
  ['an L1 bucket whose algorithm is a token', () => new s3.CfnBucket(stack, 'Bucket', {
    bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: Token.asAny({ 'Fn::If': ['A', {}, {}] }) }] },
  })],
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

describe('the key that an L1 bucket names', () => {
  const role = (sourceBucket: s3.IBucketRef, kmsKey?: kms.IKeyRef) => new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket, kmsKey });
  const granted = () => new DeployedApp(app, COMMERCIAL, idsOf(stack)).single('AWS::IAM::Role').Policies.slice(1)
    .map(({ PolicyDocument: { Statement } }: any) => Statement);
  const keyPolicy = () => new DeployedApp(app, COMMERCIAL).single('AWS::KMS::Key').KeyPolicy.Statement.slice(1);
  const warnings = () => assertions.Annotations.fromStack(stack).findWarning('*', assertions.Match.stringLikeRegexp('KeyUnknown|keyPolicy'))
    .map(({ entry }) => entry.data);

  const KEYS: [string, () => kms.Key | kms.CfnKey][] = [
    ['an L2 key', () => new kms.Key(stack, 'Key')],
    ['an L1 key', () => new kms.CfnKey(stack, 'Key')],
  ];
  const REFERENCES: [string, (key: kms.CfnKey) => string][] = [
    ['the ARN', (key) => key.attrArn],
    ['the id', (key) => key.ref],
    ['the attribute with the id', (key) => key.attrKeyId],
    ['an ARN around the id', (key) => `arn:${Aws.PARTITION}:kms:${Aws.REGION}:${Aws.ACCOUNT_ID}:key/${key.ref}`],
    ['an alias', (key) => new kms.CfnAlias(stack, 'Alias', { aliasName: 'alias/a', targetKeyId: key.attrArn }).ref],
    ['a lazy value', (key) => Lazy.string({ produce: () => key.attrArn })],
  ];

  describe.each(KEYS)('%s', (_level, define) => {
    const resourceOf = (key: kms.Key | kms.CfnKey) => kms.CfnKey.isCfnKey(key) ? key : key.node.defaultChild as kms.CfnKey;

    test.each(REFERENCES)('by %s gets both statements', (_how, reference) => {
      role(l1BucketWith(reference(resourceOf(define()))));
      expect(granted()).toEqual([[DECRYPT]]);
      expect(keyPolicy()).toEqual([LET_IN]);
      expect(warnings()).toEqual([]);
    });

    test.each(REFERENCES)('by %s needs nothing if it is the key of the environment', (_how, reference) => {
      const key = define();
      role(l1BucketWith(reference(resourceOf(key))), key);
      expect(granted()).toEqual([]);
      expect(keyPolicy()).toEqual([documented('key-policy-logs-statement', COMMERCIAL)]);
    });
  });

  test('of another stack gets both statements', () => {
    const storage = new Stack(app, 'Storage');
    role(l1BucketWith(new kms.CfnKey(storage, 'Key').attrArn, storage));
    expect(new DeployedApp(app, COMMERCIAL, idsOf(storage)).single('AWS::IAM::Role').Policies[1].PolicyDocument.Statement).toEqual([DECRYPT]);
    expect(keyPolicy()).toEqual([LET_IN]);
  });

  test.each<[string, string]>([
    ['its ARN', keyArn],
    ['its id', KEY],
    ['an ARN with tokens', `arn:${Aws.PARTITION}:kms:${Aws.REGION}:${Aws.ACCOUNT_ID}:key/${KEY}`],
    ['an ARN that is put together', Fn.join('', ['arn:', Aws.PARTITION, `:kms:${Aws.REGION}:`, Aws.ACCOUNT_ID, `:key/${KEY}`])],
  ])('by %s is granted on the role, and silent', (_how, name) => {
    role(l1BucketWith(name));
    expect(granted()).toEqual([[DECRYPT]]);
    expect(warnings()).toEqual([]);
  });

  test.each<[string, () => string]>([
    ['its ARN', () => keyArn],
    ['its id', () => KEY],
    ['an ARN with tokens', () => `arn:${Aws.PARTITION}:kms:${Aws.REGION}:${Aws.ACCOUNT_ID}:key/${KEY}`],
  ])('by %s needs nothing if it is the key of the environment', (_how, name) => {
    role(l1BucketWith(name()), kms.Key.fromKeyArn(stack, 'Key', keyArn));
    expect(granted()).toEqual([]);
  });

  test('by a parameter needs nothing if that is the key of the environment', () => {
    const parameter = new CfnParameter(stack, 'Arn').valueAsString;
    expect(otherBucketKey(l1BucketWith(parameter), kms.Key.fromKeyArn(stack, 'Key', parameter))).toBeUndefined();
  });

  test('by the id of a multi-Region key is granted on the role', () => {
    role(l1BucketWith('mrk-1234abcd12ab34cd56ef1234567890ab'));
    expect(granted()).toEqual([[{ ...DECRYPT, Resource: 'arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab' }]]);
  });

  test.each<[string, () => string, string]>([
    ['a parameter', () => new CfnParameter(stack, 'Arn').valueAsString, '${Arn}'],
    ['an import', () => Fn.importValue('Key'), '${import of Key}'],
    ['a lookup', () => '{{resolve:ssm:/key}}', '{{resolve:ssm:/key}}'],
    ['a choice', () => Fn.conditionIf('IsProduction', new kms.CfnKey(stack, 'Key').attrArn, keyArn).toString(), '${Fn::If IsProduction Fn::GetAtt Key Arn arn:aws:kms:eu-west-1:111122223333:key/'],
  ])('by %s gets no statement, and a warning', (_how, name, shown) => {
    role(l1BucketWith(name()));
    const [{ Properties: { Policies } }] = Object.values<any>(stack.resolve(templateOf(stack).Resources)).filter(({ Type }: any) => Type === 'AWS::IAM::Role') as any[];
    expect(Policies).toHaveLength(1);
    expect(warnings()).toEqual([expect.stringMatching(/^the source bucket has a key that synth does not know to be an ARN, .* of 'Stack\/Bucket', so the role gets no permission to decrypt with the key: refer to the key itself, .* \[ack: cdk-mwaa-iam:bucketKeyUnknown\]$/)]);
    expect(warnings()[0]).toContain(shown);
  });

  test('by an alias gets a warning', () => {
    role(l1BucketWith('alias/a'));
    expect(granted()).toEqual([]);
    expect(warnings()).toEqual([
      "the source bucket has a key of which only the alias is known, 'alias/a', so the role gets no permission to decrypt with the key:"
      + ' import the key by its ARN, or grant `kms:Decrypt` on it to the role yourself [ack: cdk-mwaa-iam:bucketKeyUnknown]',
    ]);
  });

  test.each([['alias/a'], ['arn:aws:kms:eu-west-1:111122223333:alias/a'], [`arn:${Aws.PARTITION}:kms:${Aws.REGION}:${Aws.ACCOUNT_ID}:alias/a`]])(
    'by the alias %s is granted where CDK\'s feature flag allows it, and silent', (alias) => {
      setUp(new App({ context: { '@aws-cdk/aws-kms:applyImportedAliasPermissionsToPrincipal': true } }));
      role(l1BucketWith(alias));
      expect(granted()).toEqual([[{
        ...DECRYPT,
        Resource: 'arn:aws:kms:eu-west-1:111122223333:key/*',
        Condition: { ...DECRYPT.Condition, 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/a' } },
      }]]);
      expect(warnings()).toEqual([]);
    });
});

test('what is written into the resource of an L2 bucket counts', () => {
  const bucket = bucketWith(new kms.Key(stack, 'Key'));
  (bucket.node.defaultChild as s3.CfnBucket).bucketEncryption = {
    serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: keyArn } }],
  };
  expect(otherBucketKey(bucket)).toMatchObject({ keyArn });
});

test('an L2 bucket knows that an imported key has an ARN, also where it is a parameter', () => {
  const key = kms.Key.fromKeyArn(stack, 'Key', new CfnParameter(stack, 'Arn').valueAsString);
  expect(otherBucketKey(bucketWith(key))).toMatchObject({ key, keyArn: key.keyArn });
});

test('the key of a bucket that is imported with it is granted on the role', () => {
  const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', keyArn);
  const sourceBucket = s3.Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: BUCKET, encryptionKey });
  new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket });
  expect(new DeployedApp(app, COMMERCIAL).single('AWS::IAM::Role').Policies[1].PolicyDocument.Statement).toEqual([DECRYPT]);
});
