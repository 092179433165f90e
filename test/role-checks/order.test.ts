import { waitsFor } from '../../src/role-checks/order';

function template(resources: Record<string, object>) {
  return { resources: resources as any };
}

test.each<[string, object]>([
  ['a dependency', { DependsOn: 'B' }],
  ['dependencies', { DependsOn: ['C', 'B'] }],
  ['a Ref', { Properties: { A: [{ Ref: 'B' }] } }],
  ['an attribute', { Properties: { A: { 'Fn::GetAtt': ['B', 'Arn'] } } }],
  ['an attribute as YAML writes it', { Properties: { A: { 'Fn::GetAtt': 'B.Arn' } } }],
  ['a name in a text', { Properties: { A: { 'Fn::Sub': 'x/${B}' } } }],
  ['an attribute in a text', { Properties: { A: { 'Fn::Sub': 'x/${ B.Arn }' } } }],
  ['a variable of a text', { Properties: { A: { 'Fn::Sub': ['${X}', { X: { Ref: 'B' } }] } } }],
  ['another resource', { DependsOn: 'C' }],
])('a resource waits for another through %s', (_, from) => {
  const resources = { A: from, B: {}, C: { DependsOn: 'B' } };
  expect(waitsFor(template(resources), 'A', 'B')).toBe(true);
  expect(waitsFor(template(resources), 'B', 'A')).toBe(false);
});

test('a resource does not wait for what it does not refer to', () => {
  const resources = { A: { Properties: { A: { 'Fn::Sub': '${!B} ${Param}' }, B: 'B', E: { 'Fn::Sub': ['${B}', { B: 'b' }] }, C: { Ref: 'AWS::Region' }, D: null } }, B: {} };
  expect(waitsFor(template(resources), 'A', 'B')).toBe(false);
});

test('resources that wait for each other are looked at once', () => {
  expect(waitsFor(template({ A: { DependsOn: 'B' }, B: { DependsOn: 'A' }, C: {} }), 'A', 'C')).toBe(false);
});
