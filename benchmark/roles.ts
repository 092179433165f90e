import { createRequire } from 'module';
import { aws_iam as iam, Fn } from 'aws-cdk-lib';
import type * as library from '../src';
import { Environment } from './environment';
import { documented } from '../test/documented';

/** The compiled package: that is what users load. */
export const { MwaaExecutionRole, MwaaRoleChecks } = createRequire(__filename)('../lib') as typeof library;

/** The ways to give an environment its role. Both give the same resources. */
export const FORMS = { 'library': fromLibrary, 'by hand': byHand };
export type Form = keyof typeof FORMS;

function fromLibrary({ stack, name, sourceBucket, kmsKey, resource }: Environment): iam.Role {
  const role = new MwaaExecutionRole(stack, 'Role', { environmentName: name, sourceBucket, kmsKey });
  role.associateWith(resource);
  role.confineCeleryQueue(resource);
  return role;
}

/** The JSON of the page, pasted into `iam.Role`, and what the library does besides, written out. */
export function byHand({ stack, name, sourceBucket, kmsKey, resource }: Environment, region = stack.region): iam.Role {
  const { partition, account } = stack;
  const values = { partition, region, account, environmentName: name, bucketName: '{bucket}', keyId: '{key}' };
  const policy = JSON.stringify(documented('execution-policy-customer-managed-key', values))
    .replaceAll(`arn:${partition}:s3:::{bucket}`, sourceBucket.bucketArn)
    .replaceAll(`arn:${partition}:kms:${region}:${account}:key/{key}`, kmsKey.keyArn);
  const conditions = {
    ArnLike: { 'aws:SourceArn': `arn:${partition}:airflow:${region}:${account}:environment/${name}` },
    StringEquals: { 'aws:SourceAccount': account },
  };
  const services = ['airflow.amazonaws.com', 'airflow-env.amazonaws.com'];
  const role = new iam.Role(stack, 'Role', {
    assumedBy: new iam.CompositePrincipal(...services.map((service) => new iam.ServicePrincipal(service, { conditions }))),
    inlinePolicies: { MwaaExecutionPolicy: iam.PolicyDocument.fromJson(JSON.parse(policy)) },
  });
  kmsKey.addToResourcePolicy(iam.PolicyStatement.fromJson(documented('key-policy-logs-statement', values)));
  resource.executionRoleArn = role.roleArn;
  resource.kmsKey = kmsKey.keyArn;
  role.attachInlinePolicy(new iam.Policy(resource, 'CeleryQueueConfinement', {
    statements: [new iam.PolicyStatement({
      effect: iam.Effect.DENY,
      actions: ['sqs:*'],
      resources: [`arn:${partition}:sqs:*:*:airflow-celery-*`],
      conditions: { StringNotEquals: { 'aws:ResourceAccount': Fn.select(4, Fn.split(':', resource.attrCeleryExecutorQueue)) } },
    })],
  }));
  return role;
}
