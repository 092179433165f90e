import { readFileSync } from 'fs';
import { join } from 'path';
import { App, aws_kms as kms, aws_s3 as s3, Stack } from 'aws-cdk-lib';
import { MwaaExecutionRole, MwaaExecutionRoleProps } from '../../../src';
import { POLICY_OPTIONS } from '../../../src/cli/policy/policy-options';
import { COMMERCIAL, DeployedApp } from '../../template';
import { fileOf, run } from '../command-line';

const ASKED = ['policy', '--environment-name', 'my-env', '--bucket', 'dags', '--region', 'eu-west-1', '--account', '111122223333'];
const WORKFLOW = ['policy', '--serverless', '--region', 'eu-west-1', '--account', '111122223333'];
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555';
const BUCKET_KEY = 'arn:aws:kms:eu-west-1:444455556666:key/mrk-0123456789abcdef0123456789abcdef';
const QUEUE = 'arn:aws:sqs:eu-west-1:777788889999:airflow-celery-11111111-2222-3333-4444-555555555555';

const documents = (...options: string[]) => JSON.parse(run([...ASKED, ...options, '--json']).out);

const byName = (policies: any[]) => Object.fromEntries(policies.map(({ PolicyName, PolicyDocument }) => [PolicyName, PolicyDocument]));

/** The policies of the role that the construct makes, by name. */
function constructed(props: Partial<MwaaExecutionRoleProps>, bucketKey?: string): Record<string, any> {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Stack', { env: COMMERCIAL });
  const encryptionKey = bucketKey === undefined ? undefined : kms.Key.fromKeyArn(stack, 'BucketKey', bucketKey);
  const sourceBucket = s3.Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'dags', encryptionKey });
  new MwaaExecutionRole(stack, 'Role', { environmentName: 'my-env', sourceBucket, ...props });
  const { AssumeRolePolicyDocument, Policies } = new DeployedApp(app, COMMERCIAL).single('AWS::IAM::Role');
  return { TrustPolicy: AssumeRolePolicyDocument, ...byName(Policies) };
}

test.each<[string[], Partial<MwaaExecutionRoleProps>, string | undefined]>([
  [['--exact-log-groups'], { exactLogGroups: true }, undefined],
  [['--no-account-public-access-block'], { accountPublicAccessBlock: false }, undefined],
  [['--no-confused-deputy-protection'], { confusedDeputyProtection: false }, undefined],
  [['--triggerer-logs'], { triggererLogs: true }, undefined],
  [['--bucket-key', BUCKET_KEY], {}, BUCKET_KEY],
])('%j prints what the construct renders', (options, props, bucketKey) => {
  const { MwaaExecutionPolicy, ...rest } = constructed(props, bucketKey);
  expect(documents(...options)).toEqual({ ...rest, PermissionsPolicy: MwaaExecutionPolicy });
  expect(documents(...options)).not.toEqual(documents());
});

test('the key of the environment is none of the bucket', () => {
  expect(documents('--kms-key', KEY, '--bucket-key', KEY)).toEqual(documents('--kms-key', KEY));
});

test.each([[['--kms-key', KEY], 1], [[], 2]])('--queue-arn with %j denies what is in accounts of others', (options, statements) => {
  const { CeleryQueueConfinement } = documents(...options, '--queue-arn', QUEUE);
  expect(CeleryQueueConfinement.Statement).toHaveLength(statements);
  expect(CeleryQueueConfinement.Statement[0]).toEqual({
    Sid: 'DenyForeignCeleryQueues',
    Effect: 'Deny',
    Action: 'sqs:*',
    Resource: 'arn:aws:sqs:*:*:airflow-celery-*',
    Condition: { StringNotEquals: { 'aws:ResourceAccount': '777788889999' } },
  });
});

test('each prop of the role that policies depend on has an option', () => {
  const propsIn = (file: string) => [...readFileSync(join(__dirname, '..', '..', '..', 'src', file), 'utf-8').split(/^export interface Resolved/m)[0]
    .matchAll(/^ {2}readonly (\w+)\??: /gm)].map(([, prop]) => prop);
  const props = [
    ...propsIn('execution-policy/execution-policy-options.ts'), ...propsIn('execution-role/execution-role-props.ts'), ...propsIn('serverless-role/serverless-execution-role-props.ts'),
  ];
  const withOption = Object.values(POLICY_OPTIONS).flatMap(({ prop }) => prop ?? []);
  expect([...withOption, 'additionalPrincipals'].sort()).toEqual([...new Set(props)].sort());
});

test('each option is in the help', () => {
  const { out } = run(['policy', '--help']);
  Object.entries(POLICY_OPTIONS).forEach(([name, { help }]) => expect(out).toMatch(new RegExp(`^  --${name}(?: <\\w+>)? +${help.replace(/[.*+?()]/g, '\\$&')}$`, 'm')));
});

test.each<[string[], string]>([
  [[...ASKED, '--bucket-key', 'alias/dags'], '--bucket-key "alias/dags" must be the ARN of a key in eu-west-1: pass the key itself, not an alias'],
  [[...ASKED, '--bucket-key', KEY.replace('eu-west-1', 'eu-west-2')], `--bucket-key "${KEY.replace('eu-west-1', 'eu-west-2')}" must be the ARN of a key in eu-west-1: pass the key itself, not an alias`],
  [[...ASKED, '--queue-arn', 'arn:aws:sqs:eu-west-1:777788889999:jobs'], '--queue-arn "arn:aws:sqs:eu-west-1:777788889999:jobs" must be the ARN of an airflow-celery-* queue in eu-west-1, as `CeleryExecutorQueue` of the environment says'],
  [[...WORKFLOW, '--exact-log-groups', '--queue-arn', QUEUE], 'policy takes no --exact-log-groups and --queue-arn with --serverless'],
  [[...ASKED, '--format', 'yaml'], '--format "yaml" must be text or json or cloudformation'],
  [[...ASKED, '--format', 'cloudformation', '--json'], '--json is --format json: leave one of --json and --format cloudformation out'],
])('refuses %j', (args, message) => {
  expect(run(args)).toEqual({ code: 2, out: '', err: message });
});

describe('--format cloudformation', () => {
  /** The template, and what `check` says of it together with an environment or a workflow that uses its role. */
  function checked(args: string[], Type: string, Properties: object) {
    const template = JSON.parse(run([...args, '--format', 'cloudformation']).out);
    const { code, out } = run(['check', fileOf({ Resources: { ...template.Resources, Used: { Type, Properties } } }, 'template.json'), '--json']);
    // What no template shows is a note, such as the policy of a key from elsewhere.
    return { template, code, findings: JSON.parse(out).filter(({ severity }: any) => severity !== 'info') };
  }

  const environment = { Name: 'my-env', SourceBucketArn: 'arn:aws:s3:::dags', ExecutionRoleArn: { 'Fn::GetAtt': ['ExecutionRole', 'Arn'] } };

  test.each<[string[], object]>([
    [[], {}],
    [['--kms-key', KEY], { KmsKey: KEY }],
    [['--exact-log-groups', '--triggerer-logs', '--no-confused-deputy-protection', '--bucket-key', BUCKET_KEY], {}],
  ])('with %j is a template in which check finds nothing', (options, properties) => {
    const { template, ...found } = checked([...ASKED, ...options], 'AWS::MWAA::Environment', { ...environment, ...properties });
    expect(found).toEqual({ code: 0, findings: [] });
    const { TrustPolicy, KeyPolicyStatement, ...policies } = documents(...options);
    const { AssumeRolePolicyDocument, Policies } = template.Resources.ExecutionRole.Properties;
    expect(AssumeRolePolicyDocument).toEqual(TrustPolicy);
    expect(byName(Policies)).toEqual(policies);
    expect(template.Outputs.KeyPolicyStatement && JSON.parse(template.Outputs.KeyPolicyStatement.Value)).toEqual(KeyPolicyStatement);
  });

  test.each([[[]], [['--kms-key', KEY, '--log-group', '/workflows/etl']]])('of a workflow with %j, too', (options) => {
    const { template: { Resources }, ...found } = checked([...WORKFLOW, ...options], 'AWS::MWAAServerless::Workflow', {
      RoleArn: environment.ExecutionRoleArn,
      ...options.length > 0 && {
        EncryptionConfiguration: { Type: 'CUSTOMER_MANAGED_KEY', KmsKeyId: KEY }, LoggingConfiguration: { LogGroupName: '/workflows/etl' },
      },
    });
    expect(found).toEqual({ code: 0, findings: [] });
    expect(Resources.ExecutionRole.Type).toBe('AWS::IAM::Role');
  });

  test('confined to the queue of an environment, has no errors', () => {
    expect(checked([...ASKED, '--queue-arn', QUEUE], 'AWS::MWAA::Environment', environment).code).toBe(0);
  });
});
