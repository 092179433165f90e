import { Aws, Fn } from 'aws-cdk-lib';
import { knownComponents } from '../../src/common/arn-components';

test.each<[string, string, (string | undefined)[]]>([
  ['an ARN', 'arn:aws:s3:::bucket', ['arn', 'aws', 's3', '', '', 'bucket']],
  ['a name', 'bucket', ['bucket']],
  ['a text with a character that no ARN has', 'arn:\u0000', ['arn', '\u0000']],
  ['an ARN with tokens in it', `arn:${Aws.PARTITION}:sqs:${Aws.REGION}:1:q-${Aws.REGION}`, ['arn', undefined, 'sqs', undefined, '1', undefined]],
  ['a token whose text has colons', Fn.join('', ['arn:', Aws.PARTITION, ':s3:::bucket']), [undefined]],
])('%s', (_what, text, components) => {
  expect(knownComponents(text)).toEqual(components);
});
