import { App, Aws, aws_ssm as ssm, CfnParameter, Fn, Lazy, Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { jsonString, percentEncoded } from '../../src/secrets-backend/text-encoding';
import { COMMERCIAL, DeployedApp, templateOf } from '../template';

const PRINTABLE = String.fromCharCode(...Array.from({ length: 0x7f - 0x21 }, (_, index) => 0x21 + index));
const UNRESERVED = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~';
const ROLE_ARN = `${UNRESERVED}+=,@:/`;
const text = (characters: string) => fc.string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength: 100 });

/** What CloudFormation makes of an encoded text that holds tokens. */
function deployed(encoded: (stack: Stack) => string): string {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  new ssm.CfnParameter(stack, 'Value', { type: 'String', value: encoded(stack) });
  return new DeployedApp(app, COMMERCIAL).single('AWS::SSM::Parameter').Value;
}

const parameter = (stack: Stack, value: string) => new CfnParameter(stack, 'Text', { default: value }).valueAsString;

describe('the value of a member of a query', () => {
  test('spells everything in percent but the unreserved characters', () => {
    expect(percentEncoded(PRINTABLE)).toBe(
      '%21%22%23%24%25%26%27%28%29%2A%2B%2C-.%2F0123456789%3A%3B%3C%3D%3E%3F%40ABCDEFGHIJKLMNOPQRSTUVWXYZ%5B%5C%5D%5E_%60abcdefghijklmnopqrstuvwxyz%7B%7C%7D~',
    );
  });

  test('is what decodeURIComponent reads back', () => {
    fc.assert(fc.property(text(PRINTABLE), (value) => decodeURIComponent(percentEncoded(value)) === value));
  });

  test('is the same for a token of the deployment as for its text, for every character of a role ARN', () => {
    expect(deployed((stack) => percentEncoded(parameter(stack, ROLE_ARN)))).toBe(percentEncoded(ROLE_ARN));
    fc.assert(fc.property(text(ROLE_ARN), (value) => {
      expect(deployed((stack) => percentEncoded(parameter(stack, value)))).toBe(percentEncoded(value));
    }), { numRuns: 50, seed: 4 });
  });

  test('is read back for a token with any character that IAM takes in a path', () => {
    fc.assert(fc.property(text(PRINTABLE), (value) => {
      const { searchParams } = new URL(`aws://?a=${deployed((stack) => percentEncoded(parameter(stack, value)))}&b=c`);
      expect([...searchParams]).toEqual([['a', value], ['b', 'c']]);
    }), { numRuns: 50, seed: 4 });
  });
});

describe('a JSON string', () => {
  test('is what JSON.parse reads back', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (value) => JSON.parse(jsonString(value)) === value));
  });

  test('is the same for a token of the deployment as for its text', () => {
    fc.assert(fc.property(text(PRINTABLE), (value) => {
      expect(deployed((stack) => jsonString(parameter(stack, value)))).toBe(jsonString(value));
    }), { numRuns: 50, seed: 4 });
  });
});

test('of a text with tokens in it, what is known is encoded now', () => {
  const stack = new Stack(new App(), 'Stack');
  expect(stack.resolve(percentEncoded(`arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${Aws.REGION}+x`))).toEqual({
    'Fn::Join': ['', ['arn%3A', { Ref: 'AWS::Partition' }, '%3Aiam%3A%3A', { Ref: 'AWS::AccountId' }, '%3Arole%2F', { Ref: 'AWS::Region' }, '%2Bx']],
  });
  expect(stack.resolve(jsonString(`"${Aws.STACK_NAME}`))).toEqual({
    'Fn::Join': ['', ['"\\"', { 'Fn::Join': ['\\"', { 'Fn::Split': ['"', { 'Fn::Join': ['\\\\', { 'Fn::Split': ['\\', { Ref: 'AWS::StackName' }] }] }] }] }, '"']],
  });
});

test.each<[string, (stack: Stack) => string, string]>([
  ['a text and a token', (stack) => `a/${Aws.PARTITION}+${parameter(stack, '%2F')}`, 'a%2Faws%2B%252F'],
  ['a list that is joined by something', (stack) => Fn.join('+', Fn.split('/', parameter(stack, 'a/b@c'))), 'a%2Bb%40c'],
  ['a list that is joined by nothing', (stack) => Fn.join('', Fn.split('/', parameter(stack, 'a/b@c'))), 'ab%40c'],
  ['tokens that are joined by something', (stack) => Fn.join('&', [Aws.PARTITION, parameter(stack, 'a')]), 'aws%26a'],
  ['a value that is late but known', () => Lazy.string({ produce: () => 'a+b' }), 'a%2Bb'],
])('encodes %s', (_case, value, expected) => {
  expect(deployed((stack) => percentEncoded(value(stack)))).toBe(expected);
});

test('a template with many of them is tested in reasonable time', () => {
  const stack = new Stack(new App(), 'Stack');
  const value = parameter(stack, 'x');
  new ssm.CfnParameter(stack, 'Value', { type: 'StringList', value: percentEncoded(value) });
  const before = Date.now();
  templateOf(stack);
  expect(Date.now() - before).toBeLessThan(5000);
});
