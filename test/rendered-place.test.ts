import { App, Aws, aws_s3 as s3, Fn, Stack, Token } from 'aws-cdk-lib';
import { StatementJson } from '../src/documented-statements';
import { withRenderedPlace } from '../src/rendered-place';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const PARTITION_LITERALS = { '@aws-cdk/core:enablePartitionLiterals': true };

function statementOn(resource: string | string[], rest: Partial<StatementJson> = {}): StatementJson {
  return { Effect: 'Allow', Action: ['s3:Get*'], Resource: resource, ...rest };
}

function holdsTokens(value: unknown): boolean {
  return Token.isUnresolved(JSON.stringify(value));
}

test('partition, Region and account of a stack that does not know them are references', () => {
  const stack = new Stack(new App(), 'Stack');
  const { partition, region, account } = stack;
  const rendered = withRenderedPlace(stack, statementOn(`arn:${partition}:sqs:${region}:${account}:queue`));
  expect(rendered).toEqual({
    Effect: 'Allow',
    Action: ['s3:Get*'],
    Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sqs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':queue']] },
  });
  expect(Object.keys(rendered)).toEqual(['Effect', 'Action', 'Resource']);
});

test.each<[string, (stack: Stack) => StatementJson]>([
  ['a list of resources', ({ region }) => statementOn([`arn:aws:sqs:${region}:x`, 'arn:aws:s3:::plain'])],
  ['NotResource', ({ account }) => ({ Effect: 'Allow', Action: 'kms:*', NotResource: `arn:aws:kms:*:${account}:key/*` })],
  ['a condition', ({ region, account }) => statementOn('*', { Condition: { StringLike: { a: [`sqs.${region}.amazonaws.com`, 'b'], c: account } } })],
  ['nothing but a token', ({ account }) => statementOn(account)],
  ['the same token twice', ({ region }) => statementOn(`${region}${region}`)],
])('it is what CDK renders: %s', (_what, statement) => {
  const stack = new Stack(new App(), 'Stack');
  const rendered: unknown = withRenderedPlace(stack, statement(stack));
  expect(holdsTokens(rendered)).toBe(false);
  expect(rendered).toEqual(stack.resolve(statement(stack)));
});

test('the literals of a stack that knows its place stay in one text', () => {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  const { partition, region, account } = stack;
  expect(withRenderedPlace(stack, statementOn(`arn:${partition}:sqs:${region}:${account}:queue`)).Resource)
    .toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sqs:eu-west-1:111122223333:queue']] });
});

test('a reference to a resource stays a token, which may be renamed until the end', () => {
  const stack = new Stack(new App(), 'Stack');
  const bucket = new s3.CfnBucket(stack, 'Bucket');
  const objects = `${bucket.attrArn}/${Aws.REGION}/*`;
  expect(withRenderedPlace(stack, statementOn([bucket.attrArn, objects])).Resource).toEqual([bucket.attrArn, objects]);
});

test('where the whole place is known, tokens of resources are left as they are', () => {
  const stack = new Stack(new App({ context: PARTITION_LITERALS }), 'Stack', { env: ENV });
  const statement = statementOn([new s3.CfnBucket(stack, 'Bucket').attrArn, Fn.importValue('Other')]);
  expect(stack.partition).toBe('aws');
  expect(withRenderedPlace(stack, statement)).toEqual(statement);
});

test('stacks of one app do not share their place', () => {
  const app = new App();
  const [here, there] = [new Stack(app, 'Here', { env: ENV }), new Stack(app, 'There')];
  const arnIn = (stack: Stack) => withRenderedPlace(stack, statementOn(`${stack.region}:${stack.account}`)).Resource;
  expect([arnIn(here), arnIn(there), arnIn(here)]).toEqual([
    'eu-west-1:111122223333',
    { 'Fn::Join': ['', [{ Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }]] },
    'eu-west-1:111122223333',
  ]);
});
