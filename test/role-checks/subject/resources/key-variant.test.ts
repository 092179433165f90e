import { foundIn, KEY_ARN, pasted, pastedKeyPolicy, template } from '../../shapes';

// The documented permissions for one kind of key, on a role of an environment that has the other.

const OWN_KEY = { 'Fn::GetAtt': ['Key', 'Arn'] };
const OTHER_KEY = 'arn:aws:kms:eu-west-1:111122223333:key/99999999-2222-3333-4444-555555555555';
const keyed = (Resource: unknown, change: object = {}) =>
  pasted('customer-managed-key', (all) => [...all.slice(0, -1), { ...all.at(-1), Resource, ...change }]);

/** How the only error begins to say what to do. */
const fixes = (PolicyDocument: object, KmsKey?: unknown) => foundIn(template({
  role: { Policies: [{ PolicyName: 'p', PolicyDocument }] },
  environment: { KmsKey },
  resources: { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: pastedKeyPolicy() } } },
})).filter(({ severity }) => severity === 'error').map(({ rule, fix }) => [rule, fix.slice(0, fix.indexOf(': {'))]);
const missing = (fix: string) => [['cdk-mwaa-iam::missingPermission', fix]];
const ADD = 'add this documented statement to the role';
const KEEP = `To keep the key that the environment has, ${ADD}`;

test.each<[string, unknown, string]>([
  ['by its ARN', KEY_ARN, KEY_ARN],
  ['by reference', OWN_KEY, 'arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${Key}'],
])('a role for a customer managed key %s, and an environment without one', (_, key, shown) => {
  expect(fixes(keyed(key))).toEqual(missing(`set \`KmsKey\` of the environment to ${shown}, which the role is made for. ${KEEP}`));
});

test('a role for an AWS owned key, and an environment with a customer managed one', () => {
  expect(fixes(pasted('aws-owned-key'), OWN_KEY))
    .toEqual(missing(`leave out \`KmsKey\` of the environment, because the role is made for an AWS owned key. ${KEEP}`));
});

test('a role for another customer managed key than that of the environment', () => {
  expect(fixes(keyed(OTHER_KEY), OWN_KEY)).toEqual(missing(`set \`KmsKey\` of the environment to ${OTHER_KEY}, which the role is made for. ${KEEP}`));
});

test.each<[string, object, unknown]>([
  ['no key', keyed(OWN_KEY, { Action: 'sqs:*' }), undefined],
  ['any key of the account', keyed('arn:aws:kms:eu-west-1:111122223333:key/*'), undefined],
  ['a part of what is to be done with a key', keyed(KEY_ARN, { Action: 'kms:Decrypt' }), undefined],
  ['an alias', keyed('arn:aws:kms:eu-west-1:111122223333:alias/mine'), undefined],
  ['a multi-Region key', keyed(`arn:aws:kms:eu-west-1:111122223333:key/mrk-${'1'.repeat(32)}`), undefined],
  ['a key of another Region', keyed(KEY_ARN.replace('eu-west-1', 'us-east-1')), undefined],
  ['a key among other things', keyed(KEY_ARN, { Action: ['kms:*', 's3:GetObject'] }), undefined],
  ['a key by what it is not', keyed(undefined, { NotResource: KEY_ARN, Action: 'kms:Decrypt' }), undefined],
  ['a part of what is to be done with an AWS owned key', pasted('aws-owned-key', (all) => [...all.slice(0, -1), { ...all.at(-1), Action: 'kms:Decrypt' }]), OWN_KEY],
])('a role for %s is to get the statement', (_, policy, key) => {
  expect(fixes(policy, key)).toEqual(missing(ADD));
});

test('what a statement denies is not a matter of the key', () => {
  const policy = pasted('aws-owned-key', (all) => [...all, { Effect: 'Deny', Action: 'kms:*', Resource: KEY_ARN }]);
  expect(fixes(policy, KEY_ARN)).toEqual(missing('remove the deny, or except from it what this documented statement allows'));
});
