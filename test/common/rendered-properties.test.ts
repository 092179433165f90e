import { App, aws_iam as iam, aws_sns as sns, Aws, CfnCondition, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import { finalText, renderedCondition, renderedProperties, renderedText } from '../../src/common/rendered-properties';

let stack: Stack;
let topic: sns.CfnTopic;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
  topic = new sns.CfnTopic(stack, 'Topic', { topicName: `a-${Aws.REGION}` });
});

test('properties are as in the template, overrides included', () => {
  topic.addPropertyOverride('DisplayName', 'x');
  expect(renderedProperties(topic)).toEqual({ TopicName: { 'Fn::Join': ['', ['a-', { Ref: 'AWS::Region' }]] }, DisplayName: 'x' });
});

test('a resource without properties has none', () => {
  expect(renderedProperties(new sns.CfnTopic(stack, 'Empty'))).toEqual({});
});

test('a resource that is left out of the template has none', () => {
  expect(renderedProperties(new iam.Policy(stack, 'Empty').node.defaultChild as iam.CfnPolicy)).toEqual({});
});

test('a text that nothing was written over is the given one', () => {
  expect(renderedText(topic, 'TopicName', topic.topicName)).toBe(topic.topicName);
  expect(renderedText(topic, 'DisplayName', undefined)).toBeUndefined();
});

test('a text that is written over is the other one', () => {
  topic.addPropertyOverride('TopicName', 'b');
  expect(renderedText(topic, 'TopicName', topic.topicName)).toBe('b');
  topic.addPropertyDeletionOverride('TopicName');
  expect(renderedText(topic, 'TopicName', topic.topicName)).toBeUndefined();
  topic.addPropertyOverride('TopicName', { Ref: 'Other' });
  const rendered = renderedText(topic, 'TopicName', topic.topicName);
  expect([Token.isUnresolved(rendered), stack.resolve(rendered)]).toEqual([true, { Ref: 'Other' }]);
});

test('a text may be in another property', () => {
  topic.addPropertyOverride('DeliveryStatusLogging', { Protocol: 'http' });
  expect(renderedText(topic, ['DeliveryStatusLogging', 'Protocol'], undefined)).toBe('http');
  expect(renderedText(topic, ['Nothing', 'Protocol'], undefined)).toBeUndefined();
});

test.each<[string, unknown, unknown]>([
  ['a sibling that is written over', { Other: 'x' }, 'http'],
  ['nothing', undefined, undefined],
  ['a value that only the deployment knows: it is that value', Fn.importValue('Logging'), { 'Fn::ImportValue': 'Logging' }],
  ['a function of CloudFormation: it is that function', { 'Fn::If': ['C', {}, {}] }, { 'Fn::If': ['C', {}, {}] }],
  ['a reference: it is that reference', { Ref: 'AWS::NoValue' }, { Ref: 'AWS::NoValue' }],
])('a text in another property, with %s', (_what, over, expected) => {
  topic.addPropertyOverride('DeliveryStatusLogging', over);
  expect(topic.stack.resolve(renderedText(topic, ['DeliveryStatusLogging', 'Protocol'], 'http'))).toEqual(expected);
});

test.each<[string, string | undefined, unknown]>([
  ['a literal', 'b', 'b'],
  ['what is rendered late', Lazy.string({ produce: () => 'late' }), 'late'],
  ['what is rendered late in a text', `a-${Lazy.string({ produce: () => 'late' })}-${Aws.REGION}`, { 'Fn::Join': ['', ['a-late-', { Ref: 'AWS::Region' }]] }],
  ['what only the deployment knows', Aws.REGION, { Ref: 'AWS::Region' }],
  ['nothing', undefined, undefined],
  ['what renders nothing', Lazy.string({ produce: () => undefined }), undefined],
  ['no value', Aws.NO_VALUE, undefined],
])('the final text of %s', (_what, given, expected) => {
  const text = finalText(topic, 'DisplayName', given);
  expect(stack.resolve(text)).toEqual(expected);
  expect(text?.includes('late') ?? false).toBe(JSON.stringify(expected)?.includes('late') ?? false);
});

test('a text that is given as JSON of the template is a token of it', () => {
  const rendered = renderedText(topic, 'TopicName', { Ref: 'Other' } as unknown as string);
  expect([Token.isUnresolved(rendered), stack.resolve(rendered)]).toEqual([true, { Ref: 'Other' }]);
});

test('a text that is written over still knows what it refers to', () => {
  const other = new sns.CfnTopic(stack, 'Other');
  topic.addPropertyOverride('TopicName', other.attrTopicArn);
  expect(renderedText(topic, 'TopicName', topic.topicName)).toBe(other.attrTopicArn);
});

test('a condition is that of the resource, unless another or none is written over it', () => {
  expect(renderedCondition(topic)).toBeUndefined();
  topic.cfnOptions.condition = new CfnCondition(stack, 'Condition');
  expect(renderedCondition(topic)).toBe('Condition');
  topic.addOverride('Condition', 'Other');
  expect(renderedCondition(topic)).toBe('Other');
  topic.addDeletionOverride('Condition');
  expect(renderedCondition(topic)).toBeUndefined();
});
