import { Aws, CfnParameter, CfnResource, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import { templateText, templateTexts } from '../../src/bucket-and-key/template-texts';
import { Text } from '../../src/iam/text';

const anywhere = () => new Stack(undefined, 'Anywhere');
const somewhere = (region = 'cn-north-1') => new Stack(undefined, 'Somewhere', { env: { region, account: '111122223333' } });
const shown = (stack: Stack, value: string) => String(templateTexts(stack, value));

const ARN = `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${Aws.REGION}`;

test('knows where a stack goes', () => {
  expect(templateTexts(somewhere(), ARN).literal).toBe('arn:aws-cn:iam::111122223333:role/cn-north-1');
});

test('leaves open where a stack goes that does not say it, and takes one place for the same place everywhere', () => {
  const [one, other] = [anywhere(), anywhere()].map((stack): Text => templateTexts(stack, ARN));
  expect(String(one)).toBe('arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${AWS::Region}');
  expect(one.openValues.map(({ kind }) => kind)).toEqual(['name', 'account', 'name']);
  expect(one.key).toBe(other.key);
});

test('leaves the partition of a Region open that CDK does not know', () => {
  expect(shown(somewhere('eu-nowhere-1'), ARN)).toBe('arn:${AWS::Partition}:iam::111122223333:role/eu-nowhere-1');
});

test.each<[string, (stack: Stack) => string, string]>([
  ['a parameter', (stack) => new CfnParameter(stack, 'P').valueAsString, '${P}'],
  ['an attribute', (stack) => new CfnResource(stack, 'R', { type: 'AWS::IAM::Role' }).getAtt('Arn').toString(), '${R.Arn}'],
  ['an import', () => Fn.importValue('Export'), '${import of Export}'],
  ['a text that is put together', () => Fn.join('-', ['a', Fn.sub('${P}/b')]), 'a-${P}/b'],
  ['a choice', () => Token.asString({ 'Fn::If': ['C', 'a', 'b'] }), '${Fn::If C a b}'],
  ['a value of a mapping', () => Token.asString({ 'Fn::FindInMap': ['M', 'a', 'b'] }), '${Fn::FindInMap M a b}'],
  ['an output of a stack', () => Token.asString({ 'Fn::GetStackOutput': { StackName: 'S', OutputName: 'O' } }), '${Fn::GetStackOutput StackName S OutputName O}'],
])('leaves open what only the deployment knows: %s', (_what, value, text) => {
  const stack = anywhere();
  const result: Text = templateTexts(stack, value(stack));
  expect(String(result)).toBe(text);
  expect(result.openValues.map(({ kind }) => kind)).toEqual(['chosen']);
});

test('reads whole documents', () => {
  expect(JSON.parse(JSON.stringify(templateTexts(somewhere(), { Statement: [{ Resource: Aws.REGION, Effect: 'Allow' }] }))))
    .toEqual({ Statement: [{ Resource: 'cn-north-1', Effect: 'Allow' }] });
});

test('one text is read like all, and left open as long as it has no value', () => {
  const stack = somewhere();
  expect(templateText(stack, ARN).literal).toBe('arn:aws-cn:iam::111122223333:role/cn-north-1');
  const { openValues } = templateText(stack, Lazy.string({ produce: () => undefined }));
  expect(openValues.map(({ kind }) => kind)).toEqual(['chosen']);
});
