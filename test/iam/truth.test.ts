import { both, every, not, some, Truth } from '../../src/iam/truth';

test.each<[Truth, Truth, Truth, Truth]>([
  ['yes', 'yes', 'yes', 'yes'],
  ['yes', 'could be', 'could be', 'yes'],
  ['yes', 'no', 'no', 'yes'],
  ['could be', 'could be', 'could be', 'could be'],
  ['could be', 'no', 'no', 'could be'],
  ['no', 'no', 'no', 'no'],
])('%s and %s: both %s, any %s', (one, other, all, any) => {
  for (const items of [[one, other], [other, one]]) {
    expect(both(items[0], items[1])).toBe(all);
    expect(every(items, (item) => item)).toBe(all);
    expect(some(items, (item) => item)).toBe(any);
  }
});

test('of nothing, every is yes and some is no', () => {
  expect([every([], not), some([], not)]).toEqual(['yes', 'no']);
});

test.each<[Truth, Truth]>([['yes', 'no'], ['could be', 'could be'], ['no', 'yes']])('not %s is %s', (truth, opposite) => {
  expect(not(truth)).toBe(opposite);
});
