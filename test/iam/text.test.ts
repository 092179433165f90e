import { OpenValue, same, Text } from '../../src/iam/text';

const open = (id: string, kind: OpenValue['kind'] = 'chosen'): OpenValue => ({ kind, id, name: id });

test('is put together of texts, written out and open', () => {
  const text = Text.of('a', Text.of('b', open('X')), '', 'c', 'd');
  expect(text.parts).toEqual(['ab', open('X'), 'cd']);
  expect([text.literals, text.openValues, text.literal]).toEqual([['ab', 'cd'], [open('X')], undefined]);
  expect([Text.of().literal, Text.of('a', 'b').literal]).toEqual(['', 'ab']);
});

test('is the same where the same open values stand in it', () => {
  expect(same(Text.of('a', open('X')), Text.of(Text.of('a'), open('X')))).toBe(true);
  expect(same(Text.of('a', open('X')), Text.of('a', open('Y')))).toBe(false);
  expect(same(Text.of(Text.of(open('X')).key), Text.of(open('X')))).toBe(false);
});

test('is read by people as Fn::Sub writes it, or as the reference it comes from', () => {
  const text = Text.of('arn:', Text.shownAs('${AWS::Partition}', 'aws'), ':s3:::', open('Bucket'), { ...open('l'), name: '{{resolve:ssm:/x}}' });
  expect(String(text)).toBe('arn:${AWS::Partition}:s3:::${Bucket}{{resolve:ssm:/x}}');
  expect(JSON.stringify({ text })).toBe('{"text":"arn:${AWS::Partition}:s3:::${Bucket}{{resolve:ssm:/x}}"}');
  expect(text.parts[0]).toBe('arn:aws:s3:::');
});

test('is cut where nothing that is open may hide the delimiter', () => {
  const arn = Text.of('arn:', open('P', 'name'), ':sqs:', open('A', 'account'), ':q');
  expect(arn.split(':')!.map(String)).toEqual(['arn', '${P}', 'sqs', '${A}', 'q']);
  expect(arn.split('-')).toBeUndefined();
  expect(Text.of('a:', open('X')).split(':')).toBeUndefined();
  expect(Text.of('a-b').split('-')!.map(String)).toEqual(['a', 'b']);
  expect(Text.of('ab').split('')).toBeUndefined();
  expect(Text.of('a:b/', open('X', 'path')).split(':')!.map(String)).toEqual(['a', 'b/${X}']);
  expect(Text.of('a:b/', open('X', 'path')).split('/')).toBeUndefined();
});

test('has other things in the place of its parts', () => {
  const text = Text.of('Ab', open('X'));
  expect(String(text.toLowerCase())).toBe('ab${X}');
  expect(text.replaceOpen(() => 'c').literal).toBe('Abc');
  expect(Text.of('a').replaceOpen(() => 'c').literal).toBe('a');
});
