import { aws_kms as kms, Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { assertInput, InputRule } from '../../src/common/input-rules';
import { secretsBackendRules } from '../../src/secrets-backend/secrets-backend-props';

const PREFIXES = ['connectionsPrefix', 'variablesPrefix', 'configPrefix'];
const PATTERNS = ['connectionsLookupPattern', 'variablesLookupPattern'];
const CHARACTERS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_+=.@-'];

function accepts(prop: string, value: unknown): boolean {
  const rule = secretsBackendRules({ [prop]: value }).find((candidate) => candidate.prop === prop) as InputRule;
  return rule.accepts(rule.value);
}

test('pins the props that are looked at', () => {
  expect(secretsBackendRules({}).map(({ prop }) => prop)).toEqual(['props', ...PREFIXES, ...PATTERNS, 'encryptionKey', 'region']);
});

test('accepts props that are left out', () => {
  expect((secretsBackendRules({}) as InputRule[]).filter(({ value, accepts: ok }) => !ok(value))).toEqual([]);
});

describe.each(PREFIXES)('%s', (prop) => {
  test('takes what the name of a secret may have, but no slash at the end', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...CHARACTERS), minLength: 1, maxLength: 100 }), (prefix) => (
      accepts(prop, prefix) === !prefix.endsWith('/')
    )));
  });

  test('refuses any other character, wildcards of IAM among them', () => {
    const foreign = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((char) => !CHARACTERS.includes(char));
    fc.assert(fc.property(foreign, (char) => !accepts(prop, `a${char}b`) && !accepts(prop, `ab${char}`)));
  });

  test.each([
    ['a', true], ['/airflow', true], ['a'.repeat(510), true], ['a'.repeat(511), true], ['a'.repeat(512), false],
    ['', false], ['/', false], ['airflow/', false], ['airflow/*', false], ['air flow', false], ['a\n', false], [null, false], [7, false],
  ])('%p: %p', (prefix, ok) => {
    expect(accepts(prop, prefix)).toBe(ok);
  });
});

test.each(PATTERNS)('%s is a text', (prop) => {
  expect(['^aws_', '(?P<name>x)', '', null, /x/].map((pattern) => accepts(prop, pattern))).toEqual([true, true, false, false, false]);
});

test('encryptionKey is a reference to a key', () => {
  const key = kms.Key.fromKeyArn(new Stack(), 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab');
  expect([key, { keyRef: {} }, {}, 'alias/mine', null].map((value) => accepts('encryptionKey', value))).toEqual([true, false, false, false, false]);
});

test('says what to do instead', () => {
  expect(() => assertInput('It', undefined, secretsBackendRules({ encryptionKey: 'alias/mine' as any, variablesLookupPattern: '' }))).toThrow(new Error(
    'It: `variablesLookupPattern` "" must be a Python regular expression: leave it out to look up everything; `encryptionKey` "alias/mine" '
    + 'must be a key, not an alias: pass a Key, a CfnKey or an imported key of aws-kms, or leave it out for the AWS managed key',
  ));
});
