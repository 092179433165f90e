import { App, aws_kms as kms, aws_logs as logs, aws_s3 as s3, Stack } from 'aws-cdk-lib';
import { MwaaExecutionRole, MwaaServerlessExecutionRole } from '../../../src';
import { documented } from '../../documented';
import { CHINA, COMMERCIAL, DeployedApp, Deployment, GOVCLOUD } from '../../template';
import { run as runCommandLine } from '../command-line';

const KEY_ID = '11111111-2222-3333-4444-555555555555';

function run(...args: string[]): string {
  const { code, out, err } = runCommandLine(['policy', ...args]);
  expect(code).toBe(err === '' ? 0 : 2);
  return out + err;
}

function asked({ region, account }: Deployment): string[] {
  return ['--environment-name', 'my-env', '--bucket', 'dags', '--region', region, '--account', account];
}

function keyIn({ partition, region, account }: Deployment): string[] {
  return ['--kms-key', `arn:${partition}:kms:${region}:${account}:key/${KEY_ID}`];
}

describe.each([['a commercial Region', COMMERCIAL], ['China', CHINA], ['GovCloud', GOVCLOUD]])('in %s', (_, place) => {
  const values = { ...place, environmentName: 'my-env', bucketName: 'dags', keyId: KEY_ID };

  test('prints the documented policies for an AWS owned key', () => {
    const { TrustPolicy, ...policies } = JSON.parse(run(...asked(place), '--json'));
    expect(policies).toEqual({ PermissionsPolicy: documented('execution-policy-aws-owned-key', values) });
    expect(TrustPolicy.Statement).toEqual([{
      ...documented('trust-policy', values).Statement[0],
      Condition: {
        ArnLike: { 'aws:SourceArn': `arn:${place.partition}:airflow:${place.region}:${place.account}:environment/my-env` },
        StringEquals: { 'aws:SourceAccount': place.account },
      },
    }]);
  });

  test('prints the documented policies for a customer managed key', () => {
    const { KeyPolicyStatement, PermissionsPolicy } = JSON.parse(run(...asked(place), ...keyIn(place), '--json'));
    expect(PermissionsPolicy).toEqual(documented('execution-policy-customer-managed-key', values));
    expect(KeyPolicyStatement).toEqual(documented('key-policy-logs-statement', values));
  });
});

test('prints what the construct renders', () => {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Stack', { env: COMMERCIAL });
  new MwaaExecutionRole(stack, 'Role', {
    environmentName: 'my-env',
    sourceBucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'dags'),
    kmsKey: kms.Key.fromKeyArn(stack, 'Key', keyIn(COMMERCIAL)[1]),
  });
  const role = new DeployedApp(app, COMMERCIAL).single('AWS::IAM::Role');
  const { TrustPolicy, PermissionsPolicy } = JSON.parse(run(...asked(COMMERCIAL), ...keyIn(COMMERCIAL), '--json'));
  expect(TrustPolicy).toEqual(role.AssumeRolePolicyDocument);
  expect(PermissionsPolicy).toEqual(role.Policies[0].PolicyDocument);
});

test('prints each document under a heading, ready to paste', () => {
  const printed = run(...asked(COMMERCIAL), ...keyIn(COMMERCIAL));
  const sections = printed.split(/^# (.*)$/m).slice(1);
  expect(sections.filter((__, index) => index % 2 === 0))
    .toEqual(['Trust policy of the role', 'Permissions policy of the role', 'Statement to add to the policy of the key']);
  const json = JSON.parse(run(...asked(COMMERCIAL), ...keyIn(COMMERCIAL), '--json'));
  expect(sections.filter((__, index) => index % 2 === 1).map((section) => JSON.parse(section))).toEqual(Object.values(json));
});

describe('--serverless', () => {
  const place = ({ region, account }: Deployment) => ['--serverless', '--region', region, '--account', account];

  test.each([COMMERCIAL, CHINA, GOVCLOUD])('prints the documented policies of a workflow in $partition', (deployment) => {
    const published = documented('serverless-execution-policy', { ...deployment, keyId: KEY_ID });
    expect(JSON.parse(run(...place(deployment), '--json'))).toEqual({
      TrustPolicy: documented('serverless-trust-policy', deployment),
      PermissionsPolicy: { ...published, Statement: published.Statement.slice(0, 1) },
    });
    expect(JSON.parse(run(...place(deployment), ...keyIn(deployment), '--json'))).toEqual({
      TrustPolicy: documented('serverless-trust-policy', deployment),
      PermissionsPolicy: published,
      KeyPolicyStatement: documented('key-policy-logs-statement', deployment),
    });
  });

  test('prints what the construct renders', () => {
    const stack = new Stack(new App(), 'Stack', { env: COMMERCIAL });
    const kmsKey = kms.Key.fromKeyArn(stack, 'Key', keyIn(COMMERCIAL)[1]);
    new MwaaServerlessExecutionRole(stack, 'Role', { kmsKey, logGroup: logs.LogGroup.fromLogGroupName(stack, 'Logs', '/workflows/etl') });
    const role = new DeployedApp(stack.node.root as App, COMMERCIAL).single('AWS::IAM::Role');
    expect(JSON.parse(run(...place(COMMERCIAL), ...keyIn(COMMERCIAL), '--log-group', '/workflows/etl', '--json'))).toEqual({
      TrustPolicy: role.AssumeRolePolicyDocument,
      PermissionsPolicy: role.Policies[0].PolicyDocument,
      KeyPolicyStatement: documented('serverless-key-policy-logs-statement', { ...COMMERCIAL, logGroupName: '/workflows/etl' }),
    });
  });

  const logGroupRule = 'must be the name of a log group, 1 to 512 letters, digits and characters of "_-/.#"';
  test.each<[string[], string]>([
    [['--serverless'], 'policy needs --region <code> and --account <id>'],
    [[...place(COMMERCIAL), '--bucket', 'dags', '--environment-name', 'e'], 'policy takes no --environment-name and --bucket with --serverless'],
    [[...asked(COMMERCIAL), '--log-group', 'a'], 'policy takes no --log-group without --serverless'],
    ...['', 'a b', '*', 'a:*', 'a'.repeat(513)].map((name): [string[], string] => [
      [...place(COMMERCIAL), '--log-group', name], `--log-group "${name}" ${logGroupRule}`,
    ]),
  ])('refuses %j', (args, message) => {
    expect(run(...args)).toBe(message);
  });

  test('takes a name of 512 characters', () => {
    expect(run(...place(COMMERCIAL), '--log-group', `/a-b_c.d#${'9'.repeat(503)}`)).toContain('999:*"');
  });
});

const nameRule = 'must be 1 to 80 letters, digits, hyphens and underscores, beginning with a letter: pass the `Name` of the environment';
test.each<[string[], string]>([
  [[], 'policy needs --environment-name <name>, --bucket <name>, --region <code> and --account <id>'],
  [['--environment-name', '1'], 'policy needs --bucket <name>, --region <code> and --account <id>'],
  [['--environment-name', 'e', '--bucket', 'dags', '--region', 'eu-west-1'], 'policy needs --account <id>'],
  [asked(COMMERCIAL).slice(0, -4), 'policy needs --region <code> and --account <id>'],
  [[...asked(COMMERCIAL), '--environment-name', '1'], `--environment-name "1" ${nameRule}`],
  [[...asked(COMMERCIAL), '--bucket', ''], '--bucket "" must be the name of a bucket, 3 to 63 lower case letters, digits, dots and hyphens that begin and end with a letter or a digit'],
  [[...asked(COMMERCIAL), '--bucket', 'B'], '--bucket "B" must be the name of a bucket, 3 to 63 lower case letters, digits, dots and hyphens that begin and end with a letter or a digit'],
  [[...asked(COMMERCIAL), '--bucket', '...'], '--bucket "..." must be the name of a bucket, 3 to 63 lower case letters, digits, dots and hyphens that begin and end with a letter or a digit'],
  [[...asked(COMMERCIAL), '--region', 'mars-1'], '--region "mars-1" must be the code of an AWS Region, such as eu-west-1'],
  [[...asked(COMMERCIAL), '--account', '1'], '--account "1" must be an account id of 12 digits'],
  ...['Bdags', 'dagsB', 'da..gs'].map((name): [string[], string] => [[...asked(COMMERCIAL), '--bucket', name], `--bucket "${name}" must be the name of a bucket, 3 to 63 lower case letters, digits, dots and hyphens that begin and end with a letter or a digit`]),
  ...['x111122223333', '111122223333x'].map((id): [string[], string] => [
    [...asked(COMMERCIAL), '--account', id], `--account "${id}" must be an account id of 12 digits`,
  ]),
  [[...asked(COMMERCIAL), '--kms-key', `${keyIn(COMMERCIAL)[1]}x`],
    `--kms-key "${keyIn(COMMERCIAL)[1]}x" must be the ARN of a single-Region key in eu-west-1 of account 111122223333: pass the key itself, not an alias`],
  [[...asked(COMMERCIAL), ...keyIn(CHINA)], `--kms-key "${keyIn(CHINA)[1]}" must be the ARN of a single-Region key in eu-west-1 of account 111122223333: pass the key itself, not an alias`],
  [[...asked(COMMERCIAL), '--kms-key', 'arn:aws:kms:eu-west-1:111122223333:key/mrk-1'],
    '--kms-key "arn:aws:kms:eu-west-1:111122223333:key/mrk-1" must be the ARN of a single-Region key in eu-west-1 of account 111122223333: pass the key itself, not an alias'],
  [['file.json'], "policy takes options only, not 'file.json'"],
  [['--environment-name'], "option '--environment-name <value>' argument missing"],
])('refuses %j', (args, message) => {
  expect(run(...args)).toBe(message);
});
