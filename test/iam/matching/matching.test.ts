import { assert, property, stringMatching } from 'fast-check';
import { match } from '../../../src/iam/matching/matching';
import { arnPattern, literalPattern, pattern as patternOf, resourcePattern } from '../../../src/iam/matching/pattern';
import { OpenValue, Text } from '../../../src/iam/text';
import { Truth } from '../../../src/iam/truth';

const matches = (glob: string, text: string) => match(patternOf(Text.of(glob)), Text.of(text)).truth === 'yes';
const resourceMatches = (glob: string, text: string) => match(resourcePattern(Text.of(glob)), Text.of(text)).truth === 'yes';
const arnMatches = (glob: string, text: string) => match(arnPattern(Text.of(glob)), Text.of(text)).truth === 'yes';

describe('wildcards', () => {
  test('mean what the regular expression of the same shape means', () => {
    const glob = stringMatching(/^[ab*?]{0,8}$/);
    const text = stringMatching(/^[ab]{0,8}$/);
    assert(property(glob, text, (one, value) => matches(one, value) === new RegExp(`^${one.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(value)), { numRuns: 3000 });
  });

  test('take no exponential time', () => {
    expect(matches(`${'a*'.repeat(40)}b`, 'a'.repeat(500))).toBe(false);
  });

  test.each([
    [`arn:aws:s3:::${'*a'.repeat(28)}b*`, `arn:aws:s3:::${'a'.repeat(30)}b${'a'.repeat(60)}`],
    [`arn:${'*'.repeat(30)}w*?:s3:::b`, `arn:aw${'a'.repeat(200)}:s3:::b`],
    [`arn:aw?:s3:::${'*'.repeat(30)}b*`, `arn:aws:s3:::b${'a'.repeat(200)}`],
  ])('of a resource take no exponential time: %s', (pattern, arn) => {
    expect(resourceMatches(pattern, arn)).toBe(true);
    expect(resourceMatches(pattern, arn.replace('s3', 'x:y'))).toBe(false);
  });

  test('are told from the characters of a regular expression', () => {
    expect(matches('s3.GetObject', 's3:GetObject')).toBe(false);
    expect(resourceMatches('arn:aws:s3:::a.b(+)[x]', 'arn:aws:s3:::a.b(+)[x]')).toBe(true);
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
    expect(resourceMatches(pattern, queue)).toBe(expected);
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
    expect(resourceMatches(pattern, arn)).toBe(expected);
  });
});

test.each([
  ['arn:aws:airflow:eu-west-1:111122223333:environment/*', true],
  ['arn:aws:airflow:*:111122223333:environment/my-env', true],
  ['arn:aws:airflow:*:environment/my-env', false], // part by part
  ['arn:aws:airflow:eu-west-1:1*:environment/my:env', false],
  ['*', true],
])('an ARN condition compares %s part by part: %s', (pattern, expected) => {
  expect(arnMatches(pattern, 'arn:aws:airflow:eu-west-1:111122223333:environment/my-env')).toBe(expected);
});

test.each([
  ['arn:aws:s3', 'arn:aws:s3:::dags', false],
  ['arn:aws:s3:::dags', 'arn:aws:s3', false],
  ['arn:aws:s3::', 'arn:aws:s3:::', false],
  ['arn:aws:logs:r:1:log-group:a', 'arn:aws:logs:r:1:log-group:a', true],
  ['arn:aws:logs:r:1:log-group:a', 'arn:aws:logs:r:1:log-groupa', false],
])('an ARN condition of %s is for an ARN of as many parts, such as %s: %s', (pattern, arn, expected) => {
  expect(arnMatches(pattern, arn)).toBe(expected);
});


/** Texts with open values, as `<kind id>`. */
const text = (written: string) => Text.of(...written.split(/<([^>]*)>/).map((piece, index) => (index % 2 === 0 ? piece : open(piece))));
const KINDS: Record<string, OpenValue['kind']> = { chosen: 'chosen', name: 'name', path: 'path', account: 'account', madeUp: 'made up', nowhere: 'nowhere named', every: 'every' };
const open = (written: string): OpenValue => {
  const [kind, id, begins] = written.split(' ');
  return { kind: KINDS[kind], id, name: id, begins, ...kind === 'account' ? { never: '111122223333' } : {}, ...id === 'Limited' ? { oneOf: ['dags', 'logs'] } : {}, ...id === 'Three' ? { length: 3 } : {} };
};

describe('what only the deployment knows', () => {
  test.each<[string, string, Truth]>([
    // It is itself, wherever it stands.
    ['a<chosen X>', 'a<chosen X>', 'yes'],
    ['*<chosen X>', 'a<chosen X>', 'yes'],
    ['a*', 'a<chosen X>', 'yes'],
    ['<chosen X>-a', '<chosen X>', 'no'],
    ['<chosen X>', 'a<chosen X>', 'no'],
    ['<chosen X>/*', '<chosen X>', 'no'],
    ['<chosen X>-a-*', '<chosen X>-b-c', 'no'],
    // What may be any text could be equal to another.
    ['arn:aws:s3:::<chosen X>', 'arn:aws:s3:::dags', 'could be'],
    ['<chosen X>/*', 'dags', 'no'],
    ['<chosen X>', 'arn:aws:s3:::dags', 'could be'],
    ['airflow-prod-*', 'airflow-<chosen X>-Task', 'could be'],
    ['other-*', 'airflow-<chosen X>-Task', 'no'],
    ['<chosen X>', '<chosen Y>', 'could be'],
    ['?', '<chosen X>', 'could be'],
    ['?ags/<chosen X>', 'dags/x', 'could be'],
    ['?<chosen X>dags', 'dags', 'no'],
    // A name has neither colons nor slashes, and is not empty.
    ['a:<name X>', 'a:b', 'could be'],
    ['a:<name X>', 'a:b:c', 'no'],
    ['a:<name X>', 'a:', 'no'],
    ['<name X>', '<name Y>', 'could be'],
    // Of a known length, it has as many letters.
    ['a-???/*', 'a-<name Three>/b', 'yes'],
    ['a-*', 'a-<name Three>', 'yes'],
    ['a-<name Three>', 'a-<name Three>', 'yes'],
    ['a-??', 'a-<name Three>', 'no'],
    ['a-?b?', 'a-<name Three>', 'could be'],
    ['a-<name Three>', 'a-bcd', 'could be'],
    ['a-<name Three>', 'a-bc', 'no'],
    ['a-<name Three>', 'a-b/d', 'no'],
    // A path has slashes, but no colons, and may be empty.
    ['a:<path X>', 'a:b/c', 'could be'],
    ['a:<path X>', 'a:', 'could be'],
    ['a:<path X>', 'a:b:c', 'no'],
    // An account has digits, and the queue's is not the role's.
    ['a:<account X>', 'a:999900001111', 'could be'],
    ['a:99*', 'a:<account X>', 'could be'],
    ['a:<account X>', 'a:b', 'no'],
    ['a:<account X>', 'a:111122223333', 'no'],
    ['a:<account X>', 'a:<madeUp Own>', 'no'],
    // A made-up name cannot be written out, and a pattern can begin as it does.
    ['<madeUp X>', 'dags', 'no'],
    ['stack-*', '<madeUp X>', 'could be'],
    ['stack-*-bucket', '<madeUp X>', 'could be'],
    ['stack-*', '<madeUp X stack>', 'could be'],
    ['other-*', '<madeUp X stack>', 'no'],
    ['dags/*', '<madeUp X>', 'no'],
    ['<madeUp X>', '<madeUp Y>', 'no'],
    ['<chosen X>', '<madeUp Y>', 'could be'],
    ['????', '<madeUp Y>', 'could be'],
    // A place that nobody named is none that is written out, not even in part.
    ['a:*:b', 'a:<nowhere X>:b', 'yes'],
    ['a:eu-*:b', 'a:<nowhere X>:b', 'no'],
    ['a:?:b', 'a:<nowhere X>:b', 'no'],
    ['a:<chosen Y>:b', 'a:<nowhere X>:b', 'could be'],
    // Every one is covered by a star alone.
    ['a/*', 'a/<every X>', 'yes'],
    ['a/*.py', 'a/<every X>', 'no'],
    ['a/b*', 'a/<every X>', 'no'],
    ['a/<chosen Y>', 'a/<every X>', 'could be'],
    // One of some values.
    ['da*', '<chosen Limited>', 'could be'],
    ['a<chosen Limited>', 'adags', 'could be'],
    ['b*', '<chosen Limited>', 'no'],
  ])('%s is like %s: %s', (one, other, expected) => {
    expect(match(patternOf(text(one)), text(other)).truth).toBe(expected);
  });

  test.each<[string, string, Truth]>([
    ['arn:aws:sqs:*:q', 'arn:aws:sqs:<chosen Region>:1:q', 'yes'],
    ['arn:aws:sqs:e*t:1:q', 'arn:aws:sqs:e<chosen X>t:1:q', 'could be'],
    ['arn:aws:sqs:e*t:1:q', 'arn:aws:sqs:e<name X>t:1:q', 'yes'],
    ['arn:aws:sqs:*a:q', 'arn:aws:sqs:<name X>:a:q', 'no'],
    ['arn:aws:sqs:e?:1:q', 'arn:aws:sqs:<name X>:1:q', 'could be'],
    ['<chosen Arn>*x', 'arn:aws:sqs:e:1:x', 'could be'],
  ])('in the resource %s for %s: %s', (one, other, expected) => {
    expect(match(resourcePattern(text(one)), text(other)).truth).toBe(expected);
  });

  test('says what it would have to be', () => {
    const { values } = match(patternOf(text('environment/<chosen Name>')), text('environment/<name Stack>-Airflow'));
    expect([...values!].map(([{ id }, value]) => [id, String(value)])).toEqual([['Name', '${Stack}-Airflow']]);
    expect([...match(patternOf(text('a-<name Three>')), text('a-bcd')).values!].map(([{ id }, value]) => [id, value.literal])).toEqual([['Three', 'bcd']]);
    expect(match(patternOf(text('env/<chosen Limited>')), text('env/logs')).values!.values().next().value!.literal).toBe('logs');
    expect([...match(patternOf(text('a?*b')), text('<chosen X>b')).values!].map(([{ id }, value]) => [id, value.literal])).toEqual([['X', 'a*']]);
  });

  test.each([['<chosen Name>-<chosen Name>', 'a-b'], ['x<name Stack>', '<name Stack>y']])('says nothing of a value that %s and %s have twice', (one, other) => {
    expect(match(patternOf(text(one)), text(other))).toEqual({ truth: 'could be', values: undefined });
  });

  test('is one of the values that parameters are limited to, unless that takes too long to tell', () => {
    const limited = (count: number) => Array.from({ length: count }, (_, index): OpenValue =>
      ({ kind: 'chosen', id: `P${index}`, name: `P${index}`, oneOf: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] }));
    const isLike = (count: number) => match(literalPattern(Text.of(...limited(count), 'z')), Text.of('y'.repeat(count), 'z')).truth;
    expect([isLike(1), isLike(2), isLike(4), isLike(20)]).toEqual(['no', 'no', 'no', 'could be']);
  });

  test('is nothing that a variable without a value is like', () => {
    expect(match(patternOf(text('${aws:username}a'), () => 'nothing'), text('<chosen X>')).truth).toBe('no');
  });

  test('is compared as it is in texts without wildcards', () => {
    const isLike = (one: string, other: string) => match(literalPattern(text(one)), text(other)).truth;
    expect([isLike('a*', 'a*'), isLike('a*', 'ab'), isLike('a?', 'a?'), isLike('<chosen X>', '<chosen X>'), isLike('a<chosen X>*', 'ab*'), isLike('a<chosen X>?', 'abc')])
      .toEqual(['yes', 'no', 'yes', 'yes', 'could be', 'no']);
  });

  test('is left open in texts that are longer than IAM takes', () => {
    const long = 'ab'.repeat(1000);
    expect(match(patternOf(Text.of('*', long, '*')), Text.of(long)).truth).toBe('could be');
  });
});
