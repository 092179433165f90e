import { foundIn, inline, pasted, pastedKeyPolicy, pastedTrust, policyOf, shortly, template, without } from '../shapes';

const found = (...bodies: object[]) => shortly(foundIn(...bodies));

const TRANSFORM = { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/include.json' } } };
const loop = (made: object) => ({ 'Fn::ForEach::Each': ['One', ['a', 'b'], made] });
const TRUST = { AssumeRolePolicyDocument: pastedTrust() };
const VERSION = { Version: '2012-10-17' };

const role = (properties: object, more: object = {}) => template({ resources: { Role: { Type: 'AWS::IAM::Role', Properties: properties, ...more } } });
const wrong = template({ role: { Policies: [inline(without('sqs:SendMessage'))] } });
const added = (policy: object) => template({ role: { Policies: [] }, resources: { P: policy }, dependsOn: ['P'] });

describe('policies that a transform or a loop may write', () => {
  test.each<[string, object]>([
    ['beside the type of a role', { Resources: { ...template().Resources, Role: { Type: 'AWS::IAM::Role', ...TRANSFORM } } }],
    ['by a loop among its properties', role({ ...TRUST, ...loop({ '${One}': [] }) })],
    ['into one policy beside its name', role({ ...TRUST, Policies: [{ PolicyName: 'p', ...TRANSFORM }] })],
    ['into the document beside its version', role({ AssumeRolePolicyDocument: { ...VERSION, ...TRANSFORM }, Policies: [{ PolicyName: 'p', PolicyDocument: { ...VERSION, ...TRANSFORM } }] })],
    ['into a statement beside its effect', role({ ...TRUST, Policies: [inline(() => [{ Effect: 'Allow', ...TRANSFORM }])] })],
    ['into a policy of its own', added({ Type: 'AWS::IAM::Policy', Properties: TRANSFORM })],
    ['into a policy of its own beside the name of the role', added({ Type: 'AWS::IAM::RolePolicy', Properties: { RoleName: { Ref: 'Role' }, ...TRANSFORM } })],
    ['as resources of a file', { Resources: { ...wrong.Resources, ...TRANSFORM } }],
    ['as resources of a loop', { Resources: { ...wrong.Resources, ...loop({ 'P${One}': policyOf([{ Ref: 'Role' }], pasted('aws-owned-key')) }) } }],
    ['anywhere, as a macro does', { ...wrong, Transform: 'OurDefaults' }],
  ])('%s, are a note', (_, body) => {
    expect(found(body)).toEqual(['notChecked Role']);
  });

  test.each<[string, object, string[]]>([
    ['a loop that makes something else', { Resources: { ...wrong.Resources, ...loop({ 'T${One}': { Type: 'AWS::SNS::Topic' } }) } }, ['missingPermission Role']],
    ['a transform of AWS for other resources', { ...wrong, Transform: 'AWS::Serverless-2016-10-31' }, ['missingPermission Role']],
    ['a macro, where all is there', { ...template(), Transform: 'OurDefaults' }, []],
    ['a transform of another policy, where all is there', template({ resources: { P: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: {}, ...loop({}) } } } }), []],
  ])('%s changes nothing', (_, body, expected) => {
    expect(found(body)).toEqual(expected);
  });
});

describe('what a transform may write into', () => {
  const usesKey = { Policies: [{ PolicyName: 'p', PolicyDocument: pasted('customer-managed-key', (all) => [...all.slice(0, -1), { ...all.at(-1), Resource: { 'Fn::GetAtt': ['Key', 'Arn'] } }]) }] };
  const key = (resource: object) => template({ role: usesKey, environment: { KmsKey: { 'Fn::GetAtt': ['Key', 'Arn'] } }, resources: { Key: { Type: 'AWS::KMS::Key', ...resource } } });
  const bucket = (resource: object) => template({
    role: { Policies: [inline((all) => [...all, { Effect: 'Allow', Action: 's3:*', Resource: '*' }])] },
    environment: { SourceBucketArn: { 'Fn::GetAtt': ['Dags', 'Arn'] } },
    resources: { Dags: { Type: 'AWS::S3::Bucket', ...resource } },
  });
  const backend = (options: object) => template({
    environment: { AirflowConfigurationOptions: { 'secrets.backend': 'airflow.providers.amazon.aws.secrets.secrets_manager.SecretsManagerBackend', ...options } },
  });

  test.each<[string, object, string[]]>([
    ['a key without a policy', key({ Properties: TRANSFORM }), ['notChecked Role']],
    ['a key beside its type', key(TRANSFORM), ['notChecked Role']],
    ['a key, as a macro does', { ...key({}), Transform: 'OurDefaults' }, ['notChecked Role']],
    ['a key with a policy', key({ Properties: { KeyPolicy: pastedKeyPolicy(), ...TRANSFORM } }), []],
    ['no key', key({}), ['keyPolicy Key']],
    ['a bucket', bucket({ Properties: TRANSFORM }), []],
    ['a bucket, by a loop', bucket({ Properties: loop({ '${One}': { Status: 'Enabled' } }) }), []],
    ['a bucket, as a macro does', { ...bucket({}), Transform: 'OurDefaults' }, []],
    ['the versioning of a bucket', bucket({ Properties: { VersioningConfiguration: { MfaDelete: 'Disabled', ...TRANSFORM } } }), []],
    ['the block of a bucket', bucket({ Properties: { VersioningConfiguration: { Status: 'Enabled' }, PublicAccessBlockConfiguration: { BlockPublicAcls: true, ...TRANSFORM } } }), []],
    ['a bucket whose versioning is written out', bucket({ Properties: { VersioningConfiguration: { Status: 'Suspended' }, ...TRANSFORM } }), ['sourceBucket Dags']],
    ['options of Airflow', backend(TRANSFORM), []],
    ['options of Airflow, by a loop', backend(loop({ 'secrets.${One}': 'x' })), []],
    ['no options of Airflow', backend({}), ['secretsBackend Role']],
    ['an environment beside its type', { Resources: { ...template().Resources, Environment: { Type: 'AWS::MWAA::Environment', ...TRANSFORM } } }, ['notChecked Environment']],
  ])('%s', (_, body, expected) => {
    expect(found(body)).toEqual(expected);
  });

  test('is said in words', () => {
    const [{ description }] = foundIn(key({ Properties: TRANSFORM }));
    expect(description).toContain('a statement allows it depending on its principal, which only the deployment knows');
  });
});
