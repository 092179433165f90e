import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Documents } from '../../../src/cli/files/documents';

function read(text: string) {
  const path = join(mkdtempSync(join(tmpdir(), 'mwaa-template-')), 'template.yaml');
  writeFileSync(path, text);
  return new Documents(() => '').template(path);
}

test('reads JSON', () => {
  expect(read('{"Resources": {"A": {"Type": "AWS::SNS::Topic"}}}')).toEqual({ Resources: { A: { Type: 'AWS::SNS::Topic' } } });
});

test('reads YAML with the short tags of CloudFormation, on texts, lists and maps, one in the other', () => {
  expect(read(`
AWSTemplateFormatVersion: 2010-09-09
Resources:
  A:
    Type: AWS::SNS::Topic
    Condition: Prod
    Properties:
      Ref: !Ref B
      GetAtt: !GetAtt B.Arn
      GetAttList: !GetAtt [B, Arn]
      Sub: !Sub "\${B}/*"
      SubList: !Sub ["\${X}", { X: !Ref B }]
      Join: !Join
        - ":"
        - - !Ref AWS::Region
          - !If [Prod, a, !Select [0, !Split ["-", !ImportValue c]]]
      Map: !Transform { Name: AWS::Include }
      Condition: !And [!Condition Prod, !Not [!Equals [a, b]]]
      Version: 2012-10-17
      Account: "012345678901"
`)).toEqual({
    AWSTemplateFormatVersion: '2010-09-09',
    Resources: {
      A: {
        Type: 'AWS::SNS::Topic',
        Condition: 'Prod',
        Properties: {
          Ref: { Ref: 'B' },
          GetAtt: { 'Fn::GetAtt': 'B.Arn' },
          GetAttList: { 'Fn::GetAtt': ['B', 'Arn'] },
          Sub: { 'Fn::Sub': '${B}/*' },
          SubList: { 'Fn::Sub': ['${X}', { X: { Ref: 'B' } }] },
          Join: {
            'Fn::Join': [':', [
              { Ref: 'AWS::Region' },
              { 'Fn::If': ['Prod', 'a', { 'Fn::Select': [0, { 'Fn::Split': ['-', { 'Fn::ImportValue': 'c' }] }] }] },
            ]],
          },
          Map: { 'Fn::Transform': { Name: 'AWS::Include' } },
          Condition: { 'Fn::And': [{ Condition: 'Prod' }, { 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }] },
          Version: '2012-10-17',
          Account: '012345678901',
        },
      },
    },
  });
});

test.each([
  'And', 'Base64', 'Cidr', 'Equals', 'FindInMap', 'ForEach', 'GetAtt', 'GetAZs', 'GetStackOutput', 'If', 'ImportValue', 'Join', 'Length', 'Not', 'Or',
  'Select', 'Split', 'Sub', 'ToJsonString', 'Transform',
])('!%s is short for a function', (name) => {
  expect(read(`Resources: { A: !${name} x }`)).toEqual({ Resources: { A: { [`Fn::${name}`]: 'x' } } });
});

test('a tag that CloudFormation does not have is read as the text it stands on, without a warning', () => {
  const warn = jest.spyOn(process, 'emitWarning').mockReturnValue();
  expect(read('Resources: { A: { Type: !Custom x } }')).toEqual({ Resources: { A: { Type: 'x' } } });
  expect(warn.mock.calls).toEqual([]);
  warn.mockRestore();
});
