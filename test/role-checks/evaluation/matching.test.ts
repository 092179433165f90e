import { assert, constantFrom, property, stringMatching } from 'fast-check';
import { ANYWHERE, arnMatches, AS_WRITTEN, COULD, matches, MUST, opposite, resourceMatches } from '../../../src/role-checks/evaluation/matching';
import { generated, pseudoParameter, unknown, unknownPart } from '../../../src/role-checks/evaluation/text';

describe('wildcards', () => {
  test('mean what the regular expression of the same shape means', () => {
    const pattern = stringMatching(/^[ab*?]{0,8}$/);
    const text = stringMatching(/^[ab]{0,8}$/);
    assert(property(pattern, text, constantFrom(AS_WRITTEN, ANYWHERE, COULD, MUST), (glob, value, reading) => {
      const regular = new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`);
      return matches(glob, value, reading) === regular.test(value);
    }), { numRuns: 3000 });
  });

  test('take no exponential time', () => {
    expect(matches(`${'a*'.repeat(40)}b`, 'a'.repeat(500), COULD)).toBe(false);
  });

  test.each([
    [`arn:aws:s3:::${'*a'.repeat(12)}b*`, `arn:aws:s3:::${'a'.repeat(30)}b${'a'.repeat(60)}`],
    [`arn:${'*'.repeat(30)}w*?:s3:::b`, `arn:aw${'a'.repeat(200)}:s3:::b`],
    [`arn:aw?:s3:::${'*'.repeat(30)}b*`, `arn:aws:s3:::b${'a'.repeat(200)}`],
  ])('of a resource take no exponential time: %s', (pattern, arn) => {
    expect(resourceMatches(pattern, arn, AS_WRITTEN)).toBe(true);
    expect(resourceMatches(pattern, arn.replace('s3', 'x:y'), AS_WRITTEN)).toBe(false);
  });

  test('are told from the characters of a regular expression', () => {
    expect(matches('s3.GetObject', 's3:GetObject', AS_WRITTEN)).toBe(false);
    expect(resourceMatches('arn:aws:s3:::a.b(+)[x]', 'arn:aws:s3:::a.b(+)[x]', AS_WRITTEN)).toBe(true);
  });
});

describe('a resource', () => {
  const queue = 'arn:aws:sqs:eu-west-1:111122223333:airflow-celery-x';

  test.each([
    ['*', true],
    ['arn:aws:sqs:*', true],
    ['arn:aws:sqs:eu-west-1:*:airflow-celery-*', true],
    ['arn:*:sqs:*:*:airflow-celery-?', true],
    ['arn:aws:sqs:eu-*-1:111122223333:airflow-*-x', true],
    ['arn:aws:sqs:*:airflow-celery-x', true], // the end of a part goes on beyond the colon
    ['arn:aws:sqs:eu*3:airflow-celery-x', false], // the middle of a part does not
    ['arn:aws:sqs:eu-west-1?111122223333:airflow-celery-x', false],
    ['arn:aws:sqs:eu-west-1:*:airflow-celery', false],
  ])('%s: %s', (pattern, expected) => {
    expect(resourceMatches(pattern, queue, AS_WRITTEN)).toBe(expected);
  });

  test.each([
    // colons in the name, which wildcards span
    ['arn:aws:logs:*:*:log-group:a*:x', 'arn:aws:logs:r:1:log-group:a:b:x', true],
    ['arn:aws:logs:*:*:log-group:a?x', 'arn:aws:logs:r:1:log-group:a:x', true],
    // the same beside a wildcard inside of a part
    ['arn:aw?:logs:*:*:log-group:a*x', 'arn:aws:logs:r:1:log-group:a:b:x', true],
    ['arn:aw?:logs:*:*:log-group:a?x', 'arn:aws:logs:r:1:log-group:a:x', true],
    ['arn:aw?:s3:::dags*', 'arn:aws:s3:::dags/a/b.py', true],
    ['arn:aw?:s3:::dags/*', 'arn:aws:s3:::dags/two\nlines', true],
    ['arn:aw?:s3:::my.dags', 'arn:aws:s3:::my.dags', true],
    ['arn:aw?:s3:::my.dags', 'arn:aws:s3:::my-dags', false],
    ['arn:aw?:s3', 'arn:aws:s3', true],
  ])('%j stands for %j: %s', (pattern, arn, expected) => {
    expect(resourceMatches(pattern, arn, AS_WRITTEN)).toBe(expected);
  });
});

test.each([
  ['arn:aws:airflow:eu-west-1:111122223333:environment/*', true],
  ['arn:aws:airflow:*:111122223333:environment/my-env', true],
  ['arn:aws:airflow:*:environment/my-env', false], // part by part
  ['arn:aws:airflow:eu-west-1:1*:environment/my:env', false],
  ['*', true],
])('an ARN condition compares %s part by part: %s', (pattern, expected) => {
  expect(arnMatches(pattern, 'arn:aws:airflow:eu-west-1:111122223333:environment/my-env', AS_WRITTEN)).toBe(expected);
});

test.each([
  ['arn:aws:s3', 'arn:aws:s3:::dags', false],
  ['arn:aws:s3:::dags', 'arn:aws:s3', false],
  ['arn:aws:s3::', 'arn:aws:s3:::', false],
  ['arn:aws:logs:r:1:log-group:a', 'arn:aws:logs:r:1:log-group:a', true],
  ['arn:aws:logs:r:1:log-group:a', 'arn:aws:logs:r:1:log-groupa', false],
])('an ARN condition of %s is for an ARN of as many parts, such as %s: %s', (pattern, arn, expected) => {
  expect(arnMatches(pattern, arn, AS_WRITTEN)).toBe(expected);
});

describe('what only the deployment knows', () => {
  test.each([
    // an unknown text may be anything
    [`arn:aws:s3:::${unknown('Name')}`, 'arn:aws:s3:::dags', true],
    [`${unknown('Arn')}/*`, 'arn:aws:s3:::dags', false],
    ['arn:aws:s3:::dags', unknown('Arn'), true],
    ['log-group:airflow-prod-*', `log-group:airflow-${unknown('Name')}-Task`, true],
    ['log-group:other-*', `log-group:airflow-${unknown('Name')}-Task`, false],
    // a generated name may begin or end with what a pattern says; nobody can write it out
    [`arn:aws:s3:::${generated('Bucket')}`, 'arn:aws:s3:::dags', false],
    ['arn:aws:s3:::dags', `arn:aws:s3:::${generated('Bucket')}`, false],
    ['arn:aws:s3:::stack-*', `arn:aws:s3:::${generated('Bucket')}`, true],
    [`arn:aws:s3:::${generated('Other')}`, `arn:aws:s3:::${generated('Bucket')}`, false],
    ['arn:aws:kms:*:111122223333:key/*', `arn:aws:kms:eu-west-1:${generated('Account')}:key/${generated('Key')}`, false],
    ['arn:aws:s3:::dags/*', `arn:aws:s3:::${generated('Bucket')}`, false],
    // a part of an ARN may be anything within its part
    ['arn:aws:sqs:*:111122223333:q', `arn:aws:sqs:eu-west-1:${unknownPart('Account')}:q`, true],
    ['arn:aws:sqs:*:111122223333:q', `arn:aws:sqs:eu-west-1:1:${unknownPart('Name')}`, false],
    [`arn:aws:sqs:*:*:${generated('Queue')}`, `arn:aws:sqs:eu-west-1:1:${unknownPart('Name')}`, true],
    [`${unknown('Any')}${generated('Bucket')}`, `arn:aws:s3:::${generated('Bucket')}`, true],
    // a generated name takes in no other
    [`${generated('One')}${generated('Two')}/*`, `${generated('One')}/x`, false],
    [`${generated('One')}${generated('Two')}/*`, `${generated('Two')}/x`, false],
    // and may end, or not, with what a pattern has after a wildcard
    ['stack-*-bucket', generated('Bucket'), true],
  ])('%j could be %j: %s', (pattern, text, expected) => {
    expect(matches(pattern, text, COULD)).toBe(expected);
    expect(matches(text, pattern, COULD)).toBe(expected);
    expect(matches(pattern, text, MUST)).toBe(false);
    expect(arnMatches(pattern, text, COULD)).toBe(expected);
    expect(resourceMatches(pattern, text, COULD)).toBe(expected);
  });

  test('leaves a question mark of the pattern what it is: one character', () => {
    expect(matches(`?ags/${unknown('Key')}`, 'dags/x', COULD)).toBe(true);
    expect(matches(`?${unknown('Key')}dags`, 'dags', COULD)).toBe(false);
  });

  test('is the only reason to read a wildcard in what is asked for', () => {
    expect(matches('arn:aws:s3:::dags', 'arn:aws:s3:::d*', COULD)).toBe(false);
  });

  test('must match where a wildcard takes it in', () => {
    expect(matches('arn:aws:s3:::*', `arn:aws:s3:::${unknown('Name')}`, MUST)).toBe(true);
  });

  test('is in favour of what it must not match when it must not match', () => {
    expect(opposite(COULD)).toEqual(MUST);
    expect(opposite(MUST)).toEqual(COULD);
    expect(opposite(opposite(ANYWHERE))).toEqual(ANYWHERE);
    expect(matches(unknown('Arn'), 'x', opposite(ANYWHERE))).toBe(false);
  });

  test('may be any place of deployment, and nothing else, where only the place is open', () => {
    const arn = `arn:${pseudoParameter('AWS::Partition')}:sqs:${pseudoParameter('AWS::Region')}:${unknownPart('Owner')}:q`;
    expect(matches('arn:aws:sqs:eu-west-1:*:q', arn, AS_WRITTEN)).toBe(false);
    expect(matches('arn:aws:sqs:eu-west-1:*:q', arn, ANYWHERE)).toBe(true);
    expect(matches('arn:aws:sqs:eu-west-1:111122223333:q', arn, ANYWHERE)).toBe(false);
    expect(matches('arn:aws:sqs:eu-west-1:111122223333:q', arn, COULD)).toBe(true);
  });
});
