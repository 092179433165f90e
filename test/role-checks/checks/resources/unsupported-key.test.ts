import { foundIn, KEY_ARN, pasted, pastedKeyPolicy, shortly, template } from '../../shapes';

const ID = '11111111-2222-3333-4444-555555555555';
const withKey = (KmsKey: unknown, resources: Record<string, object> = {}) => template({
  environment: { KmsKey }, role: { Policies: [{ PolicyDocument: pasted('customer-managed-key', (all) => [...all.slice(0, -1), { ...all.at(-1), Resource: '*' }]) }] }, resources,
});
const key = (properties: object) => ({ Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: pastedKeyPolicy(), ...properties } } });
const unsupported = (body: object) => foundIn(body).filter(({ rule }) => rule === 'cdk-mwaa-iam::unsupportedKey').map(({ description }) => description);

test.each<[string, unknown, object, string]>([
  ['an alias', 'alias/mwaa', {}, 'must be a key, because MWAA does not support aliases'],
  ['the ARN of an alias', 'arn:aws:kms:eu-west-1:111122223333:alias/mwaa', {}, 'must be a key, because MWAA does not support aliases'],
  ['a reference to an alias', { Ref: 'Alias' }, { ...key({}), Alias: { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/mwaa', TargetKeyId: { Ref: 'Key' } } } },
    'must be a key, because MWAA does not support aliases'],
  ['a multi-Region key by its id', 'mrk-1234abcd12ab34cd56ef1234567890ab', {}, 'must be a single-Region key, because MWAA does not support multi-Region keys'],
  ['a multi-Region key', { Ref: 'Key' }, key({ MultiRegion: true }), 'must be a single-Region key, because MWAA does not support multi-Region keys'],
  ['an asymmetric key', { Ref: 'Key' }, key({ KeySpec: 'RSA_2048' }), 'must be a symmetric encryption key, not RSA_2048 for ENCRYPT_DECRYPT'],
  ['a key for MACs', { Ref: 'Key' }, key({ KeyUsage: 'GENERATE_VERIFY_MAC' }), 'must be a symmetric encryption key, not SYMMETRIC_DEFAULT for GENERATE_VERIFY_MAC'],
  ['a disabled key', { Ref: 'Key' }, key({ Enabled: 'false' }), 'must be enabled'],
  ['neither an id nor an ARN', 'S/Key', {}, 'must have an ARN of the form "arn:<partition>:kms:<region>:<account>:key/<id>" with a UUID as id, because MWAA accepts no other'],
])('%s is no key for an environment', (_, KmsKey, resources, rule) => {
  const shown = typeof KmsKey === 'string' ? KmsKey : 'Alias' in resources ? 'alias/mwaa' : '${Key}';
  expect(unsupported(withKey(KmsKey, resources as Record<string, object>)))
    .toEqual([`the \`KmsKey\` of environment "my-env", ${shown}, ${rule}. MWAA cannot create the environment`]);
});

test('what is no key is all that is reported, and gets no statement', () => {
  const [{ severity, fix, at, location }, ...others] = foundIn(withKey('S/Key'));
  expect(others.filter((one) => one.severity === 'error')).toEqual([]);
  expect([severity, at.logicalId, location]).toEqual(['error', 'Environment', 'Properties.KmsKey']);
  expect(fix).toBe('write the id or the ARN of a key, or leave `KmsKey` out (https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html)');
});

test('a key of another Region than the environment\'s is none for it', () => {
  const body = withKey('arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555');
  (body.Resources.Role as any).Properties.Policies.push({ PolicyDocument: { Statement: { Effect: 'Allow', Action: 'sqs:*', Resource: 'arn:aws:sqs:eu-west-1:*:*' } } });
  expect(unsupported(body)).toEqual(['the `KmsKey` of environment "my-env", arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555, '
    + 'must be in the Region of the environment, "eu-west-1", not in "us-east-1". MWAA cannot create the environment']);
});

test.each<[string, unknown, Record<string, object>]>([
  ['an id', ID, {}],
  ['an id after its type', `key/${ID}`, {}],
  ['an ARN', KEY_ARN, {}],
  ['a reference', { Ref: 'Key' }, key({})],
  ['a key that says what it is', { 'Fn::GetAtt': ['Key', 'Arn'] }, key({ Enabled: true, KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT', MultiRegion: false })],
  ['a parameter', { Ref: 'Parameter' }, {}],
  ['nothing', { Ref: 'AWS::NoValue' }, {}],
])('%s may be a key', (_, KmsKey, resources) => {
  expect(unsupported(withKey(KmsKey, resources))).toEqual([]);
});

test('a policy of the environment\'s key that lets in neither the account nor the role is a note', () => {
  const [, logs] = pastedKeyPolicy().Statement;
  expect(shortly(foundIn(withKey({ Ref: 'Key' }, key({ KeyPolicy: { Statement: [logs] } }))))).toEqual(['excessPermission Role', 'notChecked Role']);
});
