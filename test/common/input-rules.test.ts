import { App, Lazy, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import {
  assertInput, granteeRule, inputError, InputRule, matching, optional, pathOf, propsRule, referenceTo, text, withText,
} from '../../src/common/input-rules';

const rule = (value: unknown, prop = 'prop'): InputRule => ({ prop, value, accepts: (given) => given === 'good', rule: 'must be good' });

test('passes what every rule accepts', () => {
  expect(() => assertInput('Thing', 'Stack/Thing', [rule('good'), rule('good')])).not.toThrow();
});

test('names subject, path, and every prop with its value and rule in one error', () => {
  expect(() => assertInput('Thing', 'Stack/Thing', [rule('bad', 'one'), rule('good', 'two'), rule(7, 'three')]))
    .toThrow(new Error('Thing at \'Stack/Thing\': `one` "bad" must be good; `three` 7 must be good'));
});

test('text never looks into a token', () => {
  expect(text(() => false)(Lazy.string({ produce: () => 'bad' }))).toBe(true);
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
  [undefined, 'is missing, and'],
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

test('pathOf is the path of the construct', () => {
  expect(pathOf('Thing', new Stack(new App(), 'Stack'), 'Id')).toBe('Stack/Id');
});

test.each([['an app', new App()], ['no construct', { node: { path: 'Stack' } }], ['undefined', undefined]])('pathOf refuses %s as scope', (_what, scope) => {
  expect(() => pathOf('Thing', scope as any, 'Id')).toThrow(/^Thing: `scope` .* must be a construct in a stack: pass a Stack, or a construct below one$/);
});

test.each(['', undefined, 7, Lazy.string({ produce: () => 'Id' })])('pathOf refuses the id %p', (id) => {
  expect(() => pathOf('Thing', new Stack(), id as any)).toThrow(/^Thing: `id` .* must be a literal text that is not empty/);
});

test.each([['ab', true], ['abc', false], ['ab\n', false], [12, false], [undefined, false], [null, false]])('matching %p is %p', (value, accepted) => {
  expect(matching(/^[a-z]{2}$/)(value)).toBe(accepted);
});

test.each([[undefined, true], ['ok', true], ['no', false], [null, false]])('optional %p is %p', (value, accepted) => {
  expect(optional((given) => given === 'ok')(value)).toBe(accepted);
});

const construct = (members: object) => Object.assign(new Construct(new Stack(), 'Construct'), { env: {} }, members);

test.each<[unknown, boolean]>([
  [construct({ bucketRef: { bucketArn: 'arn' } }), true],
  [construct({ bucketRef: { bucketArn: Lazy.string({ produce: () => 'arn' }) } }), true],
  [{ bucketRef: { bucketArn: 'arn' }, env: {}, node: { path: 'Stack/Bucket' } }, true],
  [{ bucketRef: { bucketArn: 'arn' }, env: {} }, false],
  [{ bucketRef: { bucketArn: 'arn' }, env: {}, node: {} }, false],
  [{ bucketRef: { bucketArn: 'arn' }, node: { path: 'Stack/Bucket' } }, false],
  ...['', null, 7, {}, undefined].map((bucketArn) => [construct({ bucketRef: { bucketArn } }), false] as [unknown, boolean]),
  ...[{}, null, 'arn', undefined].map((bucketRef) => [construct({ bucketRef }), false] as [unknown, boolean]),
  ['bucketRef', false],
  [null, false],
  [undefined, false],
])('referenceTo bucketRef %#', (value, accepted) => {
  expect(referenceTo('bucketRef', 'bucketArn')(value)).toBe(accepted);
});

test.each([
  [undefined, true], [{}, true], [{ prop: 1 }, true],
  [null, false], [5, false], ['x', false], [[], false], [() => ({}), false], [new Stack(), false], [Lazy.any({ produce: () => ({}) }), false],
])('propsRule %#', (props, accepted) => {
  expect(propsRule('props', props).accepts(props)).toBe(accepted);
});

test('a value that throws when it is looked at is not accepted', () => {
  const value = { get arn() { throw new Error('from inside'); } };
  expect(() => assertInput('Thing', undefined, [{ prop: 'prop', value, accepts: withText('arn'), rule: 'must be good' }])).toThrow(/^Thing: `prop` .* must be good$/);
});

test.each([undefined, null, 'role', {}, { grantPrincipal: {} }, { grantPrincipal: null }, { grantPrincipal: { policyFragment: {} } }])('%p is no grantee', (grantee) => {
  expect(() => assertInput('Thing', undefined, [granteeRule(grantee)])).toThrow(/^Thing: `grantee` .* must be an identity/);
});
