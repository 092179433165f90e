import { Text } from '../../../src/iam/text';
import { named } from '../../../src/role-checks/subject/lookup';

const ANYWHERE = {};
const SOMEWHERE = { region: 'eu-west-1', account: '111122223333' };
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/a';

const thing = (arn: Text, place: object) => ({ arn, resource: { template: { place } as any, logicalId: 'Thing' } });
const find = (place: object, arn: Text) => named([thing(Text.of(KEY), place)], arn, undefined as any) !== undefined;

test.each<[string, object, string, boolean]>([
  ['the same ARN', SOMEWHERE, KEY, true],
  ['another account, of a stack for any', ANYWHERE, KEY.replace('1111', '9999'), true],
  ['another Region, of a stack for any', ANYWHERE, KEY.replace('eu-west-1', 'us-east-1'), true],
  ['another partition, of a stack for any', ANYWHERE, KEY.replace(':aws:', ':aws-cn:'), true],
  ['another id, of a stack for any', ANYWHERE, KEY.replace('/a', '/b'), false],
  ['another account, of a stack that has one', SOMEWHERE, KEY.replace('1111', '9999'), false],
  ['another Region, of a stack that has one', SOMEWHERE, KEY.replace('eu-west-1', 'us-east-1'), false],
  ['another partition, of a stack that has one', SOMEWHERE, KEY.replace(':aws:', ':aws-cn:'), false],
  ['another number of parts', ANYWHERE, `${KEY}:b`, false],
])('%s', (_what, place, arn, found) => {
  expect(find(place, Text.of(arn))).toBe(found);
});

test('an ARN of which nothing is known names nothing', () => {
  const open = Text.of({ kind: 'chosen', id: 'Arn', name: 'Arn' });
  expect(find(ANYWHERE, open)).toBe(false);
  expect(named([thing(open, ANYWHERE)], Text.of(KEY), undefined as any)).toBeUndefined();
  expect(named([thing(open, ANYWHERE)], Text.of({ kind: 'chosen', id: 'Other', name: 'Other' }), undefined as any)).toBeUndefined();
});

test('the only one of its name, or none', () => {
  const one = thing(Text.of(KEY), ANYWHERE);
  const other = thing(Text.of(KEY.replace('1111', '2222')), ANYWHERE);
  expect(named([one, other], Text.of(KEY.replace('1111', '9999')), undefined as any)).toBeUndefined();
});
