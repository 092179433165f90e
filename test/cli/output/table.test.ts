import { table } from '../../../src/cli/output/table';

test('a word that is longer than its line stays whole, and has a line of its own', () => {
  const long = 'x'.repeat(31);
  expect(table(['a', 'b'], [{ cells: ['1', `${long} y`] }, { cells: ['2', `z ${long}`] }], 10).split('\n')).toEqual([
    'a  b',
    `-  ${'-'.repeat(31)}`,
    `1  ${long}`,
    '   y',
    '2  z',
    `   ${long}`,
  ]);
});
