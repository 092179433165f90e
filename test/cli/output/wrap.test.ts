import { wrap } from '../../../src/cli/output/wrap';

test.each<[string, string, string[]]>([
  ['words', 'one two three', ['one two', 'three']],
  ['a word that is longer', 'a abcdefghijk b', ['a', 'abcdefghijk', 'b']],
  ['lines', 'one\n\ntwo', ['one', '', 'two']],
  ['several spaces', 'one  two  three', ['one  two', ' three']],
  ['JSON with spaces and brackets in its strings', 'add {"a b":["} c \\" d"]} now', ['add', '{"a b":["} c \\" d"]}', 'now']],
  ['JSON before a comma', '{"a b":1}, {"c d":2}.', ['{"a b":1},', '{"c d":2}.']],
  ['a list of JSON', '[{"a b":1}, {"c d":2}] x', ['[{"a b":1}, {"c d":2}]', 'x']],
  ['a bracket that nothing closes', '{ one two', ['{ one', 'two']],
])('%s', (_, text, lines) => {
  expect(wrap(text, 8)).toEqual(lines);
});
