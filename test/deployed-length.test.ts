import { App, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import { deployedLength } from '../src/deployed-length';

const stack = new Stack(new App(), 'Stack');
const parameter = new CfnParameter(stack, 'Parameter', { type: 'CommaDelimitedList' });

test.each<[string, unknown, number]>([
  ['text', 'abc', 5],
  ['a number', 12, 2],
  ['nothing', null, 4],
  ['an object', { a: ['b'] }, 11],
  ['an empty object', {}, 2],
  ['the partition', stack.partition, 12],
  ['the Region', stack.region, 16],
  ['the account', stack.account, 14],
  ['text around an account', `a-${stack.account}-b`, 18],
  ['a reference', Fn.getAtt('Bucket', 'Arn'), 152],
  ['a list that only the deployment knows, joined', Fn.join('-', parameter.valueAsList), 152],
])('%s', (_what, json, length) => {
  expect(deployedLength(stack, json)).toBe(length);
});
