import { App, Aws, Lazy, Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { environmentArn, environmentLocation, environmentNameRule, environmentRegionRules, partitionProblems } from '../../src/common/environment-location';

const LETTER = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const OTHERS = [...'0123456789-_'];
const validName = fc.tuple(
  fc.constantFrom(...LETTER),
  fc.array(fc.constantFrom(...LETTER, ...OTHERS), { maxLength: 79 }),
).map(([first, rest]) => first + rest.join(''));

const accepts = (name: unknown) => environmentNameRule(name).accepts(name);

describe('environmentNameRule', () => {
  test('takes every name of CloudFormation\'s pattern', () => {
    fc.assert(fc.property(validName, (name) => accepts(name)));
  });

  test('refuses a name with any other character, anywhere', () => {
    const foreign = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((char) => !/[0-9a-zA-Z\-_]/.test(char));
    fc.assert(fc.property(validName, foreign, fc.nat(), (name, char, at) => {
      const index = at % (name.length + 1);
      return !accepts(name.slice(0, index) + char + name.slice(index));
    }));
  });

  test('refuses a name that does not begin with a letter', () => {
    fc.assert(fc.property(fc.constantFrom(...OTHERS), validName, (first, name) => !accepts(first + name)));
  });

  test.each([
    ['a', true], ['a'.repeat(80), true], ['a'.repeat(81), false], ['', false], ['a b', false], ['a*', false],
    ['my-env\n', false], ['my-énv', false], [undefined, false], [null, false], [7, false],
  ])('%p: %p', (name, accepted) => {
    expect(accepts(name)).toBe(accepted);
  });
});

test('an ARN holds partition, Region, account and name, whatever the name', () => {
  fc.assert(fc.property(validName, (name) => {
    const arn = environmentArn({ partition: 'aws-cn', region: 'cn-north-1', account: '111122223333' }, name);
    expect(arn).toBe(`arn:aws-cn:airflow:cn-north-1:111122223333:environment/${name}`);
  }));
});

describe('environmentLocation', () => {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'us-east-1' } });

  test('is the stack\'s', () => {
    expect(environmentLocation(stack)).toEqual({ partition: stack.partition, region: 'us-east-1', account: '111122223333' });
  });

  test('is in the Region asked for', () => {
    expect(environmentLocation(stack, 'eu-west-1')).toEqual({ partition: stack.partition, region: 'eu-west-1', account: '111122223333' });
  });
});

describe('environmentRegionRules', () => {
  const broken = (stackRegion: string | undefined, region: unknown) =>
    environmentRegionRules(new Stack(new App(), 'Stack', { env: { region: stackRegion } }), region)
      .filter(({ value, accepts: ok }) => !ok(value)).map(({ prop, rule }) => `${prop} ${rule}`);

  test.each([
    ['us-east-1', 'eu-west-1'], ['us-east-1', undefined], ['cn-north-1', 'cn-northwest-1'], [undefined, 'us-gov-west-1'],
  ])('in a stack of %p, %p passes', (stackRegion, region) => {
    expect(broken(stackRegion, region)).toEqual([]);
  });

  test.each(['', 'eu-west', 'EU-WEST-1', 'eu-west-1a', 'eu-wset-1', 'mars-north-1', 'eu-west-1\n', ' eu-west-1', 7, null])('%p is no Region', (region) => {
    expect(broken('us-east-1', region)).toEqual([
      'environmentRegion must be the code of an AWS Region, such as "eu-west-1": if the Region is new, upgrade aws-cdk-lib or register a Fact of region_info for it',
    ]);
  });

  test('a Region of another partition is refused where the stack knows its own', () => {
    expect(broken('us-east-1', 'cn-north-1')).toEqual([
      'environmentRegion must be a Region of the stack\'s partition, "aws": an IAM role is valid in one partition only, so deploy it to an account of the environment\'s partition',
    ]);
    expect(broken(undefined, 'cn-north-1')).toEqual([]);
  });
});

describe('partitionProblems', () => {
  test.each([
    ['arn:aws:s3:::b', 'cn-north-1', 'aws-cn'],
    ['arn:aws-cn:s3:::b', 'eu-west-1', 'aws'],
    ['arn:aws:s3:::b', 'us-gov-west-1', 'aws-us-gov'],
    ['arn:aws-us-gov:s3:::b', 'us-east-1', 'aws'],
    [`arn:aws-cn:s3:::${Aws.STACK_NAME}`, 'eu-west-1', 'aws'],
  ])('%s in %s', (arn, region, partition) => {
    expect(partitionProblems('bucket', arn, region)).toEqual([
      { prop: 'bucket', value: arn, rule: `must be in the partition of the Region "${region}", which is "${partition}": pass one of this partition` },
    ]);
  });

  test.each<[unknown, string | undefined]>([
    ['arn:aws:s3:::b', 'eu-west-1'],
    ['arn:aws-cn:s3:::b', 'cn-north-1'],
    [`arn:${Aws.PARTITION}:s3:::b`, 'cn-north-1'],
    [Lazy.string({ produce: () => 'arn:aws:s3:::b' }), 'cn-north-1'],
    ['arn:aws-cn:s3:::b', Aws.REGION],
    ['arn:aws-cn:s3:::b', undefined],
    ['arn:aws-new:s3:::b', 'xx-new-1'],
    ['alias/a', 'cn-north-1'],
    [undefined, 'eu-west-1'],
    [5, 'eu-west-1'],
  ])('none of %p in %p', (arn, region) => {
    expect(partitionProblems('bucket', arn, region)).toEqual([]);
  });
});
