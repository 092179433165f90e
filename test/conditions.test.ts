import { App, aws_iam as iam, aws_kms as kms, aws_mwaa as mwaa, aws_s3 as s3, CfnCondition, CfnResource, Fn, NestedStack, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AirflowConnection, MwaaExecutionRole, SecretsBackend } from '../src';
import { BUCKET, ENVIRONMENT } from './shapes';

// What the library creates is there only where all is that it refers to.

let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack');
});

const role = (scope: Construct = stack) => new MwaaExecutionRole(scope, 'Role', {
  environmentName: ENVIRONMENT, sourceBucket: s3.Bucket.fromBucketName(scope, 'Bucket', BUCKET), roleName: 'airflow',
});
const environment = (scope: Construct = stack) => new mwaa.CfnEnvironment(scope, 'Environment', { name: ENVIRONMENT });
const put = (resource: Construct, id: string) => {
  const of = resource as CfnResource;
  of.cfnOptions.condition = of.stack.node.tryFindChild(id) as CfnCondition
    ?? new CfnCondition(of.stack, id, { expression: Fn.conditionEquals(id, id) });
};

/** The conditions of the resources of a type, with what they stand for if they are more than one. */
function conditionsOf(type: string, of = stack): unknown[] {
  app.synth({ force: true });
  const { Resources: resources, Conditions: conditions = {} } = of.resolve((of as any)._toCloudFormation());
  return Object.values<any>(resources).filter(({ Type }) => Type === type)
    .map(({ Condition: id }) => conditions[id]?.['Fn::And']?.map(({ Condition: name }: any) => name) ?? id);
}

test('the confinement has the condition of its environment, and that of its role', () => {
  const [its, one] = [role(), environment()];
  its.confineCeleryQueue(one);
  expect(conditionsOf('AWS::IAM::Policy')).toEqual([undefined]);
  put(one, 'A');
  expect(conditionsOf('AWS::IAM::Policy')).toEqual(['A']);
  put(its.node.defaultChild!, 'B');
  expect(conditionsOf('AWS::IAM::Policy')).toEqual([['A', 'B']]);
});

test('the confinement of an environment in a nested stack has no condition of the stack around it', () => {
  const nested = new NestedStack(stack, 'Nested');
  const [its, one] = [role(), environment(nested)];
  put(its.node.defaultChild!, 'A');
  put(nested.nestedStackResource!, 'A');
  its.associateWith(one);
  its.confineCeleryQueue(one);
  expect(conditionsOf('AWS::IAM::Policy', nested)).toEqual([undefined]);
  expect(app.synth({ force: true }).stacks.flatMap(({ messages }) => messages)).toEqual([]);
});

test('the confinement of a role that is there before the app has the condition of its environment', () => {
  app = new App();
  iam.Role.customizeRoles(app, { usePrecreatedRoles: { 'Stack/Role': 'existing' } });
  stack = new Stack(app, 'Stack');
  const one = environment();
  put(one, 'A');
  expect(() => role().confineCeleryQueue(one)).not.toThrow();
});

test('what is granted to a role has its condition', () => {
  const its = role();
  its.allowSelfAssume();
  put(its.node.defaultChild!, 'A');
  expect(conditionsOf('AWS::IAM::Policy')).toEqual(['A']);
});

test('what is granted beyond the limit has the condition of the role', () => {
  const its = role();
  for (let index = 0; index < 60; index++) {
    its.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [`arn:aws:s3:::${index}${'x'.repeat(200)}`] }));
  }
  put(its.node.defaultChild!, 'A');
  expect(conditionsOf('AWS::IAM::ManagedPolicy')).toEqual(['A']);
});

test('a JSON policy has the condition of its role', () => {
  const its = role();
  its.attachJsonPolicy('Json', { document: { Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } } });
  put(its.node.defaultChild!, 'A');
  expect(conditionsOf('AWS::IAM::ManagedPolicy')).toEqual(['A']);
});

test('a policy of the user keeps what it has', () => {
  const its = role();
  its.attachInlinePolicy(new iam.Policy(stack, 'Mine', { statements: [new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] })] }));
  put(its.node.defaultChild!, 'A');
  expect(conditionsOf('AWS::IAM::Policy')).toEqual([undefined]);
});

test('a connection has the conditions of the role that it names and of its key', () => {
  const [its, encryptionKey] = [role(), new kms.Key(stack, 'Key')];
  const backend = new SecretsBackend({ encryptionKey });
  backend.addConnection(stack, 'one', AirflowConnection.aws({ role: its }));
  new SecretsBackend().addConnection(stack, 'two', AirflowConnection.aws());
  put(its.node.defaultChild!, 'A');
  put(encryptionKey.node.defaultChild!, 'B');
  expect(conditionsOf('AWS::SecretsManager::Secret')).toEqual([['A', 'B'], undefined]);
});
