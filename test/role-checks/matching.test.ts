import { assert, constantFrom, property, stringMatching } from 'fast-check';
import { actionMatches, arnMatches, matches, opposite, resourceMatches } from '../../src/role-checks/matching';
import { generated, unknown } from '../../src/role-checks/text';

describe('wildcards', () => {
  test('mean what the regular expression of the same shape means', () => {
    const pattern = stringMatching(/^[ab*?]{0,8}$/);
    const text = stringMatching(/^[ab]{0,8}$/);
    assert(property(pattern, text, constantFrom('asWritten' as const, 'must' as const, 'could' as const), (glob, value, reading) => {
      const regular = new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`);
      return matches(glob, value, reading) === regular.test(value);
    }), { numRuns: 3000 });
  });

  test('take no exponential time', () => {
    expect(matches(`${'a*'.repeat(40)}b`, 'a'.repeat(500), 'could')).toBe(false);
  });

  test('are told from the characters of a regular expression', () => {
    expect(actionMatches('s3.GetObject', 's3:GetObject', 'asWritten')).toBe(false);
    expect(resourceMatches('arn:aws:s3:::a.b(+)[x]', 'arn:aws:s3:::a.b(+)[x]', 'asWritten')).toBe(true);
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
    expect(resourceMatches(pattern, queue, 'asWritten')).toBe(expected);
  });

  test('may have colons in its name, which wildcards span', () => {
    expect(resourceMatches('arn:aws:logs:*:*:log-group:a*:x', 'arn:aws:logs:r:1:log-group:a:b:x', 'asWritten')).toBe(true);
    expect(resourceMatches('arn:aws:logs:*:*:log-group:a?x', 'arn:aws:logs:r:1:log-group:a:x', 'asWritten')).toBe(true);
  });
});

test.each([
  ['arn:aws:airflow:eu-west-1:111122223333:environment/*', true],
  ['arn:aws:airflow:*:111122223333:environment/my-env', true],
  ['arn:aws:airflow:*:environment/my-env', false], // part by part
  ['arn:aws:airflow:eu-west-1:1*:environment/my:env', false],
  ['*', true],
])('an ARN condition compares %s part by part: %s', (pattern, expected) => {
  expect(arnMatches(pattern, 'arn:aws:airflow:eu-west-1:111122223333:environment/my-env', 'asWritten')).toBe(expected);
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
    [`${unknown('Any')}${generated('Bucket')}`, `arn:aws:s3:::${generated('Bucket')}`, true],
  ])('%j could be %j: %s', (pattern, text, expected) => {
    expect(matches(pattern, text, 'could')).toBe(expected);
    expect(matches(text, pattern, 'could')).toBe(expected);
    expect(matches(pattern, text, 'must')).toBe(false);
    expect(arnMatches(pattern, text, 'could')).toBe(expected);
    expect(resourceMatches(pattern, text, 'could')).toBe(expected);
  });

  test('must match where a wildcard takes it in', () => {
    expect(matches('arn:aws:s3:::*', `arn:aws:s3:::${unknown('Name')}`, 'must')).toBe(true);
  });

  test('turns into its opposite under a negation', () => {
    expect([opposite('asWritten'), opposite('could'), opposite('must')]).toEqual(['asWritten', 'must', 'could']);
  });
});
