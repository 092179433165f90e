import { foundIn, inline, KEY_ARN, pasted, shortly, template } from '../shapes';

const EVERYTHING = { Effect: 'Allow', Action: ['sqs:*', 'kms:*'], Resource: '*' };

test('says what a role may do to the key of the environment', () => {
  const Policies = [{ PolicyDocument: pasted('customer-managed-key', (all) => [...all, { ...EVERYTHING, Action: 'kms:*' }]) }];
  const warnings = foundIn(template({ environment: { KmsKey: KEY_ARN }, role: { Policies } })).filter(({ severity }) => severity === 'warning');
  expect(warnings.map(({ description }) => description)).toEqual([
    'the role of environment "my-env" may do more than documented: kms:ScheduleKeyDeletion on the key of the environment; '
    + 'kms:PutKeyPolicy on the key of the environment; kms:DisableKey on the key of the environment; '
    + 'use the key of the environment through any service; use any key of the account; use keys of any account',
  ]);
});

test.each<[string, object, object, string[]]>([
  ['the queues of the account, where MWAA has none', { ...EVERYTHING, Action: 'sqs:*', Condition: { StringEquals: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' } } }, {}, []],
  ['what a permissions boundary may take away that no template shows', EVERYTHING, { PermissionsBoundary: 'arn:aws:iam::111122223333:policy/boundary' }, ['notChecked Role']],
])('is not %s', (_, statement, role, rules) => {
  expect(shortly(foundIn(template({ role: { Policies: [inline((all) => [...all, statement])], ...role } })))).toEqual(rules);
});
