import { App, aws_kms as kms, aws_mwaa as mwaa, aws_s3 as s3, Stack } from 'aws-cdk-lib';
import { AirflowConnection, MwaaExecutionRole, SecretsBackend } from '../../../src';
import { broken, BUCKET_ARN, ENV, foundIn, inline, NAME, newApp, pastedKeyPolicy, shortly, template } from '../shapes';

const BACKEND = 'airflow.providers.amazon.aws.secrets.secrets_manager.SecretsManagerBackend';
const secret = (name: string, region = 'eu-west-1') => `arn:aws:secretsmanager:${region}:111122223333:secret:${name}`;
const read = (...Resource: string[]) => ({ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource });
const BOTH = read(secret('airflow/connections/*'), secret('airflow/variables/*'));

interface Backend {
  kwargs?: unknown;
  statements?: object[];
  options?: object;
  role?: object;
  resources?: Record<string, object>;
}

/** An environment with the backend, and a role with more statements. */
function withBackend({ kwargs, statements = [], options = {}, role = {}, resources = {} }: Backend = {}) {
  const given = kwargs === undefined ? {} : { 'secrets.backend_kwargs': typeof kwargs === 'object' ? JSON.stringify(kwargs) : kwargs };
  return template({
    environment: { AirflowConfigurationOptions: { 'secrets.backend': BACKEND, ...given, ...options } },
    role: { Policies: [inline((all) => [...all, ...statements])], ...role },
    resources,
  });
}

const said = (backend: Backend) => foundIn(withBackend(backend)).map(({ severity, rule, description }) =>
  [severity, rule.replace('cdk-mwaa-iam::', ''), description.replace(/^not checked for environment "my-env": /, '')]);
const blind = (prefixes: string) => [['warning', 'secretsBackend', `the role of environment "my-env" may read no secret under ${prefixes}, `
  + 'where its Airflow options make Airflow look. The environment comes up, and DAGs are told that a connection or a variable does not exist']];
const unread = (kind: string) => [['info', 'notChecked', `no statement lets the role read any secret under their prefix: whether the role is to read the secrets of ${kind}`]];

describe('a role that may read no secret', () => {
  test.each<[string, Backend, string]>([
    ['under the default prefixes', {}, 'airflow/connections/* (connections) or airflow/variables/* (variables)'],
    ['under others', { kwargs: { connections_prefix: 'c', variables_prefix: 'v/' }, statements: [BOTH] }, 'c/* (connections) or v/* (variables)'],
    ['with another separator', { kwargs: { sep: '-', connections_prefix: 'c--' }, statements: [BOTH] }, 'c-* (connections) or airflow/variables-* (variables)'],
    ['of connections, where variables are not looked for', { kwargs: { variables_prefix: null }, statements: [read(secret('airflow/variables/*'))] },
      'airflow/connections/* (connections)'],
    ['in the Region of the backend', { kwargs: { region_name: 'us-east-1' }, statements: [BOTH] }, 'airflow/connections/* (connections) or airflow/variables/* (variables)'],
    ['because a statement denies it', { statements: [BOTH, { Effect: 'Deny', Action: 'secretsmanager:*', Resource: '*' }] },
      'airflow/connections/* (connections) or airflow/variables/* (variables)'],
    ['by the name of the backend in older versions', { options: { 'secrets.backend': 'airflow.contrib.secrets.aws_secrets_manager.SecretsManagerBackend' } },
      'airflow/connections/* (connections) or airflow/variables/* (variables)'],
  ])('%s', (_, backend, prefixes) => {
    expect(said(backend)).toEqual(blind(prefixes));
  });

  test('is told what to add, which mends it', () => {
    const [{ fix, at }] = foundIn(withBackend());
    const shown = fix.slice(fix.indexOf('{"'), fix.lastIndexOf(' ('));
    expect([at.logicalId, JSON.parse(shown)]).toEqual(['Role', {
      Effect: 'Allow',
      Action: ['secretsmanager:GetResourcePolicy', 'secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret', 'secretsmanager:ListSecretVersionIds'],
      Resource: ['connections', 'variables'].map((kind) => `arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:airflow/${kind}/*`),
    }]);
    const statement = JSON.parse(shown, (__, value) => (typeof value === 'string' && value.includes('${') ? { 'Fn::Sub': value } : value));
    expect(said({ statements: [statement] })).toEqual([]);
  });
});

describe('is right', () => {
  test.each<[string, Backend]>([
    ['a role that may read both', { statements: [BOTH] }],
    ['a role that may read a part', { statements: [read(secret('airflow/connections/prod-*'), secret('airflow/variables/stage-AbCdEf'))] }],
    ['an empty prefix', { kwargs: { connections_prefix: '', variables_prefix: '/' }, statements: [read(secret('crm-*'))] }],
    ['a backend that looks for nothing', { kwargs: { connections_prefix: null, variables_prefix: null } }],
    ['another backend', { options: { 'secrets.backend': 'my.Backend' } }],
    ['a backend that a parameter names', { options: { 'secrets.backend': { Ref: 'Backend' } } }],
    ['arguments that only the deployment knows', { kwargs: 'not JSON' }],
    ['arguments that are no object', { kwargs: '[]' }],
    ['the secrets of another Region, where it may read', { kwargs: { region_name: 'us-east-1' }, statements: [read(secret('*', 'us-east-1'))] }],
    ['a configuration prefix that does not count', { statements: [BOTH], kwargs: {} }],
    ['arguments in a list', { options: { 'secrets.backend_kwargs': ['x'] } }],
  ])('%s', (_, backend) => {
    expect(said(backend)).toEqual([]);
  });

  test('a role of this library with its backend', () => {
    const app: App = newApp();
    const stack = new Stack(app, 'Stack', { env: ENV });
    const backend = new SecretsBackend({ configPrefix: 'airflow/config', encryptionKey: new kms.Key(stack, 'Key') });
    const role = new MwaaExecutionRole(stack, 'Role', { environmentName: NAME, sourceBucket: s3.Bucket.fromBucketArn(stack, 'Bucket', BUCKET_ARN) });
    backend.grantRead(role);
    backend.addConnection(stack, 'crm', AirflowConnection.aws());
    role.associateWith(new mwaa.CfnEnvironment(stack, 'Environment', {
      name: NAME, sourceBucketArn: BUCKET_ARN, airflowConfigurationOptions: backend.airflowConfigurationOptions,
    }));
    expect(broken(app)).toEqual([]);
  });
});

describe('is a note', () => {
  test.each<[string, Backend, string]>([
    ['variables alone', { statements: [read(secret('airflow/connections/*'))] }, 'variables'],
    ['the configuration, where its prefix is given', { kwargs: { config_prefix: 'c' }, statements: [BOTH] }, 'config'],
    ['the configuration, where an option is a secret', { options: { 'core.sql_alchemy_conn_secret': 'db' }, statements: [BOTH] }, 'config'],
  ])('%s', (_, backend, kind) => {
    expect(said(backend)).toEqual(unread(kind));
  });

  test('the configuration beside an error of the others', () => {
    expect(said({ kwargs: { config_prefix: 'c' } })).toEqual([...blind('airflow/connections/* (connections) or airflow/variables/* (variables)'), ...unread('config')]);
  });

  test.each(['profile_name', 'role_arn', 'aws_access_key_id'])('credentials by %s', (name) => {
    expect(said({ kwargs: { [name]: 'x' } }))
      .toEqual([['info', 'notChecked', `\`${name}\` of the secrets backend gives it other credentials than the role's: whether Airflow may read its secrets`]]);
  });

  test('a policy that templates do not show', () => {
    expect(said({ role: { ManagedPolicyArns: ['arn:aws:iam::aws:policy/SecretsManagerReadWrite'] } })).toEqual([['info', 'notChecked',
      'templates do not show arn:aws:iam::aws:policy/SecretsManagerReadWrite: whether the role is to read the secrets of connections, whether the role is to read the secrets of variables']]);
  });
});

describe('a secret of the app with a key of its own', () => {
  const named = (Name: unknown, KmsKeyId: unknown = { Ref: 'Key' }) => ({ Type: 'AWS::SecretsManager::Secret', Properties: { Name, KmsKeyId } });
  const Key = { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: pastedKeyPolicy() } };
  const decrypt = (service: string) => ({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', Condition: { StringLike: { 'kms:ViaService': `${service}.*.amazonaws.com` } } });

  test('that the role may not use is a warning, once', () => {
    const [{ severity, description, fix }, ...others] = foundIn(withBackend({
      statements: [BOTH, decrypt('sqs')], resources: { Key, A: named('airflow/connections/a'), B: named('airflow/variables/b') },
    }));
    expect([severity, description, others.filter(({ rule }) => rule.endsWith('secretsBackend'))]).toEqual(['warning',
      'the role of environment "my-env" may not do kms:Decrypt on ${Key}, the key of the secret B, which Airflow looks for. DAGs are told that the connection or the variable does not exist', []]);
    expect(fix).toContain('"Condition":{"StringEquals":{"kms:ViaService":"secretsmanager.${AWS::Region}.amazonaws.com"}}} (');
  });

  test('whose policy lets in neither the account nor the role is a note', () => {
    const [note] = foundIn(withBackend({
      statements: [BOTH, decrypt('secretsmanager')], resources: { Key: { ...Key, Properties: { KeyPolicy: { Statement: [] } } }, A: named('airflow/connections/a') },
    })).filter(({ severity }) => severity === 'info');
    expect(note.description).toContain('so only a grant of KMS could: whether the role may do kms:Decrypt with the key arn:');
  });

  test.each<[string, Record<string, object>, object[]]>([
    ['that the role may use', { Key, A: named('airflow/connections/a') }, [BOTH, decrypt('secretsmanager')]],
    ['by an ARN, that the role may use', { A: named('airflow/connections/a', 'arn:aws:kms:eu-west-1:111122223333:key/99999999-8888-7777-6666-555555555555') }, [BOTH, decrypt('secretsmanager')]],
    ['under another prefix', { Key, A: named('elsewhere/a') }, [BOTH]],
    ['without a name', { Key, A: named({ Ref: 'AWS::NoValue' }) }, [BOTH]],
    ['that a parameter names', { A: named('airflow/connections/a', { Ref: 'SecretKey' }) }, [BOTH]],
    ['that AWS manages', { A: named('airflow/connections/a', 'alias/aws/secretsmanager') }, [BOTH]],
  ])('%s', (_, resources, statements) => {
    expect(shortly(foundIn(withBackend({ resources, statements }))).filter((one) => !one.startsWith('excess'))).toEqual([]);
  });
});
