import { App, aws_kms as kms, aws_mwaa as mwaa, aws_s3 as s3, aws_secretsmanager as secretsmanager, Stack } from 'aws-cdk-lib';
import { AirflowConnection, MwaaExecutionRole, SecretsBackend } from '../../../src';
import { broken, BUCKET_ARN, ENV, environment, foundIn, handWritten, inline, NAME, newApp, pasted, pastedKeyPolicy, shortly, template } from '../shapes';

const BACKEND = 'airflow.providers.amazon.aws.secrets.secrets_manager.SecretsManagerBackend';
const secret = (name: string, region = 'eu-west-1') => `arn:aws:secretsmanager:${region}:111122223333:secret:${name}`;
const read = (...Resource: string[]) => ({ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource });
const BOTH = read(secret('airflow/connections/*'), secret('airflow/variables/*'));

/** The policy of a secret, by its name or its ARN, that lets the role read it. */
const letIn = (SecretId: unknown, Principal: unknown = { AWS: { 'Fn::GetAtt': ['Role', 'Arn'] } }) => ({
  Guard: {
    Type: 'AWS::SecretsManager::ResourcePolicy',
    Properties: { SecretId, ResourcePolicy: { Statement: [{ Effect: 'Allow', Principal, Action: 'secretsmanager:GetSecretValue', Resource: '*' }] } },
  },
});

interface Backend {
  kwargs?: unknown;
  statements?: object[];
  options?: object;
  role?: object;
  resources?: Record<string, object>;
}

/** An environment with the backend, and a role with more statements. */
function withBackend({ kwargs, statements = [], options = {}, role = {}, resources = {} }: Backend = {}) {
  const text = typeof kwargs === 'object' ? JSON.stringify(kwargs) : kwargs;
  const given = kwargs === undefined ? {} : { 'secrets.backend_kwargs': typeof text === 'string' ? { 'Fn::Sub': text.replace(/Ref (\w+)/g, '${$1}') } : text };
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
    ['because it may read others, in every Region and account', { statements: [read('arn:aws:secretsmanager:*:*:secret:other/*')] },
      'airflow/connections/* (connections) or airflow/variables/* (variables)'],
    ['but one that is elsewhere, by reference', { statements: [read({ Ref: 'Crm' } as any)], resources: { Crm: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'other/crm' } } } },
      'airflow/connections/* (connections) or airflow/variables/* (variables)'],
    ['but by the policy of one that is elsewhere', { resources: letIn('other/crm') }, 'airflow/connections/* (connections) or airflow/variables/* (variables)'],
    ['since the policy of a secret lets in another role', { resources: letIn('airflow/connections/crm', { AWS: 'arn:aws:iam::111122223333:role/other' }) },
      'airflow/connections/* (connections) or airflow/variables/* (variables)'],
    ['of a separator that a parameter chooses', { kwargs: { sep: 'Ref Sep' } }, 'airflow/connections${Sep}* (connections) or airflow/variables${Sep}* (variables)'],
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
    ['a role that may read what is in a folder', { statements: [read(secret('airflow/connections/team/*'), secret('airflow/variables/*/prod/*'))] }],
    ['a role that may read secrets by reference', {
      statements: [read({ Ref: 'Crm' } as any, { 'Fn::GetAtt': ['Limit', 'Id'] } as any)],
      resources: {
        Crm: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'airflow/connections/crm' } },
        Limit: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'airflow/variables/limit' } },
      },
    }],
    ['a role that the policy of a secret lets in, by its name', { kwargs: { variables_prefix: null }, resources: letIn('airflow/connections/crm') }],
    ['a role that the policy of a secret lets in, by its ARN', { kwargs: { variables_prefix: null }, resources: letIn(secret('airflow/connections/crm-AbCdEf')) }],
    ['a role that the policy of a secret lets in, by reference', {
      kwargs: { variables_prefix: null },
      resources: { ...letIn({ Ref: 'Crm' }), Crm: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'airflow/connections/crm' } } },
    }],
    ['a role that the policy of a secret lets in, which a parameter names', { kwargs: { variables_prefix: null }, resources: letIn({ Ref: 'SecretName' }) }],
    ['a policy of a secret that says nothing', { statements: [BOTH], resources: { Guard: { Type: 'AWS::SecretsManager::ResourcePolicy', Properties: { SecretId: 'airflow/connections/crm' } } } }],
    ['a policy of no secret', { statements: [BOTH], resources: { Guard: { Type: 'AWS::SecretsManager::ResourcePolicy' } } }],
    ['an option that is a secret itself', { statements: [BOTH], options: { 'api_auth.jwt_secret': 'x', 'keycloak_auth_manager.client_secret': 'x' } }],
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
    ['the configuration, where an option that is a secret is one', { options: { 'api_auth.jwt_secret_secret': 'jwt' }, statements: [BOTH] }, 'config'],
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

  test.each<[string, Record<string, object>, object[], object?]>([
    ['that the role may use', { Key, A: named('airflow/connections/a') }, [BOTH, decrypt('secretsmanager')]],
    ['by an ARN, that the role may use', { A: named('airflow/connections/a', 'arn:aws:kms:eu-west-1:111122223333:key/99999999-8888-7777-6666-555555555555') }, [BOTH, decrypt('secretsmanager')]],
    ['that the role may not read, as it is for another', { Key, A: named('airflow/connections/other') }, [read(secret('airflow/connections/prod-*'), secret('airflow/variables/*'))]],
    ['that no prefix tells from others', { Key, A: named('database/password') }, [read('*')], { connections_prefix: '' }],
    ['under another prefix', { Key, A: named('elsewhere/a') }, [BOTH]],
    ['without a name', { Key, A: named({ Ref: 'AWS::NoValue' }) }, [BOTH]],
    ['that a parameter names', { A: named('airflow/connections/a', { Ref: 'SecretKey' }) }, [BOTH]],
    ['that AWS manages', { A: named('airflow/connections/a', 'alias/aws/secretsmanager') }, [BOTH]],
  ])('%s', (_, resources, statements, kwargs = {}) => {
    expect(shortly(foundIn(withBackend({ resources, statements, kwargs }))).filter((one) => !one.startsWith('excess'))).toEqual([]);
  });

  test.each<[string, object | undefined, string[]]>([
    ['here', ENV, ['secretsBackend Role']],
    ['in another Region', { ...ENV, region: 'us-east-1' }, []],
    ['in another account', { ...ENV, account: '444455556666' }, []],
  ])('in another stack, %s', (_, env, expected) => {
    const app = newApp();
    const [stack, other] = [new Stack(app, 'Stack', { env: ENV }), new Stack(app, 'Other', { env })];
    new secretsmanager.CfnSecret(other, 'Secret', { name: 'airflow/connections/crm', kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/99999999-8888-7777-6666-555555555555' });
    const role = handWritten(stack, pasted('aws-owned-key', (all) => [...all, BOTH]));
    environment(stack, role.attrArn, { airflowConfigurationOptions: { 'secrets.backend': BACKEND } });
    expect(broken(app)).toEqual(expected);
  });
});
