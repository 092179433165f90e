import { App, aws_iam as iam, aws_kms as kms, aws_s3 as s3, Stack } from 'aws-cdk-lib';
import { MwaaExecutionRole } from '../src';
import { documented } from './documented';
import { COMMERCIAL, DeployedApp } from './template';

test('smoke', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const key = new kms.Key(stack, 'Key');
  const bucket = new s3.Bucket(stack, 'Bucket', { bucketName: 'dags' });
  new MwaaExecutionRole(stack, 'Role', { environmentName: 'my-env', sourceBucket: bucket, kmsKey: key, additionalPrincipals: [new iam.AccountPrincipal('444455556666')] });
  const deployed = new DeployedApp(app, COMMERCIAL, { [stack.getLogicalId(key.node.defaultChild as any)]: 'k1' });
  const role = deployed.only('AWS::IAM::Role');
  expect(role.Policies[0].PolicyDocument).toEqual(documented('execution-policy-customer-managed-key', { ...COMMERCIAL, environmentName: 'my-env', bucketName: 'dags', keyId: 'k1' }));
  console.log(JSON.stringify(role.AssumeRolePolicyDocument, null, 1), JSON.stringify(deployed.only('AWS::KMS::Key'), null, 1));
});
