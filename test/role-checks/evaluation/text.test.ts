import { generated, hasUnknown, isGenerated, pseudoParameter, replaceAtoms, show, showJson, textOf, unknown, unknownPart } from '../../../src/role-checks/evaluation/text';

const scope = {
  ref: (id: string) => ({ 'AWS::Region': 'eu-west-1', 'Bucket': generated('Bucket') } as Record<string, string>)[id],
  attribute: (id: string, name: string) => (id === 'Bucket' && name === 'Arn' ? `arn:aws:s3:::${generated('Bucket')}` : undefined),
  output: (stack: string, name: string) => (stack === 'Stack' && name === 'Key' ? 'k1' : undefined),
  imported: (name: string) => (name === 'Stack:Name' ? 'dags' : undefined),
};

test.each<[unknown, string]>([
  ['text', 'text'],
  [7, '7'],
  [true, 'true'],
  [null, 'null'],
  [{ Ref: 'AWS::Region' }, 'eu-west-1'],
  [{ Ref: 'Param' }, unknown('Param')],
  [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, `arn:aws:s3:::${generated('Bucket')}`],
  [{ 'Fn::GetAtt': 'Bucket.Arn' }, `arn:aws:s3:::${generated('Bucket')}`],
  [{ 'Fn::GetAtt': ['Nested', 'Outputs.Arn'] }, unknown('Nested.Outputs.Arn')],
  [{ 'Fn::ImportValue': { 'Fn::Sub': 'Stack:Name' } }, 'dags'],
  [{ 'Fn::ImportValue': 'Elsewhere' }, unknown('Fn::ImportValue Elsewhere')],
  [{ 'Fn::GetStackOutput': { StackName: 'Stack', OutputName: 'Key' } }, 'k1'],
  [{ 'Fn::GetStackOutput': { StackName: 'Other', OutputName: 'Key' } },
    unknown('{"Fn::GetStackOutput":{"OutputName":"Key","StackName":"Other"}}')],
  [{ 'Fn::GetStackOutput': 'malformed' }, unknown('{"Fn::GetStackOutput":"malformed"}')],
  [{ 'Fn::GetStackOutput': null }, unknown('{"Fn::GetStackOutput":null}')],
  [{ 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }]] }, 'a-eu-west-1'],
  [{ 'Fn::Join': ['-', { Ref: 'List' }] }, unknown('{"Fn::Join":["-",{"Ref":"List"}]}')],
  [{ 'Fn::Sub': '${AWS::Region}/${Bucket.Arn}/${Param}/${!aws:username}' },
    `eu-west-1/arn:aws:s3:::${generated('Bucket')}/${unknown('Param')}/\${aws:username}`],
  [{ 'Fn::Sub': ['${A}${ AWS::Region }', { A: { Ref: 'Param' } }] }, `${unknown('Param')}eu-west-1`],
  [{ 'Fn::Select': [1, ['a', { Ref: 'AWS::Region' }]] }, 'eu-west-1'],
  [{ 'Fn::Select': ['5', { 'Fn::Split': [':', { 'Fn::GetAtt': ['Bucket', 'Arn'] }] }] }, generated('Bucket')],
  [{ 'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::Sub': '${Bucket.Arn}/dags' }] }] }, 'dags'],
  [{ 'Fn::Select': [0, { 'Fn::Split': ['-', { Ref: 'AWS::Region' }] }] }, 'eu'],
  [{ 'Fn::FindInMap': ['M', 'k', 'v'] }, unknown('{"Fn::FindInMap":["M","k","v"]}')],
  [{}, unknown('{}')],
  ['{{resolve:ssm:/name:1}}/*', `${unknown('{{resolve:ssm:/name:1}}')}/*`],
  [{ 'Fn::Join': ['', ['{{resolve:ssm:/', { Ref: 'AWS::Region' }, '}}']] }, unknown('{{resolve:ssm:/eu-west-1}}')],
  [{ 'Fn::Sub': 'x-{{resolve:ssm:/${Param}}}' }, `x-${unknown(`{{resolve:ssm:/${unknown('Param')}}}`)}`],
])('%j is %j', (value, expected) => {
  expect(textOf(value, scope)).toBe(expected);
});

test.each<[string, unknown]>([
  ['the index is out of range', { 'Fn::Select': [9, ['a']] }],
  ['the list is not known', { 'Fn::Select': [0, { Ref: 'List' }] }],
  ['there is no list', { 'Fn::Select': [0] }],
  ['the split is malformed', { 'Fn::Select': [0, { 'Fn::Split': 'a' }] }],
  ['the text is not known', { 'Fn::Select': [0, { 'Fn::Split': [':', { Ref: 'Param' }] }] }],
  ['a generated name might be cut', { 'Fn::Select': [0, { 'Fn::Split': ['-', { Ref: 'Bucket' }] }] }],
])('a selection stays unknown when %s', (_, value) => {
  expect(textOf(value, scope)).toBe(unknown(JSON.stringify(value)));
});

test('outside any template every reference is unknown, and equal to the same reference written otherwise', () => {
  const joined = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::', { 'Fn::GetAtt': ['B', 'Name'] }]] };
  expect(textOf(joined)).toBe(textOf({ 'Fn::Sub': 'arn:${AWS::Partition}:s3:::${B.Name}' }));
  expect(textOf({ 'Fn::ImportValue': 'X' })).toBe(unknown('Fn::ImportValue X'));
  expect(hasUnknown(textOf(joined))).toBe(true);
  expect(textOf({ Ref: 'AWS::Region' })).toBe(pseudoParameter('AWS::Region'));
  expect(textOf({ Ref: 'Region' })).toBe(unknown('Region'));
  expect(textOf({ 'Fn::GetStackOutput': { StackName: 'S', OutputName: 'O' } }))
    .toBe(unknown('{"Fn::GetStackOutput":{"OutputName":"O","StackName":"S"}}'));
  expect(hasUnknown('arn:aws:s3:::dags')).toBe(false);
});

test('intrinsics that cannot be evaluated are equal whatever the order of their keys', () => {
  const one = { 'Fn::If': ['C', { 'Fn::GetAtt': 'A.B', 'X': 1 }, 2] };
  const other = { 'Fn::If': ['C', { 'X': 1, 'Fn::GetAtt': ['A', 'B'] }, 2] };
  expect(textOf(one)).toBe(textOf(other));
});

test('an atom holds no wildcard, colon or slash, and gives its name back', () => {
  const atom = unknown('a:*?/b');
  expect(atom).not.toMatch(/[:*?/]/);
  expect(replaceAtoms(`x${atom}y${generated('z')}${unknownPart('p')}`, (name, kind) => `[${name} ${kind}]`))
    .toBe('x[a:*?/b unknown]y[z generated][p part]');
});

test.each<[string, string, boolean]>([
  ['made up', generated('B'), true],
  ['made up in part', `dags-${generated('B')}`, false],
  ['made up and gone on with', `${generated('B')}-dags`, false],
  ['made up twice', generated('A') + generated('B'), false],
  ['a parameter', unknown('B'), false],
  ['written out', 'dags', false],
])('whether a name is %s', (_, name, expected) => {
  expect(isGenerated(name)).toBe(expected);
});

test('half a character, which JSON may hold, is no reason to fail', () => {
  expect(show(unknown('\ud800 \ud83d\ude00'))).toBe('${\ufffd \ud83d\ude00}');
});

test('a part of an ARN that is not known can be cut out of it', () => {
  const arn = { 'Fn::Join': [':', ['arn', { Ref: 'AWS::Partition' }, 'sqs', 'eu-west-1', { Ref: 'AWS::AccountId' }, 'q']] };
  expect(textOf({ 'Fn::Select': [4, { 'Fn::Split': [':', arn] }] })).toBe(pseudoParameter('AWS::AccountId'));
});

test('people read dynamic references as they are written', () => {
  expect(show(textOf({ 'Fn::Sub': 'arn:aws:s3:::{{resolve:ssm:/${Param}}}/*' }))).toBe('arn:aws:s3:::{{resolve:ssm:/${Param}}}/*');
});

test('people read atoms as Fn::Sub writes them', () => {
  const arn = `arn:${pseudoParameter('AWS::Partition')}:s3:::${generated('0#Bucket')}/${unknownPart('12#Part')}`;
  expect(show(arn)).toBe('arn:${AWS::Partition}:s3:::${Bucket}/${Part}');
  expect(show(unknown('Fn::ImportValue team-1#dags'))).toBe('${Fn::ImportValue team-1#dags}');
  expect(showJson({ Resource: [arn], Count: 1 })).toBe('{"Resource":["arn:${AWS::Partition}:s3:::${Bucket}/${Part}"],"Count":1}');
});
