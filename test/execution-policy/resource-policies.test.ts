import { Annotations, App, assertions, Aws, aws_iam as iam, aws_kms as kms, aws_mwaa as mwaa, aws_s3 as s3, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import { MwaaExecutionPolicy, MwaaExecutionRole } from '../../src';
import { documented } from '../documented';
import { BUCKET, BUCKETS, ENVIRONMENT, KEY, LET_IN } from '../shapes';
import { CHINA, COMMERCIAL, DeployedApp, Deployment, templateOf } from '../template';

const warningsOf = (stack: Stack, id = 'keyPolicyOutOfReach') => assertions.Annotations.fromStack(stack).findWarning('*', assertions.Match.stringLikeRegexp(id || '.'))
  .map(({ id: path, entry }) => ({ id: path, text: String(entry.data) }));

/** The statements that a warning prints. */
const printed = (text: string) => JSON.parse(`[${text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)}]`);

const ACCOUNT = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*', Resource: '*' };

/** What the role may do with its key, for the account. */
const accountStatement = ({ partition, region, account }: Deployment) => ({
  Sid: 'Allow Airflow to use its key',
  Effect: 'Allow',
  Principal: { AWS: `arn:${partition}:iam::${account}:root` },
  Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey*', 'kms:Encrypt'],
  Resource: '*',
  Condition: { StringLike: { 'kms:ViaService': [`sqs.${region}.amazonaws.com`, `s3.${region}.amazonaws.com`] } },
});

function define(stack: Stack, kmsKey?: kms.IKeyRef, sourceBucket = BUCKETS['imported bucket'](stack)) {
  return new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket, kmsKey });
}

const imported = (stack: Stack, { partition, region, account }: Deployment) =>
  kms.Key.fromKeyArn(stack, 'Key', `arn:${partition}:kms:${region}:${account}:key/${KEY}`);

describe('a key whose policy is out of reach', () => {
  test.each([COMMERCIAL, CHINA])('gets a warning with the statement to paste, resolved, in $partition', (deployment) => {
    const stack = new Stack(new App(), 'Stack', { env: { region: deployment.region, account: deployment.account } });
    define(stack, imported(stack, deployment));

    const [{ id, text }, ...others] = warningsOf(stack);
    expect(others).toEqual([]);
    expect(id).toBe('/Stack/Role');
    expect(text).toMatch(/^this app cannot change the policy of the key 'Stack\/Key': add these statements to it, or MWAA cannot create its log groups, and the permissions of the role on the key have no effect unless the policy lets the account in anyway:\n/);
    expect(text).toMatch(/} \[ack: cdk-mwaa-iam:keyPolicyOutOfReach\]$/);
    expect(printed(text)).toEqual([documented('key-policy-logs-statement', deployment), accountStatement(deployment)]);
  });

  test.each<[string, string, Deployment, string]>([
    ['the account', `arn:aws-cn:kms:cn-north-1:111122223333:key/${KEY}`, { ...CHINA, account: '<account>' }, 'For the environment, replace <account> by the id of its account'],
    ['everything', Token.asString({ 'Fn::ImportValue': 'Key' }), { partition: '<partition>', region: '<region>', account: '<account>' },
      'For the environment, replace <partition> by its partition, such as aws and <region> by the code of its Region and <account> by the id of its account'],
  ])('says in words what the deployment knows: %s', (_what, keyArn, deployment, words) => {
    const stack = new Stack(new App(), 'Stack');
    define(stack, kms.Key.fromKeyArn(stack, 'Key', keyArn));
    const [{ text }] = warningsOf(stack);
    expect(printed(text)).toEqual([documented('key-policy-logs-statement', deployment), accountStatement(deployment)]);
    expect(text).toMatch(new RegExp(`\\n${words} \\[ack: cdk-mwaa-iam:keyPolicyOutOfReach\\]$`));
  });

  test('names the Region of the environment', () => {
    const stack = new Stack(new App(), 'Stack');
    const sourceBucket = BUCKETS['imported bucket'](stack);
    const kmsKey = kms.Key.fromKeyArn(stack, 'Key', Token.asString({ 'Fn::ImportValue': 'Key' }));
    new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket, kmsKey, environmentRegion: 'cn-north-1' });
    expect(printed(warningsOf(stack)[0].text)[0]).toEqual(documented('key-policy-logs-statement', { ...CHINA, account: '<account>' }));
  });

  test('names the partition that the stack names', () => {
    const app = new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } });
    const stack = new Stack(app, 'Stack', { env: { region: 'cn-north-1', account: '111122223333' } });
    define(stack, imported(stack, CHINA));
    expect(warningsOf(stack)[0].text).toContain('arn:aws-cn:logs:cn-north-1:111122223333:*');
  });

  test.each<[string, object, string[]]>([
    ['both statements where nothing is known', { 'Fn::If': ['IsProduction', {}, {}] }, ['Allow logs access', 'Allow Airflow to use its key']],
    ['what is not allowed already', { Statement: [ACCOUNT, { ...ACCOUNT, Principal: { Service: { Ref: 'Service' } } }] }, ['Allow logs access']],
    ['nothing if it allows everything', { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' }] }, []],
  ])('that is a token prints %s', (_what, policy, sids) => {
    const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
    define(stack, new kms.CfnKey(stack, 'Key', { keyPolicy: Lazy.any({ produce: () => policy }) }));
    expect(warningsOf(stack, '').flatMap(({ text }) => printed(text).map(({ Sid }: any) => Sid))).toEqual(sids);
    expect(warningsOf(stack)).toHaveLength(sids.length > 0 ? 1 : 0);
  });

  test('is warned about by the policy for an existing role', () => {
    const stack = new Stack(new App(), 'Stack');
    new MwaaExecutionPolicy(stack, 'Policy', {
      environmentName: ENVIRONMENT, sourceBucket: BUCKETS['imported bucket'](stack), kmsKey: imported(stack, COMMERCIAL),
    });
    expect(warningsOf(stack).map(({ id }) => id)).toEqual(['/Stack/Policy']);
  });

  test('is not out of reach if the key adds to it', () => {
    const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
    const added: unknown[] = [];
    const addToResourcePolicy = (statement: iam.PolicyStatement) => {
      added.push(stack.resolve(statement.toStatementJson()).Sid);
      return { statementAdded: true };
    };
    define(stack, Object.assign(imported(stack, COMMERCIAL), { addToResourcePolicy }));
    expect(added).toEqual(['Allow logs access', 'Allow Airflow to use its key']);
    expect(warningsOf(stack, '')).toEqual([]);
  });

  test('can be acknowledged', () => {
    const stack = new Stack(new App(), 'Stack');
    const role = define(stack, imported(stack, COMMERCIAL));

    Annotations.of(role).acknowledgeWarning('cdk-mwaa-iam:keyPolicyOutOfReach', 'the key team has added it');
    expect(warningsOf(stack)).toEqual([]);
  });
});

test.each<[string, (stack: Stack) => kms.IKeyRef | undefined]>([
  ['an AWS owned key', () => undefined],
  ['an L2 key', (stack) => new kms.Key(stack, 'Key')],
  ['an L1 key', (stack) => new kms.CfnKey(stack, 'Key')],
])('%s needs no warning', (_what, key) => {
  const stack = new Stack(new App(), 'Stack');
  define(stack, key(stack));
  expect(warningsOf(stack)).toEqual([]);
});

test('a key of another account is allowed by ARN', () => {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
  define(stack, imported(stack, { ...COMMERCIAL, account: '444455556666' }));
  // The statement is about the logs of the environment's account, whoever owns the key.
  expect(warningsOf(stack)[0].text).toContain('arn:aws:logs:eu-west-1:111122223333:*');
});

test('a bucket with a key that is known by its alias only gets a warning that can be acknowledged', () => {
  const stack = new Stack(new App(), 'Stack');
  const encryptionKey = kms.Alias.fromAliasName(stack, 'Key', 'alias/dags');
  const sourceBucket = s3.Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: BUCKET, encryptionKey });
  const role = new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket });
  const warnings = () => assertions.Annotations.fromStack(stack).findWarning('*', assertions.Match.anyValue()).map(({ entry }) => entry.data);
  expect(warnings()).toEqual([
    "the source bucket has a key of which only the alias is known, 'Stack/Key', so the role gets no permission to decrypt with the key:"
    + ' import the key by its ARN, or grant `kms:Decrypt` on it to the role yourself [ack: cdk-mwaa-iam:bucketKeyUnknown]',
  ]);
  Annotations.of(role).acknowledgeWarning('cdk-mwaa-iam:bucketKeyUnknown', 'the key team lets it decrypt');
  expect(warnings()).toEqual([]);
});

describe('the policy of a key of the app', () => {
  const ENV = { region: 'eu-west-1', account: '111122223333' };
  const ADMIN = { Sid: 'Admin', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:role/KeyAdmin' }, Action: 'kms:*', Resource: '*' };
  const LOGS = documented('key-policy-logs-statement', COMMERCIAL);
  const USE = accountStatement(COMMERCIAL);

  let app: App;
  let stack: Stack;
  beforeEach(() => {
    app = new App();
    stack = new Stack(app, 'Stack', { env: ENV });
  });
  const statementsOf = () => new DeployedApp(app, COMMERCIAL).single('AWS::KMS::Key').KeyPolicy.Statement;
  const addedTo = (own: unknown[]) => statementsOf().slice(own.length);

  const KEYS: [string, (scope: Stack, own: any[]) => kms.IKeyRef][] = [
    ['L2', (scope, own) => new kms.Key(scope, 'Key', { policy: iam.PolicyDocument.fromJson({ Statement: own }) })],
    ['L1', (scope, own) => new kms.CfnKey(scope, 'Key', { keyPolicy: { Statement: own } })],
    ['L1 with a document of CDK', (scope, own) => new kms.CfnKey(scope, 'Key', { keyPolicy: iam.PolicyDocument.fromJson({ Statement: own }) })],
    ['L1 seen as an L2', (scope, own) => kms.Key.fromCfnKey(new kms.CfnKey(scope, 'Key', { keyPolicy: { Statement: own } }))],
    ['L2 that is imported by its ARN', (scope, own) => kms.Key.fromKeyArn(scope, 'Import', new kms.CfnKey(scope, 'Key', { keyPolicy: { Statement: own } }).attrArn)],
  ];

  describe.each(KEYS)('that is an %s key', (_level, key) => {
    test('for an administrator alone lets the account in for what the role may do', () => {
      define(stack, key(stack, [ADMIN]));
      expect(addedTo([ADMIN])).toEqual([LOGS, USE]);
      expect(warningsOf(stack, '')).toEqual([]);
    });

    test('does so in a stack of its own, once for two roles', () => {
      const keys = new Stack(app, 'Keys', { env: ENV });
      const kmsKey = key(keys, [ADMIN]);
      define(stack, kmsKey);
      define(new Stack(app, 'Other', { env: ENV }), kmsKey);
      expect(addedTo([ADMIN])).toEqual([LOGS, USE]);
    });

    test.each<[string, object]>([
      ['lets the account in', ACCOUNT],
      ['lets the account in by its id', { ...ACCOUNT, Principal: { AWS: ENV.account } }],
      ['lets the account in through services', {
        ...ACCOUNT,
        Principal: { AWS: '*' },
        Condition: { StringEquals: { 'kms:CallerAccount': ENV.account }, StringLike: { 'kms:ViaService': ['sqs.*.amazonaws.com', 's3.*.amazonaws.com'] } },
      }],
      ['lets the role in', { ...ACCOUNT, Principal: { AWS: 'arn:aws:iam::111122223333:role/mwaa/airflow' } }],
    ])('gets no more where it %s', (_what, own) => {
      const kmsKey = key(stack, [own]);
      new MwaaExecutionRole(stack, 'Role', {
        environmentName: ENVIRONMENT, sourceBucket: BUCKETS['imported bucket'](stack), kmsKey, roleName: 'airflow', path: '/mwaa/',
      });
      expect(addedTo([own])).toEqual([LOGS]);
      expect(warningsOf(stack, '')).toEqual([]);
    });

    test.each<[string, object]>([
      ['the account under a condition that only the deployment knows', { ...ACCOUNT, Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } }],
      ['another account', { ...ACCOUNT, Principal: { AWS: 'arn:aws:iam::444455556666:root' } }],
      ['the account through another service', { ...ACCOUNT, Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } } }],
      ['the account for other actions', { ...ACCOUNT, Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:DescribeKey'] }],
      ['another role', { ...ACCOUNT, Principal: { AWS: 'arn:aws:iam::111122223333:role/airflow' } }],
    ])('lets the account in where it lets in %s', (_what, own) => {
      define(stack, key(stack, [own]));
      expect(addedTo([own])).toEqual([LOGS, USE]);
    });
  });

  test.each<[string, (scope: Stack) => kms.IKeyRef]>([
    ['an L2 key', (scope) => new kms.Key(scope, 'Key')],
    ['an L1 key', (scope) => new kms.CfnKey(scope, 'Key')],
    ['an L1 key whose policy is written with Fn::Sub', (scope) => new kms.CfnKey(scope, 'Key', {
      keyPolicy: { Statement: { ...ACCOUNT, Principal: { AWS: Fn.sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:root') } } },
    })],
  ])('%s lets the account in, also where the stack does not know it', (_what, key) => {
    const anywhere = new Stack(new App(), 'Stack');
    define(anywhere, key(anywhere));
    const [{ Properties: { KeyPolicy } }] = Object.values<any>(templateOf(anywhere).Resources).filter(({ Type }) => Type === 'AWS::KMS::Key');
    expect(KeyPolicy.Statement.map(({ Sid }: any) => Sid).slice(1)).toEqual(['Allow logs access']);
    expect(warningsOf(anywhere, '')).toEqual([]);
  });

  test('lets the account in also where a key of another stack names its own account', () => {
    const key = new kms.CfnKey(new Stack(app, 'Keys', { env: { region: 'eu-west-1', account: '111122223333' } }), 'Key', {
      keyPolicy: { Statement: [{ ...ACCOUNT, Principal: { AWS: `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:root` } }] },
    });
    define(new Stack(app, 'Anywhere'), key);
    expect(key.keyPolicy.Statement.map(({ Sid }: any) => Sid)).toEqual([undefined, 'Allow logs access', 'Allow Airflow to use its key']);
  });

  describe('written over after the role was made', () => {
    const WITHOUT = { Statement: [ACCOUNT] };

    test.each<[string, (key: kms.CfnKey) => void]>([
      ['by assignment', (key) => { key.keyPolicy = WITHOUT; }],
      ['by an override', (key) => key.addPropertyOverride('KeyPolicy', WITHOUT)],
      ['by taking it out', (key) => key.addPropertyDeletionOverride('KeyPolicy')],
      ['with other services', (key) => key.addPropertyOverride('KeyPolicy.Statement', [ACCOUNT, { ...LOGS, Principal: { Service: 'logs.eu-west-2.amazonaws.com' } }])],
      ['with the logs of another account', (key) => key.addPropertyOverride('KeyPolicy.Statement', [ACCOUNT, {
        ...LOGS, Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:eu-west-1:444455556666:*' } },
      }])],
    ])('%s gets a warning with the statement', (_how, write) => {
      const key = new kms.Key(stack, 'Key');
      define(stack, key);
      write(key.node.defaultChild as kms.CfnKey);
      const [{ id, text }, ...others] = warningsOf(stack, '');
      expect(others).toEqual([]);
      expect(id).toBe('/Stack/Role/Resource');
      expect(text).toMatch(/^the policy of the key 'Stack\/Key' does not let CloudWatch Logs use the key, so MWAA cannot create its log groups: add this statement to it:\n{/);
      expect(text).toMatch(/} \[ack: cdk-mwaa-iam:keyPolicyRefusesLogs\]$/);
      expect(printed(text)).toEqual([LOGS]);
    });

    test.each<[string, object[]]>([
      ['in other words', [{ Effect: 'Allow', Principal: { Service: 'logs.amazonaws.com' }, Action: 'kms:*', Resource: '*' }]],
      ['for the log groups one by one', [{ ...LOGS, Condition: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:eu-west-1:111122223333:log-group:airflow-my-env-*' } } }]],
      ['as a parameter says', [{ ...LOGS, Principal: { Service: { Ref: 'Service' } } }]],
    ])('says nothing where CloudWatch Logs is let in %s', (_how, statements) => {
      const key = new kms.CfnKey(stack, 'Key');
      define(stack, key);
      key.keyPolicy = { Statement: [ACCOUNT, ...statements] };
      expect(warningsOf(stack, '')).toEqual([]);
    });

    test('refuses the role: a warning with the statement', () => {
      const key = new kms.CfnKey(stack, 'Key');
      define(stack, key);
      key.keyPolicy = { Statement: [ADMIN, LOGS] };
      const [{ text }, ...others] = warningsOf(stack, '');
      expect(others).toEqual([]);
      expect(text).toMatch(/^the policy of the key 'Stack\/Key' lets neither the account nor the role use the key, so the permissions of the role on the key have no effect: add this statement to it:\n{/);
      expect(text).toMatch(/\[ack: cdk-mwaa-iam:keyPolicyRefusesRole\]$/);
      expect(printed(text)).toEqual([USE]);
    });

    test('denies it: a warning with the denial, and not with a statement that would not help', () => {
      const key = new kms.CfnKey(stack, 'Key');
      define(stack, key);
      key.addPropertyOverride('KeyPolicy.Statement.2', { ...ADMIN, Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt' });
      expect(warningsOf(stack, '').map(({ text }) => text)).toEqual([
        "the policy of the key 'Stack/Key' does not let CloudWatch Logs use the key, so MWAA cannot create its log groups: it has a statement that denies it,"
        + ' {"Sid":"Admin","Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*"}: remove that, or make an exception in it [ack: cdk-mwaa-iam:keyPolicyRefusesLogs]',
        "the policy of the key 'Stack/Key' lets neither the account nor the role use the key, so the permissions of the role on the key have no effect: it has a statement that denies it,"
        + ' {"Sid":"Admin","Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*"}: remove that, or make an exception in it [ack: cdk-mwaa-iam:keyPolicyRefusesRole]',
      ]);
    });

    test('lets in one role: nothing is known of the role that a managed policy is for', () => {
      const key = new kms.CfnKey(stack, 'Key');
      new MwaaExecutionPolicy(stack, 'Policy', { environmentName: ENVIRONMENT, sourceBucket: BUCKETS['imported bucket'](stack), kmsKey: key });
      key.keyPolicy = { Statement: [ADMIN, LOGS] };
      expect(warningsOf(stack, '')).toEqual([]);
    });

    test('can be acknowledged', () => {
      const key = new kms.CfnKey(stack, 'Key');
      const role = define(stack, key);
      key.keyPolicy = { Statement: [ADMIN] };
      Annotations.of(role).acknowledgeWarning('cdk-mwaa-iam:keyPolicyRefusesLogs', 'no logs');
      Annotations.of(role).acknowledgeWarning('cdk-mwaa-iam:keyPolicyRefusesRole', 'a grant lets it in');
      expect(warningsOf(stack, '')).toEqual([]);
    });
  });

  test('that is of the bucket, too', () => {
    const key = new kms.Key(stack, 'Key');
    const sourceBucket = new s3.Bucket(stack, 'Bucket', { encryptionKey: key, versioned: true });
    new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket });
    (key.node.defaultChild as kms.CfnKey).keyPolicy = { Statement: [ADMIN] };
    const [{ text }, ...others] = warningsOf(stack, '');
    expect(others).toEqual([]);
    expect(printed(text)).toEqual([LET_IN]);
  });

  test('gets each statement once, however many roles use the key', () => {
    const kmsKey = new kms.Key(stack, 'Key', { policy: iam.PolicyDocument.fromJson({ Statement: [ADMIN] }) });
    const sourceBucket = BUCKETS['imported bucket'](stack);
    Array.from({ length: 200 }, (_, index) => new MwaaExecutionRole(stack, `Role${index}`, { environmentName: `env-${index}`, sourceBucket, kmsKey }));
    // Not only in the template: each role looks at what is there.
    expect((kmsKey.node.defaultChild as kms.CfnKey).keyPolicy.statementCount).toBe(3);
  });
});

test.each<[string, (stack: Stack) => MwaaExecutionRole]>([
  ['on an AWS owned key', (stack) => define(stack, undefined, new s3.Bucket(stack, 'Bucket', { versioned: true }))],
  ['of L2 constructs', (stack) => {
    const kmsKey = new kms.Key(stack, 'Key');
    return define(stack, kmsKey, new s3.Bucket(stack, 'Bucket', { versioned: true, encryptionKey: kmsKey }));
  }],
  ['of L1 constructs', (stack) => {
    const kmsKey = new kms.CfnKey(stack, 'Key');
    return define(stack, kmsKey, new s3.CfnBucket(stack, 'Bucket', {
      versioningConfiguration: { status: 'Enabled' },
      bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: kmsKey.ref } }] },
    }));
  }],
])('a correct first app says nothing: %s', (_what, role) => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const environment = new mwaa.CfnEnvironment(stack, 'Environment', { name: ENVIRONMENT });
  role(stack).associateWith(environment);
  const { messages } = app.synth().getStackArtifact(stack.artifactId);
  expect(messages).toEqual([]);
});
