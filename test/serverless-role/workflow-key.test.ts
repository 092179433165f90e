import { App, assertions, aws_kms as kms, aws_logs as logs, CfnParameter, Lazy, Stack, Token } from 'aws-cdk-lib';
import { MwaaServerlessExecutionRole } from '../../src';
import { documented } from '../documented';
import { idsOf, KEYS } from '../shapes';
import { CHINA, COMMERCIAL, DeployedApp, Deployment, GOVCLOUD } from '../template';
import { LOG_GROUP, LOG_GROUPS } from './workflow-shapes';

const warningsOf = (stack: Stack) => assertions.Annotations.fromStack(stack).findWarning('*', assertions.Match.stringLikeRegexp('.')).map(({ entry }) => String(entry.data));
const printed = (text: string) => JSON.parse(`[${text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)}]`);

const named = (deployment: Deployment) => documented('serverless-key-policy-logs-statement', { ...deployment, logGroupName: LOG_GROUP });
const ofAccount = (deployment: Deployment) => documented('key-policy-logs-statement', deployment);

/** What the role may do with its key, for the account. */
const accountStatement = ({ partition, account }: Deployment) => ({
  Sid: 'Allow Airflow Serverless to use its key',
  Effect: 'Allow',
  Principal: { AWS: `arn:${partition}:iam::${account}:root` },
  Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
  Resource: '*',
});

const stackIn = ({ region, account }: Deployment) => new Stack(new App(), 'Stack', { env: { region, account } });
const define = (stack: Stack, kmsKey: kms.IKeyRef, logGroup?: logs.ILogGroupRef) => new MwaaServerlessExecutionRole(stack, 'Role', { kmsKey, logGroup });
const ADMIN = { Sid: 'Admin', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:role/KeyAdmin' }, Action: 'kms:*', Resource: '*' };

describe.each(['L2 key', 'L1 key'])('the policy of an %s', (key) => {
  test.each([COMMERCIAL, CHINA, GOVCLOUD].flatMap((deployment) => [true, false].flatMap((concrete) =>
    [undefined, ...Object.keys(LOG_GROUPS)].map((logGroup) => ({ deployment, concrete, logGroup })))),
  )('ends with the statement for CloudWatch Logs: $deployment.partition, concrete: $concrete, $logGroup', ({ deployment, concrete, logGroup }) => {
    const { region, account } = deployment;
    const stack = new Stack(new App(), 'Stack', concrete ? { env: { region, account } } : {});
    define(stack, KEYS[key](stack, deployment), logGroup === undefined ? undefined : LOG_GROUPS[logGroup](stack, deployment));
    const { Statement: statements } = new DeployedApp(stack.node.root as App, deployment, idsOf(stack)).single('AWS::KMS::Key').KeyPolicy;
    expect(statements).toHaveLength(2);
    expect(statements[1]).toEqual(logGroup === undefined ? ofAccount(deployment) : named(deployment));
    expect(warningsOf(stack)).toEqual([]);
  });
});

test.each<[string, (stack: Stack) => logs.ILogGroupRef]>([
  ['is generated', (stack) => new logs.LogGroup(stack, 'Logs')],
  ['is a parameter', (stack) => logs.LogGroup.fromLogGroupName(stack, 'Logs', new CfnParameter(stack, 'Name').valueAsString)],
])('the statement is that of the account if the name of the log group %s', (_what, logGroup) => {
  const stack = stackIn(COMMERCIAL);
  define(stack, new kms.Key(stack, 'Key'), logGroup(stack));
  const { KeyPolicy } = new DeployedApp(stack.node.root as App, COMMERCIAL, { Name: LOG_GROUP }).single('AWS::KMS::Key');
  expect(KeyPolicy.Statement[1]).toEqual(ofAccount(COMMERCIAL));
  expect(warningsOf(stack)).toEqual([]);
});

describe('a log group that is renamed after the role was defined', () => {
  const defineIn = (logGroupName?: string) => {
    const stack = stackIn(COMMERCIAL);
    const logGroup = new logs.CfnLogGroup(stack, 'Logs', { logGroupName });
    define(stack, new kms.Key(stack, 'Key'), logGroup);
    return { stack, logGroup, policy: () => new DeployedApp(stack.node.root as App, COMMERCIAL).single('AWS::KMS::Key').KeyPolicy.Statement.slice(1) };
  };

  test.each<[string, (logGroup: logs.CfnLogGroup) => void]>([
    ['by its property', (logGroup) => { logGroup.logGroupName = 'other'; }],
    ['by an override', (logGroup) => logGroup.addPropertyOverride('LogGroupName', 'other')],
  ])('%s has its new name in the policy of the key', (_how, rename) => {
    const { stack, logGroup, policy } = defineIn(LOG_GROUP);
    rename(logGroup);
    expect(policy()).toEqual([documented('serverless-key-policy-logs-statement', { ...COMMERCIAL, logGroupName: 'other' })]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('to a name that CloudFormation generates stands there with any name', () => {
    const { stack, logGroup, policy } = defineIn(LOG_GROUP);
    logGroup.logGroupName = undefined;
    expect(policy()).toEqual([documented('serverless-key-policy-logs-statement', { ...COMMERCIAL, logGroupName: '*' })]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('from a generated name needs no other statement', () => {
    const { stack, logGroup, policy } = defineIn();
    logGroup.logGroupName = LOG_GROUP;
    expect(policy()).toEqual([ofAccount(COMMERCIAL)]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('has its new name in the statement to paste', () => {
    const stack = stackIn(COMMERCIAL);
    const key = new kms.CfnKey(stack, 'Key');
    const logGroup = new logs.CfnLogGroup(stack, 'Logs', { logGroupName: LOG_GROUP });
    define(stack, key, logGroup);
    logGroup.logGroupName = 'other';
    key.keyPolicy = { Statement: [ADMIN, accountStatement(COMMERCIAL), named(COMMERCIAL)] };
    expect(warningsOf(stack).map(printed)).toEqual([[documented('serverless-key-policy-logs-statement', { ...COMMERCIAL, logGroupName: 'other' })]]);
  });
});

test('two roles with one log group share its statement in the policy of the key', () => {
  const stack = stackIn(COMMERCIAL);
  const [key, logGroup] = [new kms.CfnKey(stack, 'Key'), new logs.LogGroup(stack, 'Logs', { logGroupName: LOG_GROUP })];
  ['One', 'Two'].forEach((id) => new MwaaServerlessExecutionRole(stack, id, { kmsKey: key, logGroup }));
  expect(new DeployedApp(stack.node.root as App, COMMERCIAL).single('AWS::KMS::Key').KeyPolicy.Statement.slice(1)).toEqual([named(COMMERCIAL)]);
});

test.each([LOG_GROUP, undefined])('the log group may be encrypted with the key: no circle with the name %s', (logGroupName) => {
  const stack = stackIn(COMMERCIAL);
  const key = new kms.Key(stack, 'Key');
  define(stack, key, new logs.LogGroup(stack, 'Logs', { encryptionKey: key, logGroupName }));
  expect(() => assertions.Template.fromStack(stack)).not.toThrow(); // looks for circles
});

test('an environment and a workflow share a key without a name of a log group', () => {
  const stack = stackIn(COMMERCIAL);
  const key = new kms.Key(stack, 'Key');
  ['One', 'Two'].forEach((id) => new MwaaServerlessExecutionRole(stack, id, { kmsKey: key }));
  const { KeyPolicy } = new DeployedApp(stack.node.root as App, COMMERCIAL).single('AWS::KMS::Key');
  expect(KeyPolicy.Statement.slice(1)).toEqual([ofAccount(COMMERCIAL)]);
});

describe('a key whose policy is out of reach', () => {
  test.each([COMMERCIAL, CHINA])('gets a warning with the statements to paste in $partition', (deployment) => {
    const stack = stackIn(deployment);
    define(stack, KEYS['imported key'](stack, deployment), logs.LogGroup.fromLogGroupName(stack, 'Logs', LOG_GROUP));
    const [text, ...others] = warningsOf(stack);
    expect(others).toEqual([]);
    expect(text).toMatch(/^this app cannot change the policy of the key 'Stack\/Key': add these statements to it, or the workflow has no logs, and the permissions of the role/);
    expect(text).toMatch(/ \[ack: cdk-mwaa-iam:keyPolicyOutOfReach\]$/);
    expect(printed(text)).toEqual([named(deployment), accountStatement(deployment)]);
  });

  test('says in words what the deployment knows', () => {
    const stack = new Stack(new App(), 'Stack');
    define(stack, kms.Key.fromKeyArn(stack, 'Key', Token.asString({ 'Fn::ImportValue': 'Key' })));
    const [text] = warningsOf(stack);
    const place = { partition: '<partition>', region: '<region>', account: '<account>' };
    expect(printed(text)).toEqual([ofAccount(place), accountStatement(place)]);
    expect(text).toContain('\nFor the workflow, replace <partition> by its partition, such as aws and <region> by the code of its Region and <account> by the id of its account');
  });
});

describe('the account', () => {
  const policyOf = (stack: Stack) => new DeployedApp(stack.node.root as App, COMMERCIAL).single('AWS::KMS::Key').KeyPolicy.Statement;

  test('is let in for the documented actions where it is not', () => {
    const stack = stackIn(COMMERCIAL);
    define(stack, new kms.CfnKey(stack, 'Key', { keyPolicy: { Statement: [ADMIN] } }));
    expect(policyOf(stack)).toEqual([ADMIN, ofAccount(COMMERCIAL), accountStatement(COMMERCIAL)]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is let in also where it may use the key through a service: the tasks call KMS themselves', () => {
    const stack = stackIn(COMMERCIAL);
    const throughS3 = { ...accountStatement(COMMERCIAL), Sid: 'S3', Condition: { StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' } } };
    define(stack, new kms.CfnKey(stack, 'Key', { keyPolicy: { Statement: [ADMIN, throughS3] } }));
    expect(policyOf(stack)).toEqual([ADMIN, throughS3, ofAccount(COMMERCIAL), accountStatement(COMMERCIAL)]);
  });
});

describe('a policy that refuses', () => {
  test.each<[string, object, string]>([
    ['CloudWatch Logs', accountStatement(COMMERCIAL), 'keyPolicyRefusesLogs'],
    ['the role', named(COMMERCIAL), 'keyPolicyRefusesRole'],
  ])('%s is warned about, with the statement', (_who, allowed, id) => {
    const stack = stackIn(COMMERCIAL);
    const key = new kms.CfnKey(stack, 'Key');
    define(stack, key, logs.LogGroup.fromLogGroupName(stack, 'Logs', LOG_GROUP));
    key.keyPolicy = { Statement: [ADMIN, allowed] };
    const [text, ...others] = warningsOf(stack);
    expect(others).toEqual([]);
    expect(text).toContain(`[ack: cdk-mwaa-iam:${id}]`);
    expect(printed(text)).toEqual([id === 'keyPolicyRefusesLogs' ? named(COMMERCIAL) : accountStatement(COMMERCIAL)]);
  });

  test('another log group is a refusal, a parameter is none', () => {
    const stack = stackIn(COMMERCIAL);
    const keys = ['a', 'b'].map((id) => new kms.CfnKey(stack, id));
    define(stack, keys[0], logs.LogGroup.fromLogGroupName(stack, 'Logs', 'other'));
    new MwaaServerlessExecutionRole(stack, 'Second', {
      kmsKey: keys[1], logGroup: logs.LogGroup.fromLogGroupName(stack, 'More', new CfnParameter(stack, 'Name').valueAsString),
    });
    keys.forEach((key) => {
      key.keyPolicy = { Statement: [accountStatement(COMMERCIAL), named(COMMERCIAL)] };
    });
    expect(warningsOf(stack).map((text) => text.slice(0, 45))).toEqual(["the policy of the key 'Stack/a' does not let "]);
  });

  test('nothing is said of the log group that the service names', () => {
    const stack = stackIn(COMMERCIAL);
    const key = new kms.CfnKey(stack, 'Key');
    define(stack, key);
    const logsOfService = (name: string) => ({
      ...named(COMMERCIAL), Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:eu-west-1:111122223333:log-group:${name}` } },
    });
    key.keyPolicy = Lazy.any({ produce: () => ({ Statement: [accountStatement(COMMERCIAL), logsOfService('/aws/mwaa-serverless/*')] }) });
    expect(warningsOf(stack)).toEqual([]);
    key.keyPolicy = { Statement: [accountStatement(COMMERCIAL), logsOfService('/aws/other/*')] };
    expect(warningsOf(stack).map((text) => text.includes('does not let CloudWatch Logs use the key, so the workflow has no logs'))).toEqual([true]);
  });
});

