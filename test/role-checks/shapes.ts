import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, AppProps, aws_iam as iam, aws_kms as kms, aws_mwaa as mwaa, PolicyValidationPluginReport, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { expectVerdict } from './verdicts';
import { MwaaRoleChecks, MwaaRoleChecksProps } from '../../src';
import { Finding, findingsOf } from '../../src/role-checks/findings';
import { assembliesOf } from '../../src/role-checks/template/assembly';
import { expectSameDescribed } from '../deployed/same-findings';
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
  return validated({ templatePaths: app.synth().stacksRecursively.map(({ templateFullPath }) => templateFullPath) }, props);
}

/** What the checks report for the templates of an app; it is as the table of verdicts says. */
export function validated(context: { templatePaths: string[]; appConstruct?: App }, props?: MwaaRoleChecksProps) {
  const report = new MwaaRoleChecks(props).validate(context as any);
  expectViolations(report);
  expectSameDescribed(context.templatePaths);
  return report;
}

/** What the checks have reported is as the table of verdicts says. */
export function expectViolations({ violations }: PolicyValidationPluginReport): void {
  expectVerdict(violations.map(({ ruleName, severity, description, violatingResources: [{ resourceLogicalId, templatePath }] }) =>
    ({ rule: ruleName, severity: severity!, description, resource: resourceLogicalId, template: templatePath! })));
}

/** The note that a role without this permission gets. The tables of verdicts have it; in short it would be everywhere. */
export const ACCOUNT_BLOCK = 'cdk-mwaa-iam::accountPublicAccessBlock';

/** The rules that an app breaks, with the resources they break at. */
export function broken(app: App, props?: MwaaRoleChecksProps): string[] {
  return reported(app, props).violations.filter(({ ruleName }) => ruleName !== ACCOUNT_BLOCK).map(({ ruleName, violatingResources }) =>
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
  const violations = reported(app).violations.filter(({ ruleName }) => ruleName !== ACCOUNT_BLOCK);
  expect(violations).toHaveLength(1);
  return violations[0];
}

/** What the checks find in templates as people write them by hand, by rule; they are deployed together. */
export function foundIn(...bodies: object[]): Finding[] {
  return foundAmong(Object.fromEntries(bodies.map((body, index) => [`T${index}.template.json`, body])));
}

/** What the checks find in the templates among the files of a cloud assembly. */
export function foundAmong(files: Record<string, object>): Finding[] {
  const directory = mkdtempSync(join(tmpdir(), 'mwaa-shapes-'));
  Object.entries(files).forEach(([name, content]) => writeFileSync(join(directory, name), JSON.stringify(content)));
  const paths = Object.keys(files).filter((name) => name.endsWith('.template.json')).map((name) => join(directory, name));
  const findings = assembliesOf(paths).flatMap((assembly) => findingsOf(assembly));
  expectSameDescribed(paths);
  expectVerdict(findings.map(({ at, ...finding }) => ({ ...finding, resource: at.logicalId, template: at.template.place.path })));
  return findings;
}

/** The findings in short: the rule and where. */
export function shortly(findings: Finding[]): string[] {
  return findings.filter(({ rule }) => rule !== ACCOUNT_BLOCK).map(({ rule, at }) => `${rule.replace('cdk-mwaa-iam::', '')} ${at.logicalId}`);
}

/** An environment with its role as a template written by hand, for anywhere, parts of it changed. */
export function template({ role = {}, environment: properties = {}, resources = {}, ...body }: {
  role?: object; environment?: object; resources?: Record<string, object>; Conditions?: object; dependsOn?: string[];
} = {}) {
  const { dependsOn, ...rest } = body;
  return {
    ...rest,
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: pastedTrust(), Policies: [inline()], ...role },
      },
      Environment: {
        Type: 'AWS::MWAA::Environment',
        DependsOn: dependsOn,
        Properties: { Name: NAME, SourceBucketArn: BUCKET_ARN, ExecutionRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] }, ...properties },
      },
      ...resources,
    },
  };
}

/** The documented policy as an inline policy of a template. */
export function inline(change?: (statements: any[]) => any[]) {
  return { PolicyName: 'Mwaa', PolicyDocument: pasted('aws-owned-key', change) };
}

/** The documented policy without its statement for an action. */
export function without(action: string): (statements: any[]) => any[] {
  return (statements) => statements.filter(({ Action }) => ![Action].flat().includes(action));
}

/** A separate policy of a template. */
export function policyOf(roles: unknown, document: unknown = pasted('aws-owned-key'), attributes: object = {}) {
  return { Type: 'AWS::IAM::Policy', ...attributes, Properties: { PolicyName: 'p', PolicyDocument: document, Roles: roles } };
}
