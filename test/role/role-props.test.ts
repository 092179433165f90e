import { Aws, aws_iam as iam, Duration, Lazy, Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { assertInput } from '../../src/common/input-rules';
import { roleRules } from '../../src/role/role-props';

const CHARACTERS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+=,.@-'];
const word = (maxLength: number) => fc.string({ unit: fc.constantFrom(...CHARACTERS), minLength: 1, maxLength });
const foreign = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((char) => !CHARACTERS.includes(char) && char !== '/');

function accepts(prop: string, value: unknown): boolean {
  try {
    assertInput('Role', undefined, roleRules({ [prop]: value }).filter((rule) => rule.prop === prop));
    return true;
  } catch {
    return false;
  }
}

test('pins the props that are looked at', () => {
  expect(roleRules().map(({ prop }) => prop)).toEqual([
    'roleName', 'path', 'description', 'additionalPrincipals', 'confusedDeputyProtection', 'permissionsBoundary', 'managedPolicies', 'maxSessionDuration',
  ]);
});

test('accepts props that are left out', () => {
  expect(roleRules({}).filter(({ value, accepts: ok }) => !ok(value))).toEqual([]);
});

describe('roleName', () => {
  test('takes every name that IAM and MWAA take', () => {
    fc.assert(fc.property(word(64), (name) => accepts('roleName', name)));
  });

  test('refuses any other character', () => {
    fc.assert(fc.property(word(30), foreign, word(30), (before, char, after) => !accepts('roleName', before + char + after)));
  });

  test.each([['a', true], ['a'.repeat(64), true], ['a'.repeat(65), false], ['', false], ['a/b', false], ['a\n', false], [7, false]])('%p: %p', (name, ok) => {
    expect(accepts('roleName', name)).toBe(ok);
  });
});

describe('path', () => {
  test('takes every path whose characters MWAA takes', () => {
    fc.assert(fc.property(fc.array(word(20), { maxLength: 20 }), (parts) => accepts('path', ['', ...parts, ''].join('/'))));
  });

  test('refuses any other character, also those that IAM takes', () => {
    fc.assert(fc.property(word(30), foreign, word(30), (before, char, after) => !accepts('path', `/${before}${char}${after}/`)));
  });

  test.each([
    ['/', true], ['/a/', true], [`/${'a'.repeat(510)}/`, true], [`/${'a'.repeat(511)}/`, false],
    ['', false], ['a', false], ['/a', false], ['a/', false], ['/a b/', false], ['/a/\n', false], ['/a!/', false], [7, false],
  ])('%p: %p', (path, ok) => {
    expect(accepts('path', path)).toBe(ok);
  });
});

test.each([['', true], ['d'.repeat(1000), true], ['d'.repeat(1001), false], ['é\t\n', true], ['\u0000', false], ['\u{1F600}', false], [7, false]])('description %p: %p', (description, ok) => {
  expect(accepts('description', description)).toBe(ok);
});

test.each([
  [[], true],
  [[new iam.AccountRootPrincipal()], true],
  [[new iam.CompositePrincipal(new iam.AnyPrincipal())], true],
  [[new iam.Role(new Stack(), 'Role', { assumedBy: new iam.AnyPrincipal() })], true],
  [[{ grantPrincipal: {} }], false],
  [[{ policyFragment: {} }], false],
  [[{ policyFragment: {}, addToPrincipalPolicy: () => ({}) }], false],
  [[undefined], false],
  [[null], false],
  [['arn'], false],
  [{}, false],
])('additionalPrincipals %p: %p', (principals, ok) => {
  expect(accepts('additionalPrincipals', principals)).toBe(ok);
});

test.each<[string, unknown, boolean]>([
  ['confusedDeputyProtection', true, true], ['confusedDeputyProtection', false, true], ['confusedDeputyProtection', 'false', false],
  ['confusedDeputyProtection', 0, false], ['confusedDeputyProtection', null, false],
  ['permissionsBoundary', { managedPolicyArn: 'arn' }, true], ['permissionsBoundary', 'arn', false],
  ['managedPolicies', [{ managedPolicyArn: 'arn' }], true], ['managedPolicies', ['arn'], false], ['managedPolicies', { managedPolicyArn: 'arn' }, false],
  ['maxSessionDuration', Duration.hours(1), true], ['maxSessionDuration', 3600, false],
  ['maxSessionDuration', Duration.seconds(3_600), true], ['maxSessionDuration', Duration.seconds(3_599), false],
  ['maxSessionDuration', Duration.hours(12), true], ['maxSessionDuration', Duration.seconds(43_201), false],
  ['maxSessionDuration', Duration.millis(3_600_500), false], ['maxSessionDuration', Duration.seconds(Lazy.number({ produce: () => 1 })), true],
  ['maxSessionDuration', { toSeconds: 3600 }, false], ['permissionsBoundary', { managedPolicyArn: {} }, false], ['managedPolicies', [{ managedPolicyArn: 5 }], false],
])('%s %p: %p', (prop, value, ok) => {
  expect(accepts(prop, value)).toBe(ok);
});

test('tokens stand for texts only', () => {
  const rules = roleRules(Object.fromEntries(roleRules().map(({ prop }) => [prop, Aws.STACK_NAME])));
  expect(() => assertInput('Role', undefined, rules.filter(({ prop }) => ['roleName', 'path', 'description'].includes(prop)))).not.toThrow();
  rules.slice(3).forEach((rule) => expect(() => assertInput('Role', undefined, [rule])).toThrow(`Role: \`${rule.prop}\` `));
});
