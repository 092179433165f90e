import { Annotations, App, assertions, aws_kms as kms, aws_s3 as s3, Lazy, Stack } from 'aws-cdk-lib';
import { MwaaExecutionPolicy, MwaaExecutionRole } from '../../src';
import { documented } from '../documented';
import { BUCKET, BUCKETS, ENVIRONMENT, KEY } from '../shapes';
import { CHINA, COMMERCIAL, Deployment } from '../template';

const warningsOf = (stack: Stack) => assertions.Annotations.fromStack(stack).findWarning('*', assertions.Match.stringLikeRegexp('keyPolicyOutOfReach'))
  .map(({ id, entry }) => ({ id, text: String(entry.data) }));

function define(stack: Stack, kmsKey?: kms.IKeyRef) {
  return new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket: BUCKETS['imported bucket'](stack), kmsKey });
}

const imported = (stack: Stack, { partition, region, account }: Deployment) =>
  kms.Key.fromKeyArn(stack, 'Key', `arn:${partition}:kms:${region}:${account}:key/${KEY}`);

describe('a key whose policy is out of reach', () => {
  test.each([COMMERCIAL, CHINA])('gets a warning with the statement to paste, resolved, in $partition', (deployment) => {
    const stack = new Stack(new App(), 'Stack', { env: { region: deployment.region, account: deployment.account } });
    define(stack, imported(stack, deployment));

    const [{ id, text }, ...others] = warningsOf(stack);
    expect(others).toEqual([]);
    expect(id).toBe('/Stack/Role');
    expect(text).toMatch(/^this app cannot change the policy of the key 'Stack\/Key': add this statement to it, or MWAA cannot create its log groups:\n/);
    expect(text).toMatch(/\[ack: cdk-mwaa-iam:keyPolicyOutOfReach\]$/);
    expect(JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1))).toEqual(documented('key-policy-logs-statement', deployment));
  });

  test('has placeholders where the stack does not know', () => {
    const stack = new Stack(new App(), 'Stack');
    define(stack, imported(stack, COMMERCIAL));
    const [{ text }] = warningsOf(stack);
    expect(text).toContain('"Service": "logs.<region>.amazonaws.com"');
    expect(text).toContain('"kms:EncryptionContext:aws:logs:arn": "arn:<partition>:logs:<region>:<account>:*"');
  });

  test('names the partition that the stack names', () => {
    const app = new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } });
    const stack = new Stack(app, 'Stack', { env: { region: 'cn-north-1', account: '111122223333' } });
    define(stack, imported(stack, CHINA));
    expect(warningsOf(stack)[0].text).toContain('arn:aws-cn:logs:cn-north-1:111122223333:*');
  });

  test('is warned about once it is a token, too', () => {
    const stack = new Stack(new App(), 'Stack');
    define(stack, new kms.CfnKey(stack, 'Key', { keyPolicy: Lazy.any({ produce: () => ({}) }) }));
    expect(warningsOf(stack)).toHaveLength(1);
  });

  test('is warned about by the policy for an existing role', () => {
    const stack = new Stack(new App(), 'Stack');
    new MwaaExecutionPolicy(stack, 'Policy', {
      environmentName: ENVIRONMENT, sourceBucket: BUCKETS['imported bucket'](stack), kmsKey: imported(stack, COMMERCIAL),
    });
    expect(warningsOf(stack).map(({ id }) => id)).toEqual(['/Stack/Policy']);
  });

  test('can be acknowledged', () => {
    const stack = new Stack(new App(), 'Stack');
    const role = define(stack, imported(stack, COMMERCIAL));

    Annotations.of(role).acknowledgeWarning('cdk-mwaa-iam:keyPolicyOutOfReach', 'the key team has added it');
    expect(warningsOf(stack)).toEqual([]);
  });
});

test.each<[string, (stack: Stack) => kms.IKeyRef | undefined]>([
  ['an AWS owned key', () => undefined],
  ['an L2 key', (stack) => new kms.Key(stack, 'Key')],
  ['an L1 key', (stack) => new kms.CfnKey(stack, 'Key')],
])('%s needs no warning', (_what, key) => {
  const stack = new Stack(new App(), 'Stack');
  define(stack, key(stack));
  expect(warningsOf(stack)).toEqual([]);
});

test('a key of another account is allowed by ARN', () => {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
  define(stack, imported(stack, { ...COMMERCIAL, account: '444455556666' }));
  // The statement is about the logs of the environment's account, whoever owns the key.
  expect(warningsOf(stack)[0].text).toContain('arn:aws:logs:eu-west-1:111122223333:*');
});

test('a bucket with a key that is known by its alias only gets a warning that can be acknowledged', () => {
  const stack = new Stack(new App(), 'Stack');
  const encryptionKey = kms.Alias.fromAliasName(stack, 'Key', 'alias/dags');
  const sourceBucket = s3.Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: BUCKET, encryptionKey });
  const role = new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket });
  const warnings = () => assertions.Annotations.fromStack(stack).findWarning('*', assertions.Match.anyValue()).map(({ entry }) => entry.data);
  expect(warnings()).toEqual([
    "the source bucket has a key of which only the alias is known, 'Stack/Key', so the role gets no permission to decrypt with the key:"
    + ' import the key by its ARN, or grant `kms:Decrypt` on it to the role yourself [ack: cdk-mwaa-iam:bucketKeyUnknown]',
  ]);
  Annotations.of(role).acknowledgeWarning('cdk-mwaa-iam:bucketKeyUnknown', 'the key team lets it decrypt');
  expect(warnings()).toEqual([]);
});
