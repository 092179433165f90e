import { App, aws_kms as kms, aws_mwaa as mwaa, aws_s3 as s3, Stack } from 'aws-cdk-lib';
import { MwaaExecutionRole } from '../src';
import { templateOf } from './template';

// The two variants as whole templates, to be read by a person. `npm run test:update` after a change on purpose.

function template(customerManagedKey: boolean) {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  const kmsKey = customerManagedKey ? new kms.Key(stack, 'Key') : undefined;
  const sourceBucket = new s3.Bucket(stack, 'Bucket', {
    encryptionKey: kmsKey, versioned: true, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
  });
  const role = new MwaaExecutionRole(stack, 'Role', { environmentName: 'my-env', sourceBucket, kmsKey });
  const environment = new mwaa.CfnEnvironment(stack, 'Environment', { name: 'my-env', sourceBucketArn: sourceBucket.bucketArn });
  role.associateWith(environment);
  role.confineCeleryQueue(environment);
  const { Resources: resources } = templateOf(stack);
  return resources;
}

test('on a customer managed key', () => {
  expect(template(true)).toMatchSnapshot();
});

test('on an AWS owned key', () => {
  expect(template(false)).toMatchSnapshot();
});
