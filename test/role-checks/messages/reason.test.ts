import { reasonOf } from '../../../src/role-checks/messages/reason';
import { foundIn, inline, pasted, pastedTrust, policyOf, template } from '../shapes';

const NAME = { Ref: 'Name' };

/** What the only note on a template says. */
function noteOn(body: object): string {
  const [{ rule, description }, ...others] = foundIn(body);
  expect([rule, others]).toEqual(['cdk-mwaa-iam::notChecked', []]);
  return description.replace(/^not checked for environment "[^"]*": /, '');
}

/** The documented policy with something else in the place of a statement. */
function withStatement(action: string, change: (statement: any) => object[]) {
  return { Policies: [inline((all) => all.flatMap((one) => ([one.Action].flat().includes(action) ? change(one) : [one])))] };
}

const HEALTH = 'whether the role may report the health of the environment';
const metricsOn = (name: unknown) => withStatement('airflow:PublishMetrics', (one) =>
  [{ ...one, Resource: { 'Fn::Sub': `arn:\${AWS::Partition}:airflow:\${AWS::Region}:\${AWS::AccountId}:environment/${name}` } }]);

test.each<[string, object, string]>([
  ['a parameter', metricsOn('${Name}'), 'a statement allows environment/${Name}, and MWAA needs environment/my-env: right only if Name is my-env'],
  ['a part of a name', metricsOn('my-${Name}v'), 'a statement allows environment/my-${Name}v, and MWAA needs environment/my-env: right only if Name is en'],
  ['nothing more', metricsOn('my-env${Name}'), 'a statement allows environment/my-env${Name}, and MWAA needs environment/my-env: right only if Name is empty'],
  ['two parameters', metricsOn('${Name}${Other}'),
    'a statement allows environment/${Name}${Other}, and MWAA needs environment/my-env: right only if Name is my-env, or the like'],
  ['a parameter before a wildcard', metricsOn('${Name}-*'), 'a statement allows environment/${Name}-*, and MWAA needs environment/my-env: right only if the one covers the other'],
  ['a reference without Fn::Sub', withStatement('airflow:PublishMetrics', (one) => [{ ...one, Resource: 'arn:aws:airflow:eu-west-1:${AWS::AccountId}:environment/${Name}' }]),
    'a statement allows arn:aws:airflow:eu-west-1:${AWS::AccountId}:environment/${Name}, and MWAA needs '
    + 'arn:${AWS::Partition}:airflow:${AWS::Region}:${AWS::AccountId}:environment/my-env: ${AWS::AccountId} stands there without Fn::Sub, and so CloudFormation does not fill it in'],
  ['the action', withStatement('airflow:PublishMetrics', (one) => [{ ...one, Action: { 'Fn::Sub': 'airflow:${Name}' } }]),
    'a statement allows airflow:${Name}, and MWAA needs airflow:publishmetrics: right only if Name is publishmetrics'],
  ['all but a resource', withStatement('airflow:PublishMetrics', ({ Resource: _, ...one }) => [{ ...one, NotResource: NAME }]),
    'a statement allows all but ${Name}, and MWAA needs arn:${AWS::Partition}:airflow:${AWS::Region}:${AWS::AccountId}:environment/my-env: '
    + 'right unless Name is arn:${AWS::Partition}:airflow:${AWS::Region}:${AWS::AccountId}:environment/my-env'],
  ['a condition', withStatement('airflow:PublishMetrics', (one) => [{ ...one, Condition: { StringEquals: { 'aws:PrincipalType': NAME } } }]),
    'a statement allows it where aws:PrincipalType is ${Name}, and it is AssumedRole: right only if Name is AssumedRole'],
  ['a condition that is not to be', withStatement('airflow:PublishMetrics', (one) => [{ ...one, Condition: { StringNotEquals: { 'aws:PrincipalType': NAME } } }]),
    'a statement allows it where aws:PrincipalType is not ${Name}, and it is AssumedRole: right unless Name is AssumedRole'],
  ['a condition on what nobody knows', withStatement('airflow:PublishMetrics', (one) => [{ ...one, Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } }]),
    'a statement allows it depending on aws:SourceVpce, which only the deployment knows'],
  ['a whole condition', withStatement('airflow:PublishMetrics', (one) => [{ ...one, Condition: NAME }]),
    'a statement allows it depending on Condition, which only the deployment knows'],
  ['an effect', withStatement('airflow:PublishMetrics', (one) => [{ ...one, Effect: NAME }]), 'only the deployment knows a statement that allows it'],
  ['one of two statements', withStatement('airflow:PublishMetrics', (one) => ['A', 'B'].map((Resource) => ({ ...one, Resource: { Ref: Resource } }))),
    'a statement allows ${A}, and MWAA needs arn:${AWS::Partition}:airflow:${AWS::Region}:${AWS::AccountId}:environment/my-env: '
    + 'right if, for example, A is arn:${AWS::Partition}:airflow:${AWS::Region}:${AWS::AccountId}:environment/my-env'],
  ['a deny', { Policies: [inline((all) => [...all, { Effect: 'Deny', Action: 'airflow:*', Resource: NAME }])] },
    'a statement denies ${Name}, and MWAA needs arn:${AWS::Partition}:airflow:${AWS::Region}:${AWS::AccountId}:environment/my-env: '
    + 'right unless Name is arn:${AWS::Partition}:airflow:${AWS::Region}:${AWS::AccountId}:environment/my-env'],
  ['a deny of all but a resource', { Policies: [inline((all) => [...all, { Effect: 'Deny', Action: 'airflow:*', NotResource: ['x', NAME] }])] },
    'a statement denies all but ${Name}, and MWAA needs arn:${AWS::Partition}:airflow:${AWS::Region}:${AWS::AccountId}:environment/my-env: '
    + 'right only if Name is arn:${AWS::Partition}:airflow:${AWS::Region}:${AWS::AccountId}:environment/my-env'],
])('a note names what differs: %s', (_, role, reason) => {
  expect(noteOn(template({ role }))).toBe(`${reason}: ${HEALTH}`);
});

test('a note has the default of a parameter', () => {
  const Parameters = { Name: { Type: 'String', Default: 'dev' } };
  expect(noteOn({ Parameters, ...template({ role: metricsOn('${Name}') }) }))
    .toBe(`a statement allows environment/\${Name}, and MWAA needs environment/my-env: right only if Name (by default "dev") is my-env: ${HEALTH}`);
});

test('a note has the name of the environment, as its template says it', () => {
  const { Statement } = pasted('aws-owned-key');
  const Policies = [{ PolicyDocument: { Version: '2012-10-17', Statement: JSON.parse(JSON.stringify(Statement).replace('airflow-my-env-', 'airflow-*').replace('arn:aws:airflow:eu-west-1:111122223333:', 'arn:*:airflow:*:*:')) } }];
  expect(noteOn(template({ role: { Policies }, environment: { Name: { 'Fn::Sub': '${AWS::StackName}-${Name}' } } })))
    .toBe(`a statement allows arn:*:airflow:*:*:environment/my-env, and MWAA needs arn:\${AWS::Partition}:airflow:\${AWS::Region}:\${AWS::AccountId}:environment/\${AWS::StackName}-\${Name}: right only if the one covers the other: ${HEALTH}`);
  expect(noteOn(template({ role: metricsOn('prod*'), environment: { Name: NAME } })))
    .toContain('a statement allows environment/prod*, and MWAA needs environment/${Name}: right only if Name is like prod*: ');
});

test('a note names what the name of the environment may have beside', () => {
  expect(noteOn(template({ role: metricsOn('my-env'), environment: { Name: { 'Fn::Sub': 'my-env${Name}' } } })))
    .toContain('a statement allows environment/my-env, and MWAA needs environment/my-env${Name}: right only if Name is empty: ');
});

test('a note on log groups has the form of their names that a statement could be about', () => {
  const query = ['logs:GetLogRecord', 'logs:GetLogGroupFields', 'logs:GetQueryResults'];
  const group = (suffix: string) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:airflow-\${Name}-${suffix}` });
  const role = withStatement('logs:GetLogRecord', (one) => [
    { ...one, Action: one.Action.filter((action: string) => !query.includes(action)) },
    { ...one, Action: query, Resource: ['Task', 'WebServer', 'Worker', 'Scheduler', 'DAGProcessing'].map(group) },
  ]);
  expect(noteOn(template({ role })))
    .toBe('a statement allows log-group:airflow-${Name}-DAGProcessing, and MWAA needs log-group:airflow-my-env-DAGProcessing: right only if Name is my-env: '
      + 'whether the role may write and read the Airflow logs');
});

test('where no statement could do it, a reason says nothing of any', () => {
  expect(reasonOf([], { action: 's3:GetObject', resource: '*' }, { isGranted: 'could be' })).toBe('it depends on values that only the deployment knows');
});

test('a note says on what the permissions boundary depends', () => {
  const Boundary = { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', NotAction: 'sqs:*', Resource: '*' }, { Effect: 'Allow', Action: 'sqs:*', Resource: NAME }] } } };
  expect(noteOn(template({ role: { PermissionsBoundary: { Ref: 'Boundary' } }, resources: { Boundary } })))
    .toMatch(/^a statement allows \$\{Name\}, and MWAA needs arn:.*: right only if Name is arn:.*: whether the role may hand tasks to the workers/);
});

test('a note says on what the trust policy depends', () => {
  const AssumeRolePolicyDocument = pastedTrust({ Condition: { ArnLike: { 'aws:SourceArn': { 'Fn::Sub': 'arn:*:airflow:*:*:environment/${Name}' } } } });
  expect(noteOn(template({ role: { AssumeRolePolicyDocument } })))
    .toBe('a statement allows it where aws:SourceArn is arn:*:airflow:*:*:environment/${Name}, and it is arn:${AWS::Partition}:airflow:${AWS::Region}:${AWS::AccountId}:environment/my-env: '
      + 'right only if the one covers the other: whether MWAA may assume the role');
});

test('a reason is said once, before all that depends on it', () => {
  const Elsewhere = policyOf([NAME], { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });
  expect(noteOn(template({ role: { Policies: [inline((all) => all.filter(({ Action }) => !/^(airflow|cloudwatch)/.test([Action].flat()[0])))], RoleName: 'r' }, resources: { Elsewhere } })))
    .toBe('only the deployment knows a statement that allows it: whether the role may report the health of the environment, whether the role may send Airflow metrics to CloudWatch');
});

describe('a fix can be pasted', () => {
  const fixOf = (environment: object) => {
    const [{ description, fix }] = foundIn(template({ role: { Policies: [inline((all) => all.filter(({ Action }) => !String(Action).startsWith('s3:')))] }, environment }));
    expect(description).not.toMatch(/\$\{[^}]*["{]|\[object/);
    return JSON.parse(fix.slice(fix.indexOf('{"'), fix.lastIndexOf(' (http'))).Resource;
  };

  test('with an import', () => {
    const SourceBucketArn = { 'Fn::ImportValue': 'bucket' };
    expect(fixOf({ SourceBucketArn }))
      .toEqual(['${Value1}', '${Value1}/*'].map((text) => ({ 'Fn::Sub': [text, { Value1: SourceBucketArn }] })));
  });

  test('with an import whose name is made of others', () => {
    const name = { 'Fn::ImportValue': { 'Fn::Sub': '${Name}-bucket' } };
    expect(fixOf({ SourceBucketArn: name })[0]).toEqual({ 'Fn::Sub': ['${Value1}', { Value1: name }] });
  });

  test('with two pieces of texts', () => {
    const piece = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': ['/', NAME] }] });
    const SourceBucketArn = { 'Fn::Join': ['', ['arn:aws:s3:::', piece(0), '-', piece(1), '-', NAME]] };
    expect(fixOf({ SourceBucketArn })[0])
      .toEqual({ 'Fn::Sub': ['arn:aws:s3:::${Value1}-${Value2}-${Name}', { Value1: piece(0), Value2: piece(1) }] });
  });
});
