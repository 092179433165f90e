import { App, aws_kms as kms, Lazy, Stack, Token } from 'aws-cdk-lib';
import { MwaaExecutionPolicy, MwaaExecutionRole } from '../../src';
import { environmentKeyProblems, keyReferenceRule, keyResource } from '../../src/bucket-and-key/environment-key';
import { assertInput } from '../../src/common/input-rules';
import { BUCKETS, ENVIRONMENT, KEY } from '../shapes';

const REGION = 'eu-west-1';
const PLACE = { region: REGION, account: '111122223333' };

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack', { env: { region: REGION, account: '111122223333' } });
});

const broken = (key: kms.IKeyRef) => environmentKeyProblems(key, PLACE, 'environment').map(({ rule }) => rule);
const named = (keyArn: string): kms.IKeyRef => ({ node: stack.node, env: stack.env, with: () => stack, keyRef: { keyId: 'k', keyArn } });
const imported = (arn: string) => kms.Key.fromKeyArn(stack, 'Key', arn);

const ALIAS = /^must be a key, because MWAA does not support aliases: pass the key that the alias points to$/;
const MULTI_REGION = /^must be a single-Region key/;
const KEY_ARN = /^must have an ARN of the form "arn:<partition>:kms:<region>:<account>:key\/<id>" with a UUID as id/;
const SYMMETRIC = /^must be a symmetric encryption key/;
const ENABLED = /^must be enabled: leave `enabled` out or set it to true$/;
const SAME_REGION = /^must be in the Region of the environment, "eu-west-1", not in "us-east-1"/;

describe('fails when', () => {
  test.each<[string, () => kms.IKeyRef, RegExp]>([
    ['an L2 view of an L1 key is multi-Region', () => kms.Key.fromCfnKey(new kms.CfnKey(stack, 'Key', { multiRegion: true, keyPolicy: { Statement: [] } })), MULTI_REGION],
    ['a key imported by the ARN of one in the app is disabled', () => imported(new kms.CfnKey(stack, 'L1', { enabled: false }).attrArn), ENABLED],
    ['the key is an L2 alias', () => new kms.Key(stack, 'Key').addAlias('a'), ALIAS],
    ['the key is an alias that is imported by name', () => kms.Alias.fromAliasName(stack, 'Alias', 'alias/a'), ALIAS],
    ['the key is an alias that is imported with its key', () => kms.Alias.fromAliasAttributes(stack, 'Alias', {
      aliasName: 'alias/a', aliasTargetKey: new kms.Key(stack, 'Key'),
    }), ALIAS],
    ['the ARN is that of an alias', () => imported('arn:aws:kms:eu-west-1:111122223333:alias/a'), ALIAS],
    ['the ARN of an alias has tokens in it', () => imported(`arn:aws:kms:${REGION}:${Token.asString({ Ref: 'Account' })}:alias/a`), ALIAS],
    ['the ARN is the name of an alias', () => named('alias/a'), ALIAS],
    ['an L2 key is multi-Region', () => new kms.Key(stack, 'Key', { multiRegion: true }), MULTI_REGION],
    ['an L1 key is multi-Region', () => new kms.CfnKey(stack, 'Key', { multiRegion: true }), MULTI_REGION],
    ['the ARN is that of a multi-Region key', () => imported('arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab'), MULTI_REGION],
    ['an L2 key is asymmetric', () => new kms.Key(stack, 'Key', { keySpec: kms.KeySpec.RSA_2048 }), SYMMETRIC],
    ['an L1 key is asymmetric', () => new kms.CfnKey(stack, 'Key', { keySpec: 'ECC_NIST_P256', keyUsage: 'SIGN_VERIFY' }), SYMMETRIC],
    ['a key makes MACs', () => new kms.Key(stack, 'Key', { keySpec: kms.KeySpec.HMAC_256, keyUsage: kms.KeyUsage.GENERATE_VERIFY_MAC }), SYMMETRIC],
    ['only the usage says so', () => new kms.CfnKey(stack, 'Key', { keyUsage: 'GENERATE_VERIFY_MAC' }), SYMMETRIC],
    ['an L2 key is disabled', () => new kms.Key(stack, 'Key', { enabled: false }), ENABLED],
    ['an L1 key is disabled', () => new kms.CfnKey(stack, 'Key', { enabled: false }), ENABLED],
    ['an L2 key is in another Region', () => new kms.Key(new Stack(stack, 'Other', { env: { region: 'us-east-1' } }), 'Key'), SAME_REGION],
    ['an L1 key is in another Region', () => new kms.CfnKey(new Stack(stack, 'Other', { env: { region: 'us-east-1' } }), 'Key'), SAME_REGION],
    ['the ARN is of another Region', () => imported(`arn:aws:kms:us-east-1:111122223333:key/${KEY}`), SAME_REGION],
    ['the id in the ARN is no UUID', () => imported('arn:aws:kms:eu-west-1:111122223333:key/mine'), KEY_ARN],
    ['the id in the ARN has a newline behind it', () => imported(`arn:aws:kms:eu-west-1:111122223333:key/${KEY}\n`), KEY_ARN],
    ['the ARN has something before it', () => named(`x:arn:aws:kms:eu-west-1:111122223333:key/${KEY}`), KEY_ARN],
    ['the ARN is of another service', () => imported(`arn:aws:s3:eu-west-1:111122223333:key/${KEY}`), KEY_ARN],
  ])('%s', (_why, define, rule) => {
    expect(broken(define())).toEqual([expect.stringMatching(rule)]);
  });
});

describe('passes', () => {
  test.each<[string, () => kms.IKeyRef]>([
    ['an L2 key', () => new kms.Key(stack, 'Key')],
    ['an L2 key that says the defaults', () => new kms.Key(stack, 'Key', { keySpec: kms.KeySpec.SYMMETRIC_DEFAULT, keyUsage: kms.KeyUsage.ENCRYPT_DECRYPT, enabled: true })],
    ['an L1 key', () => new kms.CfnKey(stack, 'Key', { multiRegion: false })],
    ['a key imported by ARN', () => imported(`arn:aws:kms:eu-west-1:111122223333:key/${KEY}`)],
    ['a key of another account', () => imported(`arn:aws:kms:eu-west-1:444455556666:key/${KEY}`)],
    ['an ARN that is a token', () => imported(Lazy.string({ produce: () => 'alias/a' }))],
    ['an L1 key whose properties are tokens', () => new kms.CfnKey(stack, 'Key', {
      keySpec: Token.asString({ Ref: 'Spec' }), enabled: Token.asAny({ Ref: 'Enabled' }), multiRegion: Token.asAny({ Ref: 'Multi' }),
    })],
    ['an L1 key by ARN', () => kms.CfnKey.fromKeyArn(stack, 'Key', `arn:aws:kms:eu-west-1:111122223333:key/${KEY}`)],
  ])('%s', (_what, define) => {
    expect(broken(define())).toEqual([]);
  });

  test('a key of a Region that is not known', () => {
    expect(environmentKeyProblems(new kms.Key(new Stack(), 'Key'), PLACE, 'environment')).toEqual([]);
    expect(environmentKeyProblems(new kms.Key(stack, 'Key'), new Stack(), 'environment')).toEqual([]);
  });
});

test('a key that cannot be used is a clear error of role and policy', () => {
  const options = {
    environmentName: ENVIRONMENT,
    sourceBucket: BUCKETS['imported bucket'](stack),
    kmsKey: new kms.Key(stack, 'Key', { multiRegion: true, enabled: false }),
  };
  const message = /at 'Stack\/It': `kmsKey` 'Stack\/Key' must be a single-Region key.*; `kmsKey` 'Stack\/Key' must be enabled/;
  expect(() => new MwaaExecutionRole(stack, 'It', options)).toThrow(message);
  expect(() => new MwaaExecutionPolicy(stack, 'It', options)).toThrow(message);
});

test.each<[string, unknown, boolean]>([
  ['a key', new kms.CfnKey(new Stack(), 'Key'), true],
  ['nothing', undefined, true],
  ['an alias', new kms.CfnAlias(new Stack(), 'Alias', { aliasName: 'alias/a', targetKeyId: 'k' }), false],
  ['a text', 'alias/a', false],
  ['a text that is known at deployment only', Token.asString({ Ref: 'Key' }), false],
])('%s as a reference to a key passes: %s', (_what, key, passes) => {
  const check = () => assertInput('It', undefined, [keyReferenceRule('key', key, 'none')]);
  passes ? expect(check).not.toThrow() : expect(check).toThrow(/^It: `key` .* must be a key, not an alias: pass .*, or leave it out for none$/);
});

test('a text that only the deployment knows is no key', () => {
  expect(() => assertInput('It', undefined, [keyReferenceRule('key', Lazy.string({ produce: () => 'arn' }), 'none')])).toThrow(/must be a key/);
});

test('a key of another account is refused for a workflow only', () => {
  const key = imported(`arn:aws:kms:eu-west-1:444455556666:key/${KEY}`);
  expect(environmentKeyProblems(key, PLACE, 'environment')).toEqual([]);
  expect(environmentKeyProblems(key, PLACE, 'workflow').map(({ rule }) => rule)).toEqual([
    'must be in the account of the workflow, "111122223333", not in "444455556666": pass a key of the workflow\'s account',
  ]);
});

test('an ARN is shown as it is', () => {
  const arn = 'arn:aws:kms:eu-west-1:111122223333:alias/a';
  expect(environmentKeyProblems(imported(arn), PLACE, 'environment')[0].value).toBe(arn);
});

test('the Region that counts is the environment\'s', () => {
  const kmsKey = imported(`arn:aws:kms:us-east-1:111122223333:key/${KEY}`);
  const sourceBucket = BUCKETS['imported bucket'](stack);
  expect(() => new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket, kmsKey, environmentRegion: 'us-east-1' })).not.toThrow();
});

describe('keyResource', () => {
  test('is the L1 of a key that is defined', () => {
    const key = new kms.Key(stack, 'Key');
    const resource = key.node.defaultChild as kms.CfnKey;
    expect(keyResource(key)).toBe(resource);
    expect(keyResource(resource)).toBe(resource);
  });

  test('is nothing for an imported key, or an alias', () => {
    expect(keyResource(imported(`arn:aws:kms:eu-west-1:111122223333:key/${KEY}`))).toBeUndefined();
    expect(keyResource(new kms.Key(stack, 'Other').addAlias('a'))).toBeUndefined();
  });
});
