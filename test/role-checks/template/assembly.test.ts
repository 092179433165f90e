import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, aws_iam as iam, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { placeToTry } from '../../../src/role-checks/deployments/deployment';
import { assembliesOf, Assembly } from '../../../src/role-checks/template/assembly';
import { Reading } from '../../../src/role-checks/template/reading';
import { Template } from '../../../src/role-checks/template/template';
import { ENV, newApp } from '../shapes';

/** The assembly of an app. */
function assemblyOf(app: App): Assembly {
  const [assembly, ...others] = assembliesOf(app.synth().stacksRecursively.map(({ templateFullPath }) => templateFullPath));
  expect(others).toEqual([]);
  return assembly;
}

/** An assembly of files as given; templates are `<name>.template.json`. */
function written(files: Record<string, object>): Assembly {
  const directory = mkdtempSync(join(tmpdir(), 'mwaa-assembly-'));
  Object.entries(files).forEach(([name, content]) => writeFileSync(join(directory, name), JSON.stringify(content)));
  const [assembly] = assembliesOf(Object.keys(files).filter((name) => name.endsWith('.template.json')).map((name) => join(directory, name)));
  return assembly;
}

/** What values of a template come to, as people read it, wherever it is deployed. */
function reader({ templates }: { templates: Template[] }, template = templates[0]) {
  const reading = new Reading(templates, { place: placeToTry({}), values: new Map() });
  return {
    reading,
    text: (value: unknown) => String(reading.text(value, template)),
    ref: (id: string) => String(reading.ref(id, template)),
    attribute: (id: string, name: string) => String(reading.attribute(id, name, template)),
  };
}

test('knows the place of a stack from the manifest', () => {
  const app = newApp();
  new Stack(app, 'There', { env: ENV, stackName: 'named' });
  new Stack(app, 'Anywhere');
  const { templates } = assemblyOf(app);
  const [there, anywhere] = ['named', 'Anywhere'].map((name) => templates.find(({ place }) => place.stackName === name)!);
  const said = { 'Fn::Sub': '${AWS::Partition} ${AWS::Region} ${AWS::AccountId} ${AWS::StackName} ${AWS::URLSuffix} ${AWS::StackId}' };
  expect(reader({ templates }, there).text(said)).toBe('aws eu-west-1 111122223333 named amazonaws.com '
    + 'arn:aws:cloudformation:eu-west-1:111122223333:stack/named/${AWS::StackId}');
  expect(reader({ templates }, anywhere).text(said)).toBe('${AWS::Partition} ${AWS::Region} ${AWS::AccountId} Anywhere amazonaws.com '
    + 'arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/Anywhere/${AWS::StackId}');
});

test('follows exports and outputs, through as many stacks as there are', () => {
  const user = reader(written({
    'A.template.json': { Outputs: { None: {} } },
    'B.template.json': { Outputs: { Again: { Value: { 'Fn::ImportValue': 'first' }, Export: { Name: { 'Fn::Sub': 'second' } } } } },
    'C.template.json': {
      Resources: { Key: { Type: 'AWS::KMS::Key' } },
      Outputs: { First: { Value: { Ref: 'Key' }, Export: { Name: 'first' } }, None: null },
    },
    'manifest.json': { artifacts: { C: { properties: { templateFile: 'C.template.json', stackName: 'c' } } } },
  }));
  expect(user.text({ 'Fn::ImportValue': 'second' })).toBe('${Key}');
  expect(user.text({ 'Fn::ImportValue': 'third' })).toBe('${Fn::ImportValue third}');
  const output = (StackName: string, OutputName: string) => ({ 'Fn::GetStackOutput': { StackName, OutputName } });
  expect(user.text(output('c', 'First'))).toBe('${Key}');
  expect(user.text(output('c', 'None'))).toBe('${Fn::GetStackOutput StackName c OutputName None}');
  expect(user.text(output('d', 'First'))).toBe('${Fn::GetStackOutput StackName d OutputName First}');
});

test('leaves alone what refers to itself', () => {
  const template = reader(written({
    'A.template.json': {
      Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'Bucket' } } } },
      Outputs: { Loop: { Value: { 'Fn::ImportValue': 'loop' }, Export: { Name: 'loop' } } },
    },
  }));
  expect(template.ref('Bucket')).toBe('${Bucket}');
  expect(template.text({ 'Fn::ImportValue': 'loop' })).toBe('${Fn::ImportValue loop}');
});

test('follows what two stacks hand to and fro', () => {
  const exported = (name: string, Value: unknown) => ({ [name]: { Value, Export: { Name: name } } });
  const output = (StackName: string, OutputName: string) => ({ 'Fn::GetStackOutput': { StackName, OutputName } });
  const user = reader(written({
    'A.template.json': { Outputs: { ...exported('second', { 'Fn::ImportValue': 'third' }), Second: { Value: output('B', 'Third') } } },
    'B.template.json': { Outputs: { ...exported('first', { 'Fn::ImportValue': 'second' }), ...exported('third', 'found'), First: { Value: output('A', 'Second') }, Third: { Value: 'found' } } },
    'manifest.json': { artifacts: Object.fromEntries(['A', 'B'].map((id) => [id, { properties: { templateFile: `${id}.template.json` } }])) },
  }));
  expect(user.text({ 'Fn::ImportValue': 'first' })).toBe('found');
  expect(user.text(output('B', 'First'))).toBe('found');
});

test('follows the parameters and outputs of nested stacks', () => {
  const app = newApp();
  const stack = new Stack(app, 'Stack');
  const [roles, users] = ['Roles', 'Users'].map((id) => new NestedStack(stack, id));
  const role = new iam.CfnRole(roles, 'Role', { assumeRolePolicyDocument: {} });
  new iam.CfnInstanceProfile(users, 'Profile', { roles: [role.ref] });
  const { templates } = assemblyOf(app);
  const [owner, user] = ['Role', 'Profile'].map((id) => templates.find(({ resources }) => id in resources)!);
  const { reading, attribute } = reader({ templates }, user);
  expect(reading.text(user.resources.Profile.Properties!.Roles[0], user).openValues).toEqual([expect.objectContaining({ id: `${owner.key}#Role`, begins: 'Stack' })]);
  expect(attribute('Nothing', 'Outputs.None')).toBe('${Nothing.Outputs.None}');
});

test('follows no more of nested stacks than there is in them', () => {
  const nested = (file: string) => ({ Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': file } });
  const assembly = written({
    'A.template.json': { Resources: { Inner: nested('inner.json'), Bare: nested('bare.json') } },
    'inner.json': { Outputs: { Time: { Value: 'now' }, Nothing: null, Novalue: {} } },
    'bare.json': {},
  });
  const template = reader(assembly);
  expect(template.attribute('Inner', 'Outputs.Time')).toBe('now');
  for (const [id, name] of [['Inner', 'CreationTime'], ['Inner', 'Outputs.Nothing'], ['Inner', 'Outputs.Novalue'], ['Bare', 'Outputs.Time']]) {
    expect(template.attribute(id, name)).toBe(`\${${id}.${name}}`);
  }
  expect(reader(assembly, assembly.templates[1]).ref('Parameter')).toBe('${Parameter}');
});

test('takes nothing for a nested template that is not written as one', () => {
  const { templates: [template] } = written({
    'A.template.json': { Resources: { Yaml: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://s3/bucket/abc.yaml' } } } },
    'asset.abc.yaml': {},
    'assets.json': { files: { abc: { source: { path: 'asset.abc.yaml' } } } },
    'manifest.json': { artifacts: { Assets: { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } } } },
  });
  expect([...template.nested]).toEqual([]);
});

test('takes a template of two stacks for that of the first', () => {
  const stack = (stackName: string) => ({ properties: { templateFile: 'A.template.json', stackName } });
  const { templates } = written({ 'A.template.json': {}, 'manifest.json': { artifacts: { One: stack('one'), Two: stack('two') } } });
  expect(templates.map(({ place }) => place.stackName)).toEqual(['one']);
});

test('has the templates of one stage, the assembly of another those of another', () => {
  const app = newApp();
  ['Dev', 'Prod'].forEach((id) => new Stack(new Stage(app, id), 'Stack'));
  const assemblies = assembliesOf(app.synth().stacksRecursively.map(({ templateFullPath }) => templateFullPath));
  expect(assemblies.map(({ templates }) => templates.map(({ place }) => place.stackName))).toEqual([['Dev-Stack'], ['Prod-Stack']]);
});

test('knows which stack is deployed before another, as far as the manifest does', () => {
  const assembly = written({
    'A.template.json': {},
    'B.template.json': {},
    'C.template.json': {},
    'D.template.json': {},
    'manifest.json': {
      artifacts: {
        A: { properties: { templateFile: 'A.template.json' }, dependencies: ['B', 'A.assets'] },
        B: { properties: { templateFile: 'B.template.json' }, dependencies: ['C'] },
        C: { properties: { templateFile: 'C.template.json' } },
      },
    },
  });
  const [a, b, c, d] = assembly.templates.map((template) => ({ template, logicalId: 'R' }));
  const waits = assembly.waitsFor.bind(assembly);
  expect([waits(a, b), waits(a, c), waits(c, a)]).toEqual([true, true, false]);
  expect([waits(a, d), waits(d, a)]).toEqual([undefined, undefined]);
});

test('knows what is created before another in nested stacks', () => {
  const nested = (file: string) => ({ Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': file } });
  const assembly = written({
    'A.template.json': { Resources: { Nested: nested('nested.json') } },
    'B.template.json': {},
    'nested.json': { Resources: { One: { DependsOn: 'Two' }, Two: {} } },
    'manifest.json': {
      artifacts: {
        A: { properties: { templateFile: 'A.template.json' }, dependencies: ['B'] },
        B: { properties: { templateFile: 'B.template.json' } },
      },
    },
  });
  const [, template, other] = assembly.templates;
  const [one, two, elsewhere] = [{ template, logicalId: 'One' }, { template, logicalId: 'Two' }, { template: other, logicalId: 'R' }];
  const waits = assembly.waitsFor.bind(assembly);
  expect([waits(one, two), waits(two, one)]).toEqual([true, false]);
  expect([waits(one, elsewhere), waits(elsewhere, one)]).toEqual([true, false]);
});

test('finds constructs by their resources and resources by their constructs', () => {
  const app = newApp();
  const stack = new Stack(app, 'Stack');
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AnyPrincipal() });
  const logicalId = stack.getLogicalId(role.node.defaultChild as iam.CfnRole);
  const assembly = assemblyOf(app);
  const [template] = assembly.templates;
  expect(assembly.constructPathOf(template, logicalId)).toBe('Stack/Role/Resource');
  expect(assembly.resourceAt('Stack/Role/Resource')).toEqual({ template, logicalId });
  expect(assembly.resourceAt('Stack/Role')).toBeUndefined();
});

test('takes a manifest without artifacts for one that knows no template', () => {
  const { templates: [template] } = written({ 'A.template.json': { Resources: { Nested: { Type: 'AWS::CloudFormation::Stack' } } }, 'manifest.json': {} });
  expect(template.place.stackName).toBeUndefined();
  expect([...template.nested]).toEqual([]);
});

test('takes the construct path that the template itself has', () => {
  const assembly = written({ 'A.template.json': { Resources: { A: { Type: 'T', Metadata: { 'aws:cdk:path': 'Stack/A/Resource' } }, B: { Type: 'T' } } } });
  expect(assembly.constructPathOf(assembly.templates[0], 'A')).toBe('Stack/A/Resource');
  expect(assembly.constructPathOf(assembly.templates[0], 'B')).toBeUndefined();
});

test('takes no other metadata for the resource of a construct', () => {
  const entry = (type: string, data: unknown) => ({ type, data });
  const assembly = written({
    'A.template.json': { Resources: { A: { Type: 'T' }, B: { Type: 'T' } } },
    'manifest.json': {
      artifacts: {
        Stack: {
          properties: { templateFile: 'A.template.json' },
          metadata: {
            '/Stack': [entry('aws:cdk:info', 'A')],
            '/Stack/A': [entry('aws:cdk:info', 'B'), entry('aws:cdk:logicalId', 'A')],
          },
        },
      },
    },
  });
  const [template] = assembly.templates;
  expect(assembly.constructPathOf(template, 'A')).toBe('Stack/A');
  expect(assembly.resourceAt('Stack/A')).toEqual({ template, logicalId: 'A' });
  expect(assembly.resourceAt('Stack')).toBeUndefined();
});

test('looks at each file, but not at each of a thousand copies of one', () => {
  const nested = (file: string, name: string) => ({ Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': file }, Properties: { Parameters: { Name: name } } });
  const copies = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`N${index}`, nested('inner.json', `${index}`)]));
  const { templates: [template, ...others] } = written({
    'A.template.json': { Resources: { ...copies, Alike: nested('inner.json', '0'), Last: nested('last.json', '') } }, 'inner.json': {}, 'last.json': {},
  });
  expect(others.filter(({ place }) => place.path.endsWith('inner.json'))).toHaveLength(99);
  expect(others.filter(({ place }) => place.path.endsWith('last.json'))).toHaveLength(1);
  expect(template.nested.get('Alike')).toBe(template.nested.get('N0'));
});

test('leaves alone an output that refers to itself', () => {
  const Value = { 'Fn::GetStackOutput': { StackName: 'A', OutputName: 'Loop' } };
  const user = reader(written({
    'A.template.json': { Outputs: { Loop: { Value } } }, 'manifest.json': { artifacts: { A: { properties: { templateFile: 'A.template.json' } } } },
  }));
  expect(user.text(Value)).toBe('${Fn::GetStackOutput StackName A OutputName Loop}');
});
