import { App, aws_iam as iam, aws_kms as kms, aws_mwaa as mwaa, aws_s3 as s3, Aws, CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AirflowConnection, MwaaExecutionRole, SecretsBackend, SecretsBackendProps } from '../../src';
import { idsOf, keyArn, KEYS } from '../shapes';
import { CHINA, COMMERCIAL, DeployedApp, templateOf } from '../template';

const CLASS = 'airflow.providers.amazon.aws.secrets.secrets_manager.SecretsManagerBackend';
const READ = ['secretsmanager:GetResourcePolicy', 'secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret', 'secretsmanager:ListSecretVersionIds'];
const LIST = { Effect: 'Allow', Action: 'secretsmanager:ListSecrets', Resource: '*' };
const VIA = { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' } };

let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack');
});

const newRole = (scope = stack) => new iam.Role(scope, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
const under = (...prefixes: string[]) => prefixes.map((prefix) => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${prefix}/*`);

describe('airflowConfigurationOptions', () => {
  const kwargs = (props?: SecretsBackendProps) => {
    const { 'secrets.backend': backend, 'secrets.backend_kwargs': json, ...more } = new SecretsBackend(props).airflowConfigurationOptions;
    expect([backend, more]).toEqual([CLASS, {}]);
    return JSON.parse(json);
  };

  test.each([[undefined], [{}]])('are those of the page for %p', (props) => {
    expect(kwargs(props)).toEqual({ connections_prefix: 'airflow/connections', variables_prefix: 'airflow/variables' });
  });

  test('have every prop', () => {
    expect(kwargs({
      connectionsPrefix: 'a', variablesPrefix: 'b', configPrefix: 'c', connectionsLookupPattern: '^aws_\\d"', variablesLookupPattern: '^v', region: 'eu-west-3',
    })).toEqual({
      connections_prefix: 'a',
      connections_lookup_pattern: '^aws_\\d"',
      variables_prefix: 'b',
      variables_lookup_pattern: '^v',
      config_prefix: 'c',
      region_name: 'eu-west-3',
    });
  });

  test.each(['airflow', 'a"b\\\\d'])('are JSON also where a prop is %s at deployment only', (value) => {
    const token = new CfnParameter(stack, 'Token', { default: value }).valueAsString;
    new mwaa.CfnEnvironment(stack, 'Environment', {
      name: 'my-env',
      airflowConfigurationOptions: new SecretsBackend({
        variablesPrefix: token, variablesLookupPattern: token, connectionsLookupPattern: token, region: Aws.REGION,
      }).airflowConfigurationOptions,
    });
    const { AirflowConfigurationOptions: options } = new DeployedApp(app, COMMERCIAL).single('AWS::MWAA::Environment');
    expect(JSON.parse(options['secrets.backend_kwargs'])).toEqual({
      connections_prefix: 'airflow/connections',
      connections_lookup_pattern: value,
      variables_prefix: value,
      variables_lookup_pattern: value,
      region_name: 'eu-west-1',
    });
  });

  test.each(['props', 'variablesPrefix', 'region'])('fail at synth where the token of `%s` gives nothing', (prop) => {
    const nothing = Lazy.string({ produce: () => undefined });
    const backend = new SecretsBackend({ connectionsPrefix: 'c', [prop === 'props' ? 'connectionsLookupPattern' : prop]: nothing });
    expect(() => new Stack().resolve(backend.airflowConfigurationOptions)).toThrow(/SecretsBackend: `\w+` must have a text when the app is synthesized/);
  });

  test('fail for null', () => {
    expect(() => kwargs(null as any)).toThrow(new Error('SecretsBackend: `props` null must be an object with the documented properties'));
  });
});

test.each([undefined, null, 'x', {}])('grantRead fails for the grantee %p', (grantee) => {
  expect(() => new SecretsBackend().grantRead(grantee as any)).toThrow(/^SecretsBackend.grantRead: `grantee` .* must be an identity: pass a role/);
});

test.each<[string, () => kms.IKeyRef]>([
  ['an alias', () => new kms.Key(stack, 'Key').addAlias('a')],
  ['an alias that is imported', () => kms.Alias.fromAliasName(stack, 'Alias', 'alias/a')],
])('fails when the key is %s', (_what, encryptionKey) => {
  expect(() => new SecretsBackend({ encryptionKey: encryptionKey() })).toThrow(/`encryptionKey` 'Stack\/.*' must be a key, not an alias/);
});

test('connections of any ids may share an L1 key', () => {
  const backend = new SecretsBackend({ encryptionKey: new kms.CfnKey(stack, 'Key') });
  for (const id of ['x', 'xKey']) {
    backend.addConnection(stack, id, AirflowConnection.aws());
  }
  const keys = new DeployedApp(app, COMMERCIAL, idsOf(stack)).properties('AWS::SecretsManager::Secret').map(({ KmsKeyId }) => KmsKeyId);
  expect(keys).toEqual([keyArn(COMMERCIAL), keyArn(COMMERCIAL)]);
});

test('fails with one error that names every prop that is wrong', () => {
  expect(() => new SecretsBackend({ connectionsPrefix: 'a/', region: 'x' })).toThrow(new Error(
    'SecretsBackend: `connectionsPrefix` "a/" must have 1 to 511 letters, digits and characters of "/_+=.@-": leave out a slash at the end,'
    + ' because Airflow inserts one before the id;'
    + ' `region` "x" must be the code of an AWS Region, such as "eu-west-1"',
  ));
});

describe('grantRead', () => {
  test.each<[string, SecretsBackendProps, string[]]>([
    ['the default prefixes', {}, under('airflow/connections', 'airflow/variables')],
    ['every prefix', { connectionsPrefix: 'a', variablesPrefix: '/b', configPrefix: 'c/d' }, under('a', '/b', 'c/d')],
    ['equal prefixes once', { connectionsPrefix: 'a', variablesPrefix: 'a', configPrefix: 'b' }, under('a', 'b')],
  ])('reads exactly %s', (_case, props, resources) => {
    const grant = new SecretsBackend(props).grantRead(newRole());
    expect(grant.success).toBe(true);
    expect(new DeployedApp(app, COMMERCIAL).single('AWS::IAM::Policy').PolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Action: READ, Resource: resources },
      LIST,
    ]);
  });

  test('reads one prefix', () => {
    new SecretsBackend({ connectionsPrefix: 'a', variablesPrefix: 'a' }).grantRead(newRole());
    expect(new DeployedApp(app, COMMERCIAL).single('AWS::IAM::Policy').PolicyDocument.Statement[0].Resource).toBe(under('a')[0]);
  });

  test('reads in the Region of the backend and in the partition of the account', () => {
    new SecretsBackend({ connectionsPrefix: 'a', variablesPrefix: 'a', region: 'cn-northwest-1' }).grantRead(newRole());
    expect(new DeployedApp(app, CHINA).single('AWS::IAM::Policy').PolicyDocument.Statement[0].Resource)
      .toBe('arn:aws-cn:secretsmanager:cn-northwest-1:111122223333:secret:a/*');
  });

  describe('to an execution role with an environmentRegion', () => {
    const executionRole = (environmentRegion?: string) => new MwaaExecutionRole(stack, 'Role', {
      environmentName: 'my-env', sourceBucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'my-dags'), environmentRegion,
    });

    test.each<[string, SecretsBackendProps, string | undefined, string]>([
      ["the environment's, as Airflow does", {}, 'us-east-1', 'us-east-1'],
      ["the environment's, where only the deployment knows it", {}, Lazy.string({ produce: () => 'us-east-1' }), 'us-east-1'],
      ["the backend's, where it has one", { region: 'eu-west-3' }, 'us-east-1', 'eu-west-3'],
      ["the stack's, where the role has none", {}, undefined, 'eu-west-1'],
      ["the environment's, where the role has conditions", {}, 'us-east-1', 'us-east-1'],
    ])('reads and decrypts in one Region: %s', (what, props, environmentRegion, region) => {
      const its = executionRole(environmentRegion);
      const role = what.includes('conditions') ? new iam.PrincipalWithConditions(its, { Bool: { 'aws:SecureTransport': 'true' } }) : its;
      const backend = new SecretsBackend({ ...props, connectionsPrefix: 'a', variablesPrefix: 'a', encryptionKey: new kms.CfnKey(stack, 'Key') });
      backend.grantRead({ grantPrincipal: role });
      const deployed = new DeployedApp(app, COMMERCIAL, idsOf(stack));
      const via = { StringEquals: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` } };
      expect(deployed.single('AWS::IAM::Policy').PolicyDocument.Statement).toEqual([
        { Effect: 'Allow', Action: READ, Resource: `arn:aws:secretsmanager:${region}:111122223333:secret:a/*` },
        LIST,
        { Effect: 'Allow', Action: 'kms:Decrypt', Resource: keyArn(COMMERCIAL), Condition: via },
      ]);
      expect(deployed.single('AWS::KMS::Key').KeyPolicy.Statement[1].Condition).toEqual(via);
    });
  });

  test('twice grants nothing twice', () => {
    const role = newRole();
    const backend = new SecretsBackend();
    backend.grantRead(role);
    backend.grantRead(role);
    expect(new DeployedApp(app, COMMERCIAL).single('AWS::IAM::Policy').PolicyDocument.Statement).toHaveLength(2);
  });

  test('fails, and changes no key, where nothing can be granted', () => {
    const encryptionKey = new kms.Key(stack, 'Key');
    expect(() => new SecretsBackend({ encryptionKey }).grantRead(new iam.ServicePrincipal('airflow.amazonaws.com'))).toThrow(
      /^SecretsBackend.grantRead: `grantee` ServicePrincipal\(airflow.amazonaws.com\) must have a policy to add to/,
    );
    expect(new DeployedApp(app, COMMERCIAL).single('AWS::KMS::Key').KeyPolicy.Statement).toHaveLength(1);
  });

  test('names the secrets of the account of a role of another account', () => {
    const here = new Stack(app, 'Here', { env: { account: '111122223333', region: 'eu-west-1' } });
    const role = iam.Role.fromRoleArn(here, 'Foreign', 'arn:aws:iam::444455556666:role/airflow');
    new SecretsBackend().grantRead(role);
    const [{ entry }] = Annotations.fromStack(here).findWarning('*', Match.stringLikeRegexp('grantNotAdded'));
    expect(entry.data).toContain('"arn:aws:secretsmanager:eu-west-1:444455556666:secret:airflow/connections/*"');
    expect(entry.data).not.toContain('111122223333:secret');
  });

  test('says that the key must let in the account of a role of another account', () => {
    const here = new Stack(app, 'Here', { env: { account: '111122223333', region: 'eu-west-1' } });
    new SecretsBackend({ encryptionKey: new kms.Key(here, 'Key') }).grantRead(iam.Role.fromRoleArn(here, 'Foreign', 'arn:aws:iam::444455556666:role/airflow'));
    const [{ entry }] = Annotations.fromStack(here).findWarning('*', Match.stringLikeRegexp('grantNotAdded'));
    expect(entry.data).toContain('"Resource": "<Here/Key.Arn>"');
    expect(entry.data).toContain("\nThe policy of the key 'Here/Key' must let account 444455556666 use `kms:Decrypt`: by default it lets in only the account of the key");
  });

  test.each(Object.keys(KEYS))('decrypts with a customer managed key, through Secrets Manager only: %s', (kind) => {
    const encryptionKey = KEYS[kind](stack, COMMERCIAL);
    new SecretsBackend({ encryptionKey }).grantRead(newRole());
    const deployed = new DeployedApp(app, COMMERCIAL, idsOf(stack));
    expect(deployed.single('AWS::IAM::Policy').PolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Action: READ, Resource: under('airflow/connections', 'airflow/variables') },
      LIST,
      { Effect: 'Allow', Action: 'kms:Decrypt', Resource: keyArn(COMMERCIAL), Condition: VIA },
    ]);
    const keyPolicies = deployed.properties('AWS::KMS::Key').map(({ KeyPolicy }) => KeyPolicy.Statement.slice(1));
    expect(keyPolicies).toEqual(kind === 'imported key' ? [] : [[
      { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:Decrypt', Resource: '*', Condition: VIA },
    ]]);
  });

  test('decrypts in the Region of the backend', () => {
    const key = new kms.CfnKey(stack, 'Key');
    new SecretsBackend({ encryptionKey: key, region: 'eu-west-3' }).grantRead(newRole());
    const via = { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-3.amazonaws.com' } };
    const deployed = new DeployedApp(app, COMMERCIAL);
    expect(deployed.single('AWS::KMS::Key').KeyPolicy.Statement[1].Condition).toEqual(via);
    expect(deployed.single('AWS::IAM::Policy').PolicyDocument.Statement[2].Condition).toEqual(via);
  });

  test.each(['L1 key', 'L2 key'])('is not circular where the key is the environment\'s too: %s', (kind) => {
    const key = KEYS[kind](stack, COMMERCIAL);
    const role = new MwaaExecutionRole(stack, 'Role', {
      environmentName: 'my-env', sourceBucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'my-dags'), kmsKey: key,
    });
    const backend = new SecretsBackend({ encryptionKey: key });
    backend.grantRead(role);
    backend.addConnection(stack, 'self', AirflowConnection.aws({ role }));
    const { Resources: resources } = templateOf(stack);
    expect(JSON.stringify(Object.values<any>(resources).find(({ Type }) => Type === 'AWS::KMS::Key'))).not.toContain('Role1ABCC5F0');
  });
});

describe('addConnection', () => {
  const CONNECTION = AirflowConnection.aws({ region: 'eu-west-1' });

  test('defines the secret under the name that Airflow looks for', () => {
    const secret = new SecretsBackend().addConnection(stack, 'crm', CONNECTION);
    expect(secret.node.path).toBe('Stack/crm');
    expect(templateOf(stack).Resources).toEqual({
      crm7C17F22A: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: { Name: 'airflow/connections/crm', Description: 'Apache Airflow connection crm', SecretString: 'aws://?region_name=eu-west-1' },
        UpdateReplacePolicy: 'Delete',
        DeletionPolicy: 'Delete',
      },
    });
  });

  test('takes a prefix that the deployment supplies, and a role', () => {
    const role = newRole();
    const connectionsPrefix = new CfnParameter(stack, 'Prefix', { default: 'mine' }).valueAsString;
    new SecretsBackend({ connectionsPrefix }).addConnection(stack, 'team/crm', AirflowConnection.aws({ role }));
    const { Name, SecretString } = new DeployedApp(app, COMMERCIAL).single('AWS::SecretsManager::Secret');
    expect([Name, SecretString]).toEqual(['mine/team/crm', 'aws://?role_arn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2FRole1ABCC5F0']);
  });

  test.each(Object.keys(KEYS))('encrypts it with the key: %s', (kind) => {
    const encryptionKey = KEYS[kind](stack, COMMERCIAL);
    const secret = new SecretsBackend({ encryptionKey }).addConnection(stack, 'crm', CONNECTION);
    expect(secret.encryptionKey === encryptionKey).toBe(kind !== 'L1 key');
    expect(secret.encryptionKey!.keyArn).toBe(encryptionKey.keyRef.keyArn);
    expect(new DeployedApp(app, COMMERCIAL, idsOf(stack)).single('AWS::SecretsManager::Secret').KmsKeyId).toBe(keyArn(COMMERCIAL));
  });

  test('warns about the connection that Amazon MWAA needs itself', () => {
    new SecretsBackend().addConnection(stack, 'aws_default', CONNECTION);
    Annotations.fromStack(stack).hasWarning('/Stack/aws_default', Match.exact(
      'Amazon MWAA itself needs the connection `aws_default`, for example to collect logs: give this connection another id [ack: cdk-mwaa-iam:awsDefaultConnection]',
    ));
  });

  test('warns about no other', () => {
    new SecretsBackend().addConnection(stack, 'crm', CONNECTION);
    expect(stack.node.findAll().flatMap(({ node }) => node.metadata).filter(({ type }) => type === 'aws:cdk:warning')).toEqual([]);
  });

  test.each([
    ['a', true], ['team/crm.prod-1_2', true], ['a'.repeat(250), true], ['a'.repeat(251), false],
    ['', false], ['a b', false], ['a+b', false], ['a#b', false], ['a:b', false], ['a\n', false], ['ä', false], [undefined, false], [7, false],
  ])('the id %p: %p', (id, ok) => {
    const define = () => new SecretsBackend().addConnection(new Stack(app, 'Other'), id as string, CONNECTION);
    ok ? expect(define).not.toThrow() : expect(define).toThrow(/`connectionId` .* must be a literal of 1 to 250 letters, digits and characters of "_.-\/", because Airflow/);
  });

  test('name and prefix together are at most 512 characters', () => {
    const backend = new SecretsBackend({ connectionsPrefix: 'p'.repeat(500) });
    expect(() => backend.addConnection(stack, 'a'.repeat(11), CONNECTION)).not.toThrow();
    expect(() => backend.addConnection(stack, 'a'.repeat(12), CONNECTION)).toThrow(/`connectionId` .* must have at most 512 characters, prefix included/);
  });

  test('fails for an id that is a token', () => {
    expect(() => new SecretsBackend().addConnection(stack, Aws.STACK_NAME, CONNECTION)).toThrow(/^SecretsBackend.addConnection: `connectionId` .* must be a literal of/);
  });

  test.each([undefined, null, 'aws://', {}])('fails for a connection that is none: %p', (connection) => {
    expect(() => new SecretsBackend().addConnection(stack, 'crm', connection as any)).toThrow(
      /^SecretsBackend.addConnection at 'Stack\/crm': `connection` .* must be an `AirflowConnection`: pass a connection to AWS, with or without a role$/,
    );
  });

  test.each([
    ['eu-west-1', 'eu-west-1', true], ['eu-west-3', undefined, true], [Aws.REGION, 'eu-west-1', true], [undefined, 'eu-west-1', true], ['eu-west-3', 'eu-west-1', false],
  ])('the Region of the backend %p, that of the stack %p: %p', (region, stackRegion, ok) => {
    const other = new Stack(app, 'Other', { env: { region: stackRegion } });
    const define = () => new SecretsBackend({ region }).addConnection(other, 'crm', CONNECTION);
    ok ? expect(define).not.toThrow() : expect(define).toThrow(
      /'Other\/crm': `scope` "eu-west-1" must be in a stack of the backend's Region, "eu-west-3", where Airflow looks for the secret: define the connection in such a stack$/,
    );
  });
});
