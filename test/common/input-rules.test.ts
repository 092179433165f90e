import { App, Lazy, Stack } from 'aws-cdk-lib';
import { assertInput, granteeRule, inputError, InputRule, matching, optional, pathOf, referenceTo } from '../../src/common/input-rules';

const rule = (value: unknown, prop = 'prop'): InputRule => ({ prop, value, accepts: (text) => text === 'good', rule: 'must be good' });

test('passes what every rule accepts', () => {
  expect(() => assertInput('Thing', 'Stack/Thing', [rule('good'), rule('good')])).not.toThrow();
});

test('names subject, path, and every prop with its value and rule in one error', () => {
  expect(() => assertInput('Thing', 'Stack/Thing', [rule('bad', 'one'), rule('good', 'two'), rule(7, 'three')]))
    .toThrow(new Error('Thing at \'Stack/Thing\': `one` "bad" must be good; `three` 7 must be good'));
});

test('never looks into a token', () => {
  expect(() => assertInput('Thing', 'Stack/Thing', [rule(Lazy.string({ produce: () => 'bad' }))])).not.toThrow();
});

test('a text that only the deployment knows is no grantee', () => {
  expect(() => assertInput('Thing', 'Stack/Thing', [granteeRule(Lazy.string({ produce: () => 'role' }))])).toThrow(/`grantee` .* must be an identity/);
});

test('looks at what can resolve but is no token, such as a stack', () => {
  const looked: unknown[] = [];
  const stack = new Stack();
  assertInput('Thing', 'Stack/Thing', [{ ...rule(stack), accepts: (value) => looked.push(value) > 0 }]);
  expect(looked).toEqual([stack]);
});

test('shows control characters of a value', () => {
  expect(() => assertInput('Thing', 'Stack/Thing', [rule('bad\n')])).toThrow(/`prop` "bad\\n" must be good/);
});

test.each([
  [undefined, 'undefined'],
  [null, 'null'],
  [[undefined, 'a'], "[ undefined, 'a' ]"],
  [{ deep: { deeper: 1 } }, '{ deep: [Object] }'],
  [new Stack(new App(), 'Other'), "'Other'"],
])('shows %p as %s', (value, shown) => {
  expect(() => assertInput('Thing', 'Stack/Thing', [rule(value)])).toThrow(new Error(`Thing at 'Stack/Thing': \`prop\` ${shown} must be good`));
});

test('inputError joins problems', () => {
  expect(inputError('Thing', 'Stack/Thing', ['a', 'b']).message).toBe("Thing at 'Stack/Thing': a; b");
});

test.each([
  ['in a stack', new Stack(new App(), 'Stack'), 'Stack/Thing'],
  ['at the root of an app', new App(), 'Thing'],
])('pathOf %s', (_where, scope, path) => {
  expect(pathOf(scope, 'Thing')).toBe(path);
});

test.each([['ab', true], ['abc', false], ['ab\n', false], [12, false], [undefined, false], [null, false]])('matching %p is %p', (value, accepted) => {
  expect(matching(/^[a-z]{2}$/)(value)).toBe(accepted);
});

test.each([[undefined, true], ['ok', true], ['no', false], [null, false]])('optional %p is %p', (value, accepted) => {
  expect(optional((text) => text === 'ok')(value)).toBe(accepted);
});

test.each([
  [{ bucketRef: {} }, true],
  [{ keyRef: {} }, false],
  [{ bucketRef: null }, false],
  ['bucketRef', false],
  [null, false],
  [undefined, false],
])('referenceTo bucketRef: %p is %p', (value, accepted) => {
  expect(referenceTo('bucketRef')(value)).toBe(accepted);
});
