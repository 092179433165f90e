import { waitsFor } from '../../../src/role-checks/template/creation-order';

function template(resources: Record<string, object>) {
  return { resources: resources as any };
}

test.each<[string, object]>([
  ['a dependency', { DependsOn: 'Key' }],
  ['dependencies', { DependsOn: ['C', 'Key'] }],
  ['a Ref', { Properties: { A: [{ Ref: 'Key' }] } }],
  ['an attribute', { Properties: { A: { 'Fn::GetAtt': ['Key', 'Arn'] } } }],
  ['an attribute as YAML writes it', { Properties: { A: { 'Fn::GetAtt': 'Key.Arn' } } }],
  ['a name in a text', { Properties: { A: { 'Fn::Sub': 'x/${Key}' } } }],
  ['an attribute in a text', { Properties: { A: { 'Fn::Sub': 'x/${ Key.Arn }' } } }],
  ['a variable of a text', { Properties: { A: { 'Fn::Sub': ['${X}', { X: { Ref: 'Key' } }] } } }],
  ['another resource', { DependsOn: 'C' }],
])('a resource waits for another through %s', (_, from) => {
  const resources = { A: from, Key: {}, C: { DependsOn: 'Key' } };
  expect(waitsFor(template(resources), 'A', 'Key')).toBe(true);
  expect(waitsFor(template(resources), 'Key', 'A')).toBe(false);
});

test('a resource does not wait for what it does not refer to', () => {
  const resources = { A: { Properties: { A: { 'Fn::Sub': '${!B} ${Param}' }, B: 'B', E: { 'Fn::Sub': ['${B}', { B: 'b' }] }, C: { Ref: 'AWS::Region' }, D: null } }, B: {} };
  expect(waitsFor(template(resources), 'A', 'B')).toBe(false);
});

test('resources that wait for each other are looked at once', () => {
  expect(waitsFor(template({ A: { DependsOn: 'B' }, B: { DependsOn: 'A' }, C: {} }), 'A', 'C')).toBe(false);
});
