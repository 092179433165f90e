import { createRequire } from 'module';
import { aws_iam as iam, aws_s3 as s3, Stack } from 'aws-cdk-lib';
import type * as library from '../src';
import { documented } from '../test/documented';

/** The same execution role in three forms, each with the permissions and the source conditions that AWS documents. */
export const FORMS = ['library', 'hand-written', 'floor'] as const;
export type Form = (typeof FORMS)[number];

/** Defines the role of one environment. */
type Define = (stack: Stack, id: string, environmentName: string) => void;

/** As compiled: that is what users load. */
const { MwaaExecutionRole } = createRequire(__filename)('../lib') as typeof library;

const SERVICES = ['airflow.amazonaws.com', 'airflow-env.amazonaws.com'];
const BUCKET = 'my-dags';

/** What a form needs once in a stack, and then how it defines a role there. */
export const DEFINITIONS: Record<Form, (stack: Stack) => Define> = {
  'library': (stack) => {
    const sourceBucket = s3.Bucket.fromBucketName(stack, 'Bucket', BUCKET);
    return (scope, id, environmentName) => new MwaaExecutionRole(scope, id, { environmentName, sourceBucket });
  },

  /** The JSON of the page, pasted into an `iam.Role`. */
  'hand-written': (stack) => {
    const policyFor = documentOf(stack);
    return (scope, id, environmentName) => {
      const conditions = sourceConditions(scope, environmentName);
      new iam.Role(scope, id, {
        assumedBy: new iam.CompositePrincipal(...SERVICES.map((service) => new iam.ServicePrincipal(service, { conditions }))),
        inlinePolicies: { MwaaExecutionPolicy: iam.PolicyDocument.fromJson(policyFor(environmentName)) },
      });
    };
  },

  /** The least that can be done: an L1 role, which renders what it is given. */
  'floor': (stack) => {
    const policyFor = documentOf(stack);
    return (scope, id, environmentName) => new iam.CfnRole(scope, id, {
      assumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{
          Effect: 'Allow',
          Principal: { Service: SERVICES },
          Action: 'sts:AssumeRole',
          Condition: sourceConditions(scope, environmentName),
        }],
      },
      policies: [{ policyName: 'MwaaExecutionPolicy', policyDocument: policyFor(environmentName) }],
    });
  },
};

/** The published policy with the place of a stack filled in: read once, and cheap to repeat. */
function documentOf({ partition, region, account }: Stack): (environmentName: string) => any {
  const values = { partition, region, account, bucketName: BUCKET, environmentName: '{environment}' };
  const text = JSON.stringify(documented('execution-policy-aws-owned-key', values));
  return (environmentName) => JSON.parse(text.replaceAll('{environment}', environmentName));
}

function sourceConditions({ partition, region, account }: Stack, environmentName: string) {
  return {
    ArnLike: { 'aws:SourceArn': `arn:${partition}:airflow:${region}:${account}:environment/${environmentName}` },
    StringEquals: { 'aws:SourceAccount': account },
  };
}
