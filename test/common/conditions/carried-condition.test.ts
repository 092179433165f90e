import { App, Aspects, aws_sns as sns, CfnCondition, CfnResource, Fn, Stack } from 'aws-cdk-lib';
import { carryConditions } from '../../../src/common/conditions/carried-condition';

let app: App;
let stack: Stack;
let one: sns.CfnTopic;
let other: sns.CfnTopic;
let created: sns.CfnTopic;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack');
  [one, other, created] = ['One', 'Other', 'Created'].map((id) => new sns.CfnTopic(stack, id));
  carryConditions(created, () => [one, other, undefined]);
});

const condition = (id: string) =>
  stack.node.tryFindChild(id) as CfnCondition ?? new CfnCondition(stack, id, { expression: Fn.conditionEquals(id, id) });
const put = (resource: CfnResource, id: string) => { resource.cfnOptions.condition = condition(id); };

/** The condition of the resource, with what it stands for if it is more than one. */
function carried(): unknown {
  const { Resources: resources, Conditions: conditions = {} } = app.synth({ force: true }).getStackByName('Stack').template;
  const id = resources.Created.Condition;
  expect(Object.keys(conditions).filter((name) => name.includes('AllConditions'))).toEqual(id?.includes('AllConditions') ? [id] : []);
  return conditions[id]?.['Fn::And']?.map(({ Condition: name }: any) => name) ?? id;
}

test.each<[string, () => unknown, unknown]>([
  ['no condition', () => undefined, undefined],
  ['the condition of one', () => put(one, 'A'), 'A'],
  ['the condition of the other', () => put(other, 'A'), 'A'],
  ['the condition of both, once', () => [put(one, 'A'), put(other, 'A')], 'A'],
  ['two conditions', () => [put(one, 'A'), put(other, 'B')], ['A', 'B']],
  ['its own', () => put(created, 'A'), 'A'],
  ['its own, which is that of one', () => [put(created, 'A'), put(one, 'A')], 'A'],
  ['its own before that of one', () => [put(one, 'A'), put(created, 'B')], ['B', 'A']],
  ['one that is written over', () => [condition('A'), one.addOverride('Condition', 'A')], 'A'],
  ['none where it is taken away', () => [put(one, 'A'), one.addDeletionOverride('Condition')], undefined],
  ['one that an aspect sets', () => [condition('A'), Aspects.of(app).add({ visit: (node) => { if (node === one) { put(one, 'A'); } } })], 'A'],
  ['what the user writes over it', () => [put(one, 'A'), condition('B'), created.addOverride('Condition', 'B')], 'B'],
])('a created resource has %s', (_what, define, expected) => {
  define();
  expect(carried()).toEqual(expected);
  expect(carried()).toEqual(expected);
});

test('a condition that comes between two syntheses counts', () => {
  put(one, 'A');
  expect(carried()).toEqual('A');
  put(other, 'B');
  expect(carried()).toEqual(['A', 'B']);
});

test('all that another resource carries', () => {
  const [it, two] = ['It', 'Two'].map((id) => new sns.CfnTopic(stack, id));
  carryConditions(two, () => [created]);
  carryConditions(it, () => [two]);
  put(one, 'A');
  put(other, 'B');
  const { Resources: resources, Conditions: conditions } = app.synth().getStackByName('Stack').template;
  expect(conditions[resources.It.Condition]['Fn::And']).toEqual([{ Condition: 'A' }, { Condition: 'B' }]);
});

test('nothing is carried over from another stack', () => {
  const there = new sns.CfnTopic(new Stack(app, 'There'), 'Topic');
  there.cfnOptions.condition = new CfnCondition(there.stack, 'A', { expression: Fn.conditionEquals('a', 'a') });
  carryConditions(created, () => [there]);
  expect(carried()).toBeUndefined();
});
