import { App, aws_s3 as s3, CfnResource, Fn, Lazy, Stack } from 'aws-cdk-lib';
import { referencedConstructs } from '../../src/common/references';

const stack = new Stack(new App(), 'Stack');
const bucket = new s3.CfnBucket(stack, 'Bucket');
const other = new s3.Bucket(stack, 'Other');
const paths = (value: unknown) => [...referencedConstructs(stack, value)].filter(CfnResource.isCfnResource).map(({ node }) => node.path);

test.each<[string, unknown, string[]]>([
  ['a literal', 'arn', []],
  ['nothing', undefined, []],
  ['a pseudo parameter', stack.region, []],
  ['an attribute', bucket.attrArn, ['Stack/Bucket']],
  ['a reference in text', `${bucket.ref}/*`, ['Stack/Bucket']],
  ['a reference deep in JSON', { a: [{ b: Fn.join('', ['x', bucket.ref]) }] }, ['Stack/Bucket']],
  ['an L2 reference', other.bucketArn, ['Stack/Other/Resource']],
  ['a lazy list', Lazy.list({ produce: () => [bucket.ref, other.bucketName] }), ['Stack/Bucket', 'Stack/Other/Resource']],
])('%s', (_what, value, expected) => {
  expect(paths(value)).toEqual(expected);
});

test('a token that is no reference leads nowhere', () => {
  expect(referencedConstructs(stack, Lazy.string({ produce: () => 'arn' })).size).toBe(0);
});
