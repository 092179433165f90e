import { App, aws_iam as iam, CfnCondition, CfnParameter, CfnResource, Environment, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { MwaaServiceLinkedRole } from '../../src';

const ENV = { account: '111122223333', region: 'eu-west-1' };

let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack');
});

const define = (scope: Construct, id: string) => new MwaaServiceLinkedRole(scope, id);
const other = (env?: Environment, scope: Construct = app) => new Stack(scope, 'Other', { env });
const withEnv = () => new Stack(app, 'WithEnv', { env: ENV });
const onlyIf = (construct: Construct, condition: CfnCondition) => {
  ((construct.node.defaultChild ?? construct) as CfnResource).cfnOptions.condition = condition;
};
const wanted = (scope: Stack) => new CfnCondition(scope, 'Wanted', {
  expression: Fn.conditionEquals(new CfnParameter(scope, 'Create', { default: 'no' }).valueAsString, 'yes'),
});

test.each<[string, () => unknown, string, string]>([
  ['in a stack', () => [define(stack, 'One'), define(stack, 'Two')], 'Stack/Two', 'Stack/One'],
  ['in a stack, once as L1', () => [new iam.CfnServiceLinkedRole(stack, 'One', { awsServiceName: 'airflow.amazonaws.com' }), define(stack, 'Two')], 'Stack/Two', 'Stack/One'],
  ['in a nested stack', () => [define(stack, 'One'), define(new NestedStack(stack, 'Nested'), 'Two')], 'Stack/Nested/Two', 'Stack/One'],
  ['in two stacks of one account', () => [define(withEnv(), 'One'), define(other({ ...ENV, region: 'us-east-1' }), 'Two')], 'Other/Two', 'WithEnv/One'],
  ['under one condition', () => {
    const condition = wanted(stack);
    ['One', 'Two'].forEach((id) => onlyIf(define(stack, id), condition));
  }, 'Stack/Two', 'Stack/One'],
  ['once without a condition', () => [define(stack, 'One'), onlyIf(define(stack, 'Two'), wanted(stack))], 'Stack/Two', 'Stack/One'],
])('fails twice %s', (_what, defineBoth, second, first) => {
  defineBoth();
  expect(() => app.synth()).toThrow(
    `MwaaServiceLinkedRole at '${second}': '${first}' creates the role in the same account, which has one only: keep one of them, and refer to it with` +
    ' `MwaaServiceLinkedRole.fromAccount`, or use `MwaaServiceLinkedRole.ensureExists`',
  );
});

test.each<[string, () => unknown]>([
  ['once', () => define(stack, 'One')],
  ['once, and what refers to it or ensures that it exists', () => [
    define(stack, 'One'), MwaaServiceLinkedRole.fromAccount(stack, 'Two'), MwaaServiceLinkedRole.ensureExists(stack, 'Three'),
  ]],
  ['beside that of another service', () => [define(stack, 'One'), new iam.CfnServiceLinkedRole(stack, 'Two', { awsServiceName: 'ecs.amazonaws.com' })]],
  ['in two accounts', () => [define(withEnv(), 'One'), define(other({ ...ENV, account: '444455556666' }), 'Two')]],
  ['in two stacks without env', () => [define(stack, 'One'), define(other(), 'Two')]],
  ['in two stacks of which one has no env', () => [define(stack, 'One'), define(withEnv(), 'Two')]],
  ['in two stages', () => [define(withEnv(), 'One'), define(other(ENV, new Stage(app, 'Stage')), 'Two')]],
  ['in a stage and the stage within', () => {
    const stage = new Stage(app, 'Stage');
    define(other(ENV, stage), 'One');
    define(other(ENV, new Stage(stage, 'Inner')), 'Two');
  }],
  ['under conditions that exclude each other', () => {
    const condition = wanted(stack);
    onlyIf(define(stack, 'One'), condition);
    onlyIf(define(stack, 'Two'), new CfnCondition(stack, 'Unwanted', { expression: Fn.conditionNot(condition) }));
  }],
  ['under conditions that are written over the resources', () => {
    const condition = wanted(stack);
    new CfnCondition(stack, 'Unwanted', { expression: Fn.conditionNot(condition) });
    [condition.node.id, 'Unwanted'].forEach((name) => (define(stack, `If${name}`).node.defaultChild as iam.CfnServiceLinkedRole).addOverride('Condition', name));
  }],
  ['under the exclusive condition of a nested stack', () => {
    const condition = wanted(stack);
    const nested = new NestedStack(stack, 'Nested');
    define(nested, 'One');
    nested.nestedStackResource!.cfnOptions.condition = condition;
    onlyIf(define(stack, 'Two'), new CfnCondition(stack, 'Unwanted', { expression: Fn.conditionNot(condition) }));
  }],
  ['in two stacks, each under its own condition', () => [withEnv(), other({ ...ENV, region: 'us-east-1' })].forEach((each) => onlyIf(define(each, 'Role'), wanted(each)))],
])('is right %s', (_what, defineAll) => {
  defineAll();
  expect(() => app.synth()).not.toThrow();
});

test('a second synthesis says the same, once', () => {
  define(stack, 'One');
  define(stack, 'Two');
  const messages = [1, 2].map(() => {
    try {
      app.synth({ force: true });
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  });
  expect(messages.map((message) => message.split('creates the role in the same account').length)).toEqual([2, 2]);
});

test('a stack that is in no stage is not looked at', () => {
  expect(() => define(new Stack(new Construct(undefined as any, ''), 'Stack'), 'Role')).not.toThrow();
});
