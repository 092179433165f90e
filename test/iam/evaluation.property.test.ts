import * as fc from 'fast-check';
import { evaluate } from '../../src/iam/evaluation';
import { documented } from '../documented';
import { property } from '../properties';
import { COMMERCIAL, QUEUE_ACCOUNT } from '../template';
import { decidedByTheGuide, Request } from './by-the-guide';

// The evaluator of the library against another one, on policies around the documented ones.

const VALUES = { ...COMMERCIAL, environmentName: 'my-env', bucketName: 'dags', keyId: 'k1' };
const STATEMENTS: any[] = ['aws-owned-key', 'customer-managed-key'].flatMap((variant) => documented(`execution-policy-${variant}`, VALUES).Statement);

const CONTEXT: Record<string, string[]> = {
  'aws:PrincipalAccount': ['111122223333'],
  'aws:ResourceAccount': ['111122223333', QUEUE_ACCOUNT],
  'aws:PrincipalArn': ['arn:aws:iam::111122223333:role/airflow'],
  'aws:SecureTransport': ['true', 'false'],
  'aws:SourceVpce': ['vpce-1', '*'],
  'kms:ViaService': ['sqs.eu-west-1.amazonaws.com', 's3.eu-west-1.amazonaws.com'],
  'aws:TagKeys': ['one', 'two', 'One'],
};
const KEYS = Object.keys(CONTEXT);
const REQUESTS: [string, string][] = [
  ['airflow:PublishMetrics', 'arn:aws:airflow:eu-west-1:111122223333:environment/my-env'],
  ['s3:GetObject', 'arn:aws:s3:::dags/dags/a:b.py'],
  ['s3:ListBucket', 'arn:aws:s3:::dags'],
  ['s3:GetBucketVersioning', 'arn:aws:s3:::dags'],
  ['logs:PutLogEvents', 'arn:aws:logs:eu-west-1:111122223333:log-group:airflow-my-env-Task:log-stream:x'],
  ['logs:DescribeLogGroups', 'arn:aws:logs:eu-west-1:111122223333:log-group::log-stream:'],
  ['cloudwatch:PutMetricData', '*'],
  ['sqs:SendMessage', `arn:aws:sqs:eu-west-1:${QUEUE_ACCOUNT}:airflow-celery-1234`],
  ['kms:GenerateDataKey', `arn:aws:kms:eu-west-1:${QUEUE_ACCOUNT}:key/k9`],
  ['kms:Decrypt', 'arn:aws:kms:eu-west-1:111122223333:key/k1'],
];

const VARIABLES = [
  '${*}', '${?}', '${$}', '${aws:PrincipalAccount}', '${ AWS:principalaccount }', '${aws:username}', "${aws:username, 'dags'}", '${aws:TagKeys}',
  '${kms:ViaService}', '${aws:SourceVpce}',
];
/** What a text may have in the place of a piece of it. */
const instead = fc.constantFrom('*', '**', '?', '', ':', '*:', ':*', '/', 'a', '*a', 'a*', ...VARIABLES);
const text = (texts: string[]) => fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...texts) },
  {
    weight: 5,
    arbitrary: fc.tuple(fc.constantFrom(...texts), fc.nat(60), fc.nat(12), instead).map(([one, from, length, other]) => {
      const at = from % (one.length + 1);
      return one.slice(0, at) + other + one.slice(at + length);
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom('*', ...VARIABLES) },
);
const someOf = (texts: string[]) => fc.oneof(text(texts), fc.array(text(texts), { minLength: 1, maxLength: 3 }));

const resources = [
  ...REQUESTS.map(([, resource]) => resource),
  ...STATEMENTS.flatMap(({ Resource, NotResource }) => [Resource ?? NotResource].flat()),
];
const actions = [...REQUESTS.map(([action]) => action), ...STATEMENTS.flatMap(({ Action }) => Action), 'S3:*', '*'];
const operator = fc.tuple(
  fc.constantFrom('', '', '', 'ForAnyValue:', 'ForAllValues:'),
  fc.constantFrom('StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'StringLike', 'StringNotLike',
    'ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike', 'Bool', 'Null'),
  fc.constantFrom('', '', 'IfExists'),
).map(([quantifier, name, ifExists]) => (name === 'Null' ? name : quantifier + name + ifExists));
const condition = fc.tuple(operator, fc.constantFrom(...KEYS)).chain(([name, key]) =>
  someOf(name.includes('Bool') || name === 'Null' ? ['true', 'false'] : [...CONTEXT[key], ...resources.slice(0, 2)])
    .map((expected) => ({ [name]: { [key]: expected } })));

const element = <T>(name: string, other: string, value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: value.map((one) => ({ [name]: one })) }, { weight: 1, arbitrary: value.map((one) => ({ [other]: one })) });
const statement = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...STATEMENTS) },
  {
    weight: 4,
    arbitrary: fc.record({
      effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny'),
      action: element('Action', 'NotAction', someOf(actions)),
      resource: element('Resource', 'NotResource', someOf(resources)),
      conditions: fc.array(condition, { maxLength: 2 }),
    }).map(({ effect, action, resource, conditions }) => ({
      Effect: effect, ...action, ...resource, ...(conditions.length > 0 ? { Condition: Object.assign({}, ...conditions) } : {}),
    })),
  },
);
const policy = fc.record({
  Version: fc.constantFrom('2012-10-17', '2012-10-17', '2008-10-17', undefined),
  Statement: fc.oneof(statement, fc.array(statement, { maxLength: 4 })),
});
const request: fc.Arbitrary<Omit<Request, 'principal'>> = fc.record({
  asked: fc.constantFrom(...REQUESTS),
  context: fc.record(Object.fromEntries(KEYS.map((key) => [key, key === 'aws:TagKeys'
    ? fc.subarray(CONTEXT[key], { minLength: 1 }) : fc.constantFrom(...CONTEXT[key])])), { requiredKeys: [] }),
}).map(({ asked: [action, resource], context }) => ({ action, resource, context: context as Request['context'] }));

/** IAM does not say what it does with a variable in the first five segments of a resource: there the library says so, too. */
const isUndefined = ({ Version, Statement }: any) => Version === '2012-10-17' && [Statement].flat().some(({ Resource, NotResource }) =>
  [Resource ?? NotResource].flat().some((one) => one.replace(/\$\{[^{}]*\}/g, '$').split(':').slice(0, 5).join('').includes('$')));

property('IAM decides as its guide says', fc.tuple(fc.array(policy, { minLength: 1, maxLength: 2 }), request, fc.array(policy, { maxLength: 1 })),
  ([documents, asked, boundaries]) => {
    fc.pre(![...documents, ...boundaries].some(isUndefined));
    expect(evaluate(documents, asked, boundaries)).toBe(decidedByTheGuide(documents, asked, boundaries));
  });
