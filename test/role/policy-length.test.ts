import { App, Aws, CfnParameter, Fn, Lazy, region_info, Stack } from 'aws-cdk-lib';
import { deployedLength, roughLength, shortestLength } from '../../src/role/policy-length';

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

test.each<[string, unknown, number]>([
  ['text', 'abc', 5],
  ['an object', { a: ['b'] }, 11],
  ['text around two tokens', `a-${stack.account}-b-${stack.region}`, JSON.stringify(`a-${stack.account}-b-${stack.region}`).length + 300],
  ['a list that only the deployment knows', parameter.valueAsList, Infinity],
  ['JSON that only the deployment knows', { a: Lazy.any({ produce: () => 'b' }) }, Infinity],
])('roughly, %s', (_what, json, length) => {
  expect(roughLength(json)).toBe(length);
});

test.each([stack.partition, `arn:${stack.partition}:iam::${stack.account}:role/x`, Fn.getAtt('Bucket', 'Arn').toString()])('roughly is never less: %s', (text) => {
  expect(roughLength(text)).toBeGreaterThanOrEqual(deployedLength(stack, text));
});

test.each<[string, unknown, number]>([
  ['text', 'abc', 5],
  ['an account', stack.account, 14],
  ['a Region in text', `a-${stack.region}-b`, 15],
  ['a partition', stack.partition, 5],
  ['a URL suffix', Aws.URL_SUFFIX, 12],
  ['anything else', { a: Fn.getAtt('Bucket', 'Arn') }, 9],
])('at its shortest, %s', (_what, json, length) => {
  expect(shortestLength(stack, json)).toBe(length);
});

test('no Region that CDK knows, its partition or its URL suffix is shorter', () => {
  const shortest = (texts: (string | undefined)[]) => Math.min(...texts.map((text) => text!.length));
  const regions = region_info.RegionInfo.regions;
  expect(shortest(regions.map(({ name }) => name))).toBe(9);
  expect(shortest(regions.map(({ partition }) => partition))).toBe(3);
  expect(shortest(regions.map(({ domainSuffix }) => domainSuffix))).toBe(10);
});
