import { Text } from '../../../src/iam/text';
import { ByArn, ByName } from '../../../src/role-checks/subject/lookup';

const ANYWHERE = {};
const SOMEWHERE = { region: 'eu-west-1', account: '111122223333' };
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/a';

const thing = (arn: Text, place: object) => ({ arn, resource: { template: { place } as any, logicalId: 'Thing' } });
const named = (things: ReturnType<typeof thing>[], arn: Text) => new ByArn(things).named(arn, undefined as any);
const find = (place: object, arn: Text) => named([thing(Text.of(KEY), place)], arn) !== undefined;

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
  expect(named([thing(open, ANYWHERE)], Text.of(KEY))).toBeUndefined();
  expect(named([thing(open, ANYWHERE)], Text.of({ kind: 'chosen', id: 'Other', name: 'Other' }))).toBeUndefined();
});

test('the only one of its name, or none', () => {
  const one = thing(Text.of(KEY), ANYWHERE);
  const other = thing(Text.of(KEY.replace('1111', '2222')), ANYWHERE);
  expect(named([one, other], Text.of(KEY.replace('1111', '9999')))).toBeUndefined();
});

describe('things by name', () => {
  const madeUp = (id: string) => Text.of({ kind: 'made up', id, name: id });
  const chosen = Text.of({ kind: 'chosen', id: 'Name', name: 'Name' });
  const things: Record<string, unknown[]> = { a: [Text.of('a')], b: [Text.of('b'), madeUp('B')], open: [Text.of('a'), chosen], unknown: [undefined], none: [] };
  const byName = new ByName(Object.keys(things), (one) => things[one]);

  test.each<[string, Text, string[]]>([
    ['written out', Text.of('a'), ['a', 'open', 'unknown']],
    ['made up', madeUp('B'), ['b', 'open', 'unknown']],
    ['of nothing', Text.of('c'), ['open', 'unknown']],
    ['chosen at deployment', chosen, Object.keys(things)],
    ['made up in part', Text.of('a', madeUp('B')), Object.keys(things)],
  ])('that may have a name that is %s', (_what, name, expected) => {
    expect(byName.candidates(name)).toEqual(expected);
  });

  test('that have no name that is told', () => {
    expect(new ByName(['a'], () => [Text.of('a')]).candidates(Text.of('a'))).toEqual(['a']);
  });
});
