import { App, AppProps, aws_iam as iam, aws_kms as kms, aws_mwaa as mwaa, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { MwaaRoleChecks, MwaaRoleChecksProps } from '../../src';
import { documented } from '../documented';
import { COMMERCIAL } from '../template';

// The newest CDK validates every template by itself, and prints; that is not what these tests are about.
process.env.CDK_VALIDATION = 'false';

/** The environment that the shapes are about. */
export const NAME = 'my-env';
export const BUCKET = 'dags';
export const BUCKET_ARN = 'arn:aws:s3:::dags';
export const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555';
export const VALUES = { ...COMMERCIAL, environmentName: NAME, bucketName: BUCKET, keyId: '11111111-2222-3333-4444-555555555555' };
export const ENV = { account: COMMERCIAL.account, region: COMMERCIAL.region };

/** The documented statements as people paste them, changed or not. */
export function pasted(variant: 'aws-owned-key' | 'customer-managed-key', change: (statements: any[]) => any[] = (statements) => statements) {
  const document = documented(`execution-policy-${variant}`, VALUES);
  return { ...document, Statement: change(document.Statement) };
}

/** The documented trust policy as people paste it, changed or not. */
export function pastedTrust(statement: object = {}) {
  const document = documented('trust-policy', VALUES);
  return { ...document, Statement: [{ ...document.Statement[0], ...statement }] };
}

/** The documented key policy as people paste it, beside the one that KMS gives. */
export function pastedKeyPolicy() {
  const root = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*', Resource: '*' };
  return { Version: '2012-10-17', Statement: [root, documented('key-policy-logs-statement', VALUES)] };
}

/** A key of the L1, which renders the policy it is given. */
export function keyWith(scope: Construct, keyPolicy?: object): kms.CfnKey {
  return new kms.CfnKey(scope, 'Key', { keyPolicy });
}

/** The change that puts a key of the app into the documented policy. */
export function withKey(key: kms.CfnKey): (statements: any[]) => any[] {
  return (statements) => [...statements.slice(0, -1), { ...statements.at(-1), Resource: key.attrArn }];
}

/** A role of the L1, which renders what it is given. */
export function handWritten(scope: Construct, policy: object, props: Partial<iam.CfnRoleProps> = {}): iam.CfnRole {
  return new iam.CfnRole(scope, 'Role', {
    assumeRolePolicyDocument: pastedTrust(),
    policies: [{ policyName: 'Mwaa', policyDocument: policy }],
    ...props,
  });
}

export function environment(scope: Construct, executionRoleArn: string, props: Partial<mwaa.CfnEnvironmentProps> = {}): mwaa.CfnEnvironment {
  return new mwaa.CfnEnvironment(scope, 'Environment', { name: NAME, sourceBucketArn: BUCKET_ARN, executionRoleArn, ...props });
}

/** An app without the parts of a synthesis that tests do not look at. */
export function newApp(props: AppProps = {}): App {
  return new App({ analyticsReporting: false, ...props });
}

/** What the checks report for an app, by rule; the app is synthesized without them. */
export function reported(app: App, props?: MwaaRoleChecksProps) {
  const templatePaths = app.synth().stacksRecursively.map(({ templateFullPath }) => templateFullPath);
  return new MwaaRoleChecks(props).validate({ templatePaths } as any);
}

/** The rules that an app breaks, with the resources they break at. */
export function broken(app: App, props?: MwaaRoleChecksProps): string[] {
  return reported(app, props).violations.map(({ ruleName, violatingResources }) =>
    `${ruleName.replace('cdk-mwaa-iam::', '')} ${violatingResources.map(({ resourceLogicalId }) => resourceLogicalId).join()}`);
}

/** What the checks report for one stack that is built for them, in the place of `VALUES`. */
export function brokenIn(build: (stack: Stack) => void, props?: MwaaRoleChecksProps): string[] {
  const app = newApp();
  build(new Stack(app, 'Stack', { env: ENV }));
  return broken(app, props);
}

/** The only thing that the checks report for one stack. */
export function onlyViolation(build: (stack: Stack) => void) {
  const app = newApp();
  build(new Stack(app, 'Stack', { env: ENV }));
  const { violations } = reported(app);
  expect(violations).toHaveLength(1);
  return violations[0];
}
