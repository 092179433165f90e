import { App, aws_kms as kms, aws_s3 as s3, CfnElement, Stack } from 'aws-cdk-lib';
import { Deployment, PhysicalIds } from './template';

export const ENVIRONMENT = 'my-env';
export const BUCKET = 'my-dags';
export const KEY = '1234abcd-12ab-34cd-56ef-1234567890ab';

/** The values that the shapes below use for the placeholders of the published documents. */
export const VALUES = { environmentName: ENVIRONMENT, bucketName: BUCKET, keyId: KEY };

/** Every kind of bucket that a user may pass. */
export const BUCKETS: Record<string, (scope: Stack) => s3.IBucketRef> = {
  'L2 bucket': (scope) => new s3.Bucket(scope, 'Bucket', { bucketName: BUCKET }),
  'L1 bucket': (scope) => new s3.CfnBucket(scope, 'Bucket', { bucketName: BUCKET }),
  'imported bucket': (scope) => s3.Bucket.fromBucketName(scope, 'Bucket', BUCKET),
};

/** Every kind of key that a user may pass. */
export const KEYS: Record<string, (scope: Stack, deployment: Deployment) => kms.IKeyRef> = {
  'L2 key': (scope) => new kms.Key(scope, 'Key'),
  'L1 key': (scope) => new kms.CfnKey(scope, 'Key'),
  'imported key': (scope, deployment) => kms.Key.fromKeyArn(scope, 'Key', keyArn(deployment)),
};

export function keyArn({ partition, region, account }: Deployment): string {
  return `arn:${partition}:kms:${region}:${account}:key/${KEY}`;
}

/** The settings of CDK's feature flag that merges and sorts statements. */
export const MINIMIZE = [true, false];

/** Returns an app with this setting of the feature flag. */
export function appWith(minimizePolicies: boolean): App {
  return new App({ context: { '@aws-cdk/aws-iam:minimizePolicies': minimizePolicies } });
}

/** Returns a stack with or without a concrete `env`. */
export function stackFor(app: App, concrete: boolean, { region, account }: Deployment): Stack {
  return new Stack(app, 'Stack', concrete ? { env: { region, account } } : {});
}

/** Returns the key id of `KEYS` for keys whose id CloudFormation generates. */
export function idsOf(stack: Stack): PhysicalIds {
  const resources = stack.node.findAll().filter(kms.CfnKey.isCfnKey) as CfnElement[];
  return Object.fromEntries(resources.map((resource) => [stack.resolve(resource.logicalId), KEY]));
}

/** The statement that lets the account read a source bucket with a key of its own. */
export const LET_IN = {
  Sid: 'Allow Airflow to read its source bucket',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:root' },
  Action: 'kms:Decrypt',
  Resource: '*',
  Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
};
