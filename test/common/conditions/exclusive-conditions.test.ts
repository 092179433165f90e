import { App, Aws, aws_sns as sns, CfnCondition, CfnParameter, Fn, ICfnConditionExpression, NestedStack, Stack, Token } from 'aws-cdk-lib';
import { carryConditions } from '../../../src/common/conditions/carried-condition';
import { conditionsOf, excludeEachOther } from '../../../src/common/conditions/exclusive-conditions';

let stack: Stack;
let parameter: CfnParameter;
let stage: CfnParameter;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
  parameter = new CfnParameter(stack, 'Parameter');
  stage = new CfnParameter(stack, 'Stage', { allowedValues: ['dev', 'prod'] });
});

const is = (value: string, of = parameter) => Fn.conditionEquals(of.valueAsString, value);
const condition = (id: string, expression?: ICfnConditionExpression) => new CfnCondition(stack, id, { expression });

test.each<[string, () => (ICfnConditionExpression | undefined)[], boolean]>([
  ['none', () => [], false],
  ['one', () => [is('a')], false],
  ['the same twice', () => [is('a'), is('a')], false],
  ['one and its opposite', () => [is('a'), Fn.conditionNot(is('a'))], true],
  ['a condition and its opposite by reference', () => [condition('C', is('a')), Fn.conditionNot(stack.node.findChild('C') as CfnCondition)], true],
  ['two values of one parameter', () => [is('a'), is('b')], true],
  ['two values of two parameters', () => [is('a'), is('dev', stage)], false],
  ['one value, whichever side it is on', () => [is('a'), Fn.conditionEquals('b', parameter.value)], true],
  ['a pseudo parameter', () => [Fn.conditionEquals(Aws.REGION, 'eu-west-1'), Fn.conditionEquals(Aws.REGION, 'eu-west-3')], true],
  ['two other values', () => [Fn.conditionNot(is('a')), Fn.conditionNot(is('b'))], false],
  ['two other values, where no more are allowed', () => [Fn.conditionNot(is('dev', stage)), Fn.conditionNot(is('prod', stage))], true],
  ['a value that is not allowed', () => [is('test', stage)], true],
  ['one of two, and the second', () => [Fn.conditionOr(is('a'), is('b')), is('b')], false],
  ['one of two, and a third', () => [Fn.conditionOr(is('a'), is('b')), is('c')], true],
  ['both of two, and not the second', () => [Fn.conditionAnd(is('a'), is('dev', stage)), Fn.conditionNot(is('dev', stage))], true],
  ['equal parameters with equal values', () => [Fn.conditionEquals(parameter.value, stage.value), is('dev'), is('dev', stage)], false],
  ['equal parameters with other values', () => [Fn.conditionEquals(parameter.value, stage.value), is('dev'), is('prod', stage)], true],
  ['what is different', () => [Fn.conditionNot(Fn.conditionEquals(parameter.value, Fn.ref('Elsewhere')))], false],
  ['what is the same', () => [Fn.conditionEquals(parameter.value, Fn.ref('Elsewhere'))], false],
  ['what cannot be said: another function', () => [is('a'), Token.asAny({ 'Fn::Contains': [['a'], 'a'] }) as any], true],
  ['a number and another', () => [Fn.conditionEquals(parameter.value, 1), Fn.conditionEquals(parameter.value, 2)], true],
  ['a number and its text', () => [Fn.conditionEquals(parameter.value, 1), is('1')], false],
  ['true and false', () => [Fn.conditionEquals(parameter.value, true), Fn.conditionEquals(parameter.value, false)], true],
  ['a place and a parameter', () => [is('a'), Fn.conditionEquals(Aws.REGION, 'eu-west-1')], false],
  ['what cannot be said: partition and Region', () => [Fn.conditionEquals(Aws.PARTITION, 'aws-cn'), Fn.conditionEquals(Aws.REGION, 'eu-west-1')], true],
  ['what cannot be said: what is worked out', () => [Fn.conditionEquals(Fn.select(0, Fn.split('-', parameter.valueAsString)), 'a'), is('b-c')], true],
  ['what cannot be said: the opposite of another function', () => [is('a'), Fn.conditionNot(Token.asAny({ 'Fn::Contains': [['a'], 'a'] }) as any)], true],
  ['a condition as the template names it, and its opposite', () => [condition('C', is('a')), Fn.conditionNot(Token.asAny({ Condition: 'C' }) as any)], true],
  ['conditions as the template names them', () => [condition('C', is('a')), Fn.conditionAnd(Token.asAny({ Condition: 'C' }) as any, is('dev', stage))], false],
  ['what cannot be said: a condition that nothing defines', () => [is('a'), Fn.conditionNot(Token.asAny({ Condition: 'Unknown' }) as any)], true],
  ['what cannot be said: nothing', () => [is('a'), undefined], true],
  ['what cannot be said: too many values', () => [...Array(12).keys()].map((index) => is('a', new CfnParameter(stack, `P${index}`))), true],
])('%s', (_what, define, expected) => {
  expect(excludeEachOther(define().map((expression, index) => condition(`Condition${index}`, expression)))).toBe(expected);
});

test('what cannot be said: conditions of two stacks', () => {
  const inner = new CfnCondition(new NestedStack(stack, 'Nested'), 'Inner', { expression: is('a') });
  expect(excludeEachOther([condition('Outer', is('a')), inner])).toBe(true);
});

test('the conditions of a resource are its own and those of the nested stacks around it', () => {
  const inner = new NestedStack(new NestedStack(stack, 'Outer'), 'Inner');
  const resource = new sns.CfnTopic(inner, 'Topic');
  expect(conditionsOf(resource)).toEqual([]);
  const [own, outer] = [new CfnCondition(inner, 'Own'), condition('Outside')];
  resource.cfnOptions.condition = own;
  (stack.node.findChild('Outer') as NestedStack).nestedStackResource!.cfnOptions.condition = outer;
  expect(conditionsOf(resource)).toEqual([own, outer]);
});

test('all conditions that a resource carries count, and what is written over them', () => {
  const [one, two, created] = ['One', 'Two', 'Created'].map((id) => new sns.CfnTopic(stack, id));
  carryConditions(created, () => [one, two]);
  expect(conditionsOf(created)).toEqual([]);
  const [first, second] = [one, two].map((resource, index) => resource.cfnOptions.condition = condition(`Condition${index}`, is('a')));
  expect(conditionsOf(created)).toEqual([first, second]);
  created.addOverride('Condition', 'Condition1');
  expect(conditionsOf(created)).toEqual([second]);
});

test('a condition that is written over counts, also one that nothing in the app defines', () => {
  const resource = new sns.CfnTopic(stack, 'Topic');
  resource.cfnOptions.condition = condition('Own');
  const other = condition('Other');
  resource.addOverride('Condition', 'Other');
  expect(conditionsOf(resource)).toEqual([other]);
  resource.addOverride('Condition', 'Unknown');
  expect(conditionsOf(resource)).toEqual([undefined]);
  expect(excludeEachOther([undefined])).toBe(true);
  resource.addOverride('Condition', undefined);
  expect(conditionsOf(resource)).toEqual([]);
});
