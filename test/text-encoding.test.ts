import { App, aws_ssm as ssm, Aws, CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { COMMERCIAL, DeployedApp } from './template';
import { jsonString, percentEncoded } from '../src/text-encoding';

const PRINTABLE = String.fromCharCode(...Array.from({ length: 0x7f - 0x21 }, (_, index) => 0x21 + index));
const printable = fc.string({ unit: fc.constantFrom(...PRINTABLE), minLength: 1, maxLength: 100 });

/** What CloudFormation makes of an encoded text that holds tokens. */
function deployed(encoded: (stack: Stack) => string): string {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  new ssm.CfnParameter(stack, 'Value', { type: 'String', value: encoded(stack) });
  return new DeployedApp(app, COMMERCIAL).only('AWS::SSM::Parameter').Value;
}

const parameter = (stack: Stack, value: string) => new CfnParameter(stack, 'Text', { default: value }).valueAsString;

test('a URI component spells everything in percent but the unreserved characters', () => {
  expect(percentEncoded(PRINTABLE)).toBe(
    '%21%22%23%24%25%26%27%28%29%2A%2B%2C-.%2F0123456789%3A%3B%3C%3D%3E%3F%40ABCDEFGHIJKLMNOPQRSTUVWXYZ%5B%5C%5D%5E_%60abcdefghijklmnopqrstuvwxyz%7B%7C%7D~',
  );
});

test('a URI component is what decodeURIComponent reads back', () => {
  fc.assert(fc.property(printable, (text) => decodeURIComponent(percentEncoded(text)) === text));
});

test('a token of the deployment is encoded as its text would be', () => {
  fc.assert(fc.property(printable, (text) => {
    expect(deployed((stack) => percentEncoded(parameter(stack, text)))).toBe(percentEncoded(text));
    expect(deployed((stack) => jsonString(parameter(stack, text)))).toBe(jsonString(text));
  }), { numRuns: 50, seed: 4 });
});

test('a text with tokens in it is encoded as a whole', () => {
  expect(deployed((stack) => percentEncoded(`a/${Aws.PARTITION}+${parameter(stack, '%2F')}`))).toBe('a%2Faws%2B%252F');
  expect(deployed((stack) => jsonString(`"${parameter(stack, '\\')}"`))).toBe('"\\"\\\\\\""');
});

test('a value that is late but known is encoded too', () => {
  expect(deployed(() => percentEncoded(Lazy.string({ produce: () => 'a+b' })))).toBe('a%2Bb');
});

test('a JSON string is what JSON.parse reads back', () => {
  fc.assert(fc.property(printable, (text) => JSON.parse(jsonString(text)) === text));
});
