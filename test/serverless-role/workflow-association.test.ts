import { App, assertions, Aws, aws_iam as iam, aws_kms as kms, aws_logs as logs, aws_mwaa as mwaa, aws_mwaaserverless as serverless, CfnCondition, CfnParameter, Fn, Lazy, Stack } from 'aws-cdk-lib';
import { MwaaServerlessExecutionRole, MwaaServerlessExecutionRoleProps } from '../../src';
import { KEY } from '../shapes';
import { templateOf } from '../template';
import { LOG_GROUP, workflow as workflowIn } from './workflow-shapes';

let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
});

const role = (props: MwaaServerlessExecutionRoleProps = {}, id = 'Role') => new MwaaServerlessExecutionRole(stack, id, props);
const workflow = (it: iam.Role, props: Partial<serverless.CfnWorkflowProps> = {}, scope = stack) => workflowIn(scope, it.roleArn, props);
const token = <T>(value: T) => Lazy.any({ produce: () => value });
const properties = (of = stack) => templateOf(of).Resources.Workflow.Properties;
const arn = (id: string) => `arn:aws:kms:eu-west-1:111122223333:key/${id}`;
const DEFINITION = { DefinitionS3Location: { Bucket: 'my-definitions', ObjectKey: 'etl.yaml' } };
const OTHER_KEY = '99999999-12ab-34cd-56ef-1234567890ab';

describe('associateWith sets', () => {
  test('the role alone', () => {
    const it = role();
    it.associateWith(workflow(it));
    expect(properties()).toEqual({ ...DEFINITION, RoleArn: { 'Fn::GetAtt': ['Role1ABCC5F0', 'Arn'] } });
  });

  test.each<[string, () => Pick<MwaaServerlessExecutionRoleProps, 'kmsKey' | 'logGroup'>, unknown, unknown]>([
    ['L2', () => ({ kmsKey: new kms.Key(stack, 'Key'), logGroup: new logs.LogGroup(stack, 'Logs') }), { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] }, { Ref: 'Logs6819BB44' }],
    ['L1', () => ({ kmsKey: new kms.CfnKey(stack, 'Key'), logGroup: new logs.CfnLogGroup(stack, 'Logs') }), { 'Fn::GetAtt': ['Key', 'Arn'] }, { Ref: 'Logs' }],
    ['imported', () => ({
      kmsKey: kms.Key.fromKeyArn(stack, 'Key', arn(KEY)),
      logGroup: logs.CfnLogGroup.fromLogGroupArn(stack, 'Logs', `arn:aws:logs:eu-west-1:111122223333:log-group:${LOG_GROUP}:*`),
    }), arn(KEY), LOG_GROUP],
  ])('role, key and log group: %s', (_what, props, key, logGroup) => {
    const it = role(props());
    const flow = workflow(it);
    it.associateWith(flow);
    const once = properties();
    expect(once).toEqual({
      ...DEFINITION,
      RoleArn: { 'Fn::GetAtt': ['Role1ABCC5F0', 'Arn'] },
      EncryptionConfiguration: { Type: 'CUSTOMER_MANAGED_KEY', KmsKeyId: key },
      LoggingConfiguration: { LogGroupName: logGroup },
    });
    it.associateWith(flow);
    expect(properties()).toEqual(once);
  });

  test('a dependency where the ARN is no reference', () => {
    const it = role({ roleName: 'etl' });
    it.associateWith(workflowIn(stack, 'arn:aws:iam::111122223333:role/etl'));
    const other = role({}, 'Other');
    const unknown = workflowIn(stack, Lazy.string({ produce: () => 'arn:aws:iam::111122223333:role/x' }), {}, 'Unknown');
    other.associateWith(unknown);
    expect(properties().RoleArn).toEqual({ 'Fn::GetAtt': ['Role1ABCC5F0', 'Arn'] });
    expect(templateOf(stack).Resources.Unknown.DependsOn).toEqual([expect.stringMatching(/^Other/)]);
  });
});

describe('associateWith keeps', () => {
  test.each<[string, Partial<serverless.CfnWorkflowProps>, unknown, unknown]>([
    ['the same key by id, and the same log group', {
      encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KEY', kmsKeyId: KEY }, loggingConfiguration: { logGroupName: LOG_GROUP },
    }, { Type: 'CUSTOMER_MANAGED_KEY', KmsKeyId: KEY }, { LogGroupName: LOG_GROUP }],
    ['what only the deployment knows', {
      encryptionConfiguration: token({ type: 'CUSTOMER_MANAGED_KEY', kmsKeyId: KEY }), loggingConfiguration: token({ logGroupName: LOG_GROUP }),
    }, { Type: 'CUSTOMER_MANAGED_KEY', KmsKeyId: KEY }, { LogGroupName: LOG_GROUP }],
  ])('%s', (_what, props, encryption, logging) => {
    const it = role({ kmsKey: kms.Key.fromKeyArn(stack, 'Key', arn(KEY)), logGroup: new logs.LogGroup(stack, 'Logs', { logGroupName: LOG_GROUP }) });
    it.associateWith(workflow(it, props));
    expect(properties()).toMatchObject({ EncryptionConfiguration: encryption, LoggingConfiguration: logging });
  });

  test('the key of AWS and any log group, if the role has neither', () => {
    const it = role();
    it.associateWith(workflow(it, { encryptionConfiguration: { type: 'AWS_MANAGED_KEY' }, loggingConfiguration: { logGroupName: 'a' } }));
    expect(properties()).toMatchObject({ EncryptionConfiguration: { Type: 'AWS_MANAGED_KEY' }, LoggingConfiguration: { LogGroupName: 'a' } });
  });
});

const key = () => ({ kmsKey: new kms.Key(stack, 'Key') });
const CONTRADICTIONS: [string, () => MwaaServerlessExecutionRoleProps, () => Partial<serverless.CfnWorkflowProps>, RegExp][] = [
  ['has another role by reference', () => ({}), () => ({ roleArn: new iam.Role(stack, 'Other', { assumedBy: new iam.AccountRootPrincipal() }).roleArn }), /has another role as `RoleArn`, that of 'Stack\/Other' instead of that of 'Stack\/Role': set the ARN of this role$/],
  ['has another role by ARN', () => ({}), () => ({ roleArn: 'arn:aws:iam::111122223333:role/other' }), /has another role as `RoleArn`, "arn:aws:iam::111122223333:role\/other"/],
  ['has a key and the role none', () => ({}), () => ({ encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KEY', kmsKeyId: KEY } }), /has a customer managed key as `KmsKeyId`, "1234abcd.*", but the role has none: pass the key to the role as `kmsKey`$/],
  ['has a key without an id and the role none', () => ({}), () => ({ encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KEY' } }), /has a customer managed key, but the role has none: pass the key to the role as `kmsKey`$/],
  ['has the key of AWS and the role another', key, () => ({ encryptionConfiguration: { type: 'AWS_MANAGED_KEY' } }), /has "AWS_MANAGED_KEY" as `Type` of its key and no `KmsKeyId`, but the role has a key, that of 'Stack\/Key': leave `EncryptionConfiguration` out to let the association set it$/],
  ['has a key without an id', key, () => ({ encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KEY' } }), /has "CUSTOMER_MANAGED_KEY" as `Type` of its key and no `KmsKeyId`, but the role has a key, that of 'Stack\/Key'/],
  ['has the key of AWS and an id', key, () => ({ encryptionConfiguration: { type: 'AWS_MANAGED_KEY', kmsKeyId: KEY } }), /has "AWS_MANAGED_KEY" as `Type` of its key, but the role has a key/],
  ['has a key that is no value', key, () => ({ encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KEY', kmsKeyId: Aws.NO_VALUE } }), /has "CUSTOMER_MANAGED_KEY" as `Type` of its key and no `KmsKeyId`/],
  ['has another key by reference', key, () => ({ encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KEY', kmsKeyId: new kms.Key(stack, 'Other').keyArn } }), /has another key as `KmsKeyId`, that of 'Stack\/Other' instead of that of 'Stack\/Key': leave it out to let the association set it$/],
  ['has another key by id', () => ({ kmsKey: kms.Key.fromKeyArn(stack, 'Key', arn(KEY)) }), () => ({ encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KEY', kmsKeyId: OTHER_KEY } }), /has another key as `KmsKeyId`, "99999999/],
  ['has an alias', key, () => ({ encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KEY', kmsKeyId: 'alias/a' } }), /has an alias as `KmsKeyId`, but MWAA does not support aliases/],
  ['has another log group by name', () => ({ logGroup: new logs.LogGroup(stack, 'Logs', { logGroupName: LOG_GROUP }) }), () => ({ loggingConfiguration: { logGroupName: 'other' } }), /has another log group as `LogGroupName`, "other" instead of that of 'Stack\/Logs': leave it out to let the association set it$/],
  ['has another log group by reference', () => ({ logGroup: new logs.LogGroup(stack, 'Logs') }), () => ({ loggingConfiguration: { logGroupName: new logs.LogGroup(stack, 'Other').logGroupName } }), /has another log group as `LogGroupName`, that of 'Stack\/Other' instead of that of 'Stack\/Logs'/],
];

describe('associateWith fails when the workflow', () => {
  test.each(CONTRADICTIONS)('%s', (_what, props, workflowProps, message) => {
    const it = role(props());
    const flow = workflow(it, workflowProps());
    const before = JSON.stringify(templateOf(stack));
    expect(() => it.associateWith(flow)).toThrow(message);
    expect(() => it.associateWith(flow)).toThrow(/^MwaaServerlessExecutionRole at 'Stack\/Role': workflow 'Stack\/Workflow' has /);
    expect(JSON.stringify(templateOf(stack))).toBe(before);
  });

  test.each([{ roleName: 'etl' }, {}])('is in another Region and account: a role with %j', (props) => {
    const other = new Stack(app, 'Other', { env: { account: '444455556666', region: 'us-east-1' } });
    const it = role(props);
    expect(() => it.associateWith(workflow(it, {}, other))).toThrow(
      /is in Region "us-east-1", but the role is for "eu-west-1": define the role in a stack of the workflow's Region; workflow .* is in account "444455556666", but the role is in "111122223333"/);
  });

  test('is a second one', () => {
    const it = role();
    it.associateWith(workflow(it));
    expect(() => it.associateWith(workflowIn(stack, it.roleArn, {}, 'Second'))).toThrow(
      "workflow 'Stack/Second' cannot share the role of workflow 'Stack/Workflow', because MWAA requires a role for each workflow: define another role for it");
  });

  test('has another role of this library: one error', () => {
    const [first, second] = [role(), role({}, 'Second')];
    const flow = workflow(first);
    first.associateWith(flow);
    expect(() => second.associateWith(flow)).toThrow(
      /^MwaaServerlessExecutionRole at 'Stack\/Second': workflow 'Stack\/Workflow' already has the execution role 'Stack\/Role', and each workflow has only one: remove one of the two roles$/);
  });

  test.each<[string, () => any]>([
    ['nothing', () => undefined],
    ['an environment', () => new mwaa.CfnEnvironment(stack, 'Environment', { name: 'a' })],
  ])('is %s', (_what, define) => {
    expect(() => role().associateWith(define())).toThrow(
      "MwaaServerlessExecutionRole at 'Stack/Role': `workflow` must be an L1 workflow: pass a CfnWorkflow of aws-mwaaserverless");
  });
});

const told = (kind: 'findError' | 'findWarning') => assertions.Annotations.fromStack(stack)[kind]('*', assertions.Match.stringLikeRegexp('.'))
  .map(({ id, entry }) => `${id}: ${entry.data}`);

describe('an error is on the workflow when, after the association, it', () => {
  test.each(CONTRADICTIONS)('%s', (_what, props, workflowProps, message) => {
    const it = role(props());
    const flow = workflow(it);
    it.associateWith(flow);
    Object.assign(flow, workflowProps());
    const [text, ...others] = told('findError');
    expect(others).toEqual([]);
    expect(text).toMatch(message);
    expect(text).toMatch(/^\/Stack\/Workflow: MwaaServerlessExecutionRole at 'Stack\/Role': workflow 'Stack\/Workflow' has /);
    expect(told('findWarning').filter((warning) => warning.includes('workflowNotAssociated'))).toEqual([]);
  });

  test.each<[string, string, unknown, RegExp]>([
    ['another role', 'RoleArn', 'arn:aws:iam::111122223333:role/other', /has another role as `RoleArn`/],
    ['another key', 'EncryptionConfiguration.KmsKeyId', OTHER_KEY, /has another key as `KmsKeyId`/],
    ['the key of AWS', 'EncryptionConfiguration', { Type: 'AWS_MANAGED_KEY' }, /has "AWS_MANAGED_KEY" as `Type` of its key/],
    ['another log group', 'LoggingConfiguration.LogGroupName', 'other', /has another log group as `LogGroupName`, "other"/],
  ])('is overridden with %s', (_what, path, value, message) => {
    const it = role({ ...key(), logGroup: new logs.LogGroup(stack, 'Logs') });
    const flow = workflow(it);
    it.associateWith(flow);
    it.associateWith(flow); // says nothing twice
    flow.addPropertyOverride(path, value);
    expect(told('findError')).toEqual([expect.stringMatching(message)]);
  });
});

describe('what may be left out', () => {
  const chosen = (value: string) => {
    const condition = new CfnCondition(stack, 'Condition', { expression: Fn.conditionEquals(new CfnParameter(stack, 'Stage').valueAsString, 'prod') });
    return Fn.conditionIf(condition.logicalId, value, Aws.NO_VALUE).toString();
  };

  test.each<[string, () => Partial<serverless.CfnWorkflowProps>, unknown]>([
    ['no value', () => ({ encryptionConfiguration: { type: 'AWS_MANAGED_KEY', kmsKeyId: Aws.NO_VALUE } }), { Type: 'AWS_MANAGED_KEY', KmsKeyId: { Ref: 'AWS::NoValue' } }],
    ['a key or none', () => ({ encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KEY', kmsKeyId: chosen(KEY) } }), expect.anything()],
    ['a configuration or none', () => ({ encryptionConfiguration: Fn.conditionIf('Condition', { Type: 'CUSTOMER_MANAGED_KEY', KmsKeyId: KEY }, Aws.NO_VALUE) }), expect.anything()],
  ])('%s is no contradiction to a role without a key', (_what, props, expected) => {
    const it = role();
    it.associateWith(workflow(it, props()));
    expect([told('findError'), told('findWarning')]).toEqual([[], []]);
    expect(properties().EncryptionConfiguration).toEqual(expected);
  });

  test('a configuration of no value is set', () => {
    const it = role({ ...key(), logGroup: new logs.LogGroup(stack, 'Logs', { logGroupName: LOG_GROUP }) });
    it.associateWith(workflow(it, { encryptionConfiguration: token({ Ref: 'AWS::NoValue' }), loggingConfiguration: token(undefined) as any }));
    expect(properties()).toMatchObject({ EncryptionConfiguration: { Type: 'CUSTOMER_MANAGED_KEY' }, LoggingConfiguration: {} });
  });

  test('a configuration that the deployment chooses is not compared', () => {
    const it = role({ ...key(), logGroup: new logs.LogGroup(stack, 'Logs') });
    const flow = workflow(it);
    it.associateWith(flow);
    ['EncryptionConfiguration', 'LoggingConfiguration'].forEach((name, index) =>
      flow.addPropertyOverride(name, index === 0 ? { 'Fn::If': ['Condition', { Type: 'AWS_MANAGED_KEY' }, { Ref: 'AWS::NoValue' }] } : token({ 'Fn::ImportValue': 'Logging' })));
    expect([told('findError'), told('findWarning')]).toEqual([[], []]);
  });
});

describe('synth warns that a workflow', () => {
  const complete = () => role({ ...key(), logGroup: new logs.LogGroup(stack, 'Logs') });
  const warning = (problem: string, wayOut: string) => `/Stack/Role/Resource: workflow 'Stack/Workflow' uses the role 'Stack/Role' ${problem}: ${wayOut} [ack: cdk-mwaa-iam:workflowNotAssociated]`;
  const ASSOCIATE = 'leave it out and call `associateWith` of the role with this workflow';
  const KEEP = 'leave the property as `associateWith` of the role sets it';

  test('was not associated with the role that it names', () => {
    workflow(complete());
    expect(told('findWarning')).toEqual([
      warning('without the `KmsKeyId` that the role was made for', ASSOCIATE),
      warning('without the `LogGroupName` that the role was made for', ASSOCIATE),
    ]);
  });

  test('names another key and another log group than the role that it names', () => {
    const it = role({ ...key(), logGroup: new logs.LogGroup(stack, 'Logs') });
    workflow(it, { encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KEY', kmsKeyId: new kms.Key(stack, 'Other').keyArn }, loggingConfiguration: { logGroupName: 'other' } });
    expect(told('findWarning')).toEqual([
      warning('with another `KmsKeyId` than the role was made for', ASSOCIATE),
      warning('with another `LogGroupName` than the role was made for', ASSOCIATE),
    ]);
  });

  test.each<[string, (flow: serverless.CfnWorkflow) => void]>([
    ['by its properties', (flow) => Object.assign(flow, { encryptionConfiguration: undefined, loggingConfiguration: undefined })],
    ['by overrides', (flow) => ['EncryptionConfiguration', 'LoggingConfiguration'].forEach((name) => flow.addPropertyDeletionOverride(name))],
    ['by no value', (flow) => ['EncryptionConfiguration', 'LoggingConfiguration'].forEach((name) => flow.addPropertyOverride(name, { Ref: 'AWS::NoValue' }))],
  ])('had its key and its log group taken away %s', (_how, change) => {
    const it = complete();
    const flow = workflow(it);
    it.associateWith(flow);
    change(flow);
    expect(told('findError')).toEqual([]);
    expect(told('findWarning')).toEqual([
      warning('without the `KmsKeyId` that the role was made for', KEEP), warning('without the `LogGroupName` that the role was made for', KEEP),
    ]);
  });

  test.each<[string, () => void]>([
    ['names what the role was made for', () => {
      const [kmsKey, logGroup] = [new kms.Key(stack, 'Key'), new logs.LogGroup(stack, 'Logs')];
      workflow(role({ kmsKey, logGroup }), { encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KEY', kmsKeyId: kmsKey.keyId }, loggingConfiguration: { logGroupName: logGroup.logGroupName } });
    }],
    ['has a key, and the role none', () => workflow(role(), { encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KEY', kmsKeyId: KEY } })],
    ['has one of two roles', () => {
      const roles = [role(key()), role({}, 'Second')].map(({ roleArn }) => roleArn);
      workflowIn(stack, Fn.conditionIf('Condition', ...roles as [string, string]).toString());
    }],
    ['has a role of other code', () => {
      complete();
      workflowIn(stack, new iam.Role(stack, 'Other', { assumedBy: new iam.ServicePrincipal('airflow-serverless.amazonaws.com') }).roleArn);
      workflowIn(stack, 'arn:aws:iam::111122223333:role/x', {}, 'Imported');
    }],
  ])('says nothing where it %s', (_what, build) => {
    build();
    expect(told('findWarning').filter((text) => text.includes('workflow '))).toEqual([]);
  });
});
