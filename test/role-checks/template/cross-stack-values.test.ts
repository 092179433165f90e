import { aws_iam as iam, aws_s3 as s3, CfnOutput, Fn, NestedStack, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { MwaaExecutionRole } from '../../../src';
import { placeToTry } from '../../../src/role-checks/deployments/deployment';
import { Reading } from '../../../src/role-checks/template/reading';
import { Template } from '../../../src/role-checks/template/template';
import { broken, ENV, environment, foundAmong, foundIn, handWritten, inline, NAME, newApp, pasted, pastedTrust, shortly, template, without } from '../shapes';

const VIRGINIA = { ...ENV, region: 'us-east-1' };

/** A stack whose role is in one Region, and a stack in another. */
function twoRegions() {
  const app = newApp();
  const [roles, environments] = [VIRGINIA, ENV].map((env, index) => new Stack(app, ['Roles', 'Environments'][index], { env, crossRegionReferences: true }));
  return { app, roles, environments };
}

describe('a role in another Region of the app', () => {
  test.each<[string, (stack: Stack) => Construct]>([
    ['in its stack', (stack) => stack],
    ['in a nested stack', (stack) => new NestedStack(stack, 'Nested')],
  ])('is found by an environment %s', (_, scopeIn) => {
    const { app, roles, environments } = twoRegions();
    const role = (id: string, change?: (statements: any[]) => any[]) => new iam.CfnRole(roles, id, {
      assumeRolePolicyDocument: pastedTrust(),
      policies: [{ policyName: 'p', policyDocument: pasted('aws-owned-key', change) }],
    });
    const [whole, part] = [role('Whole'), role('Part', without('sqs:SendMessage'))];
    const scope = scopeIn(environments);
    environment(new Construct(scope, 'One'), whole.attrArn);
    environment(new Construct(scope, 'Two'), part.attrArn);
    expect(broken(app)).toEqual(['missingPermission Part']);
  });

  test('passes with a bucket from there', () => {
    const { app, roles, environments } = twoRegions();
    const sourceBucket = new s3.Bucket(roles, 'Bucket', { bucketName: 'dags', versioned: true });
    const role = new MwaaExecutionRole(environments, 'Role', { environmentName: NAME, sourceBucket });
    environment(environments, role.roleArn, { sourceBucketArn: sourceBucket.bucketArn });
    expect(broken(app)).toEqual([]);
  });

  test('has the managed policies that come from there', () => {
    const { app, roles, environments } = twoRegions();
    const policy = (id: string, change?: (statements: any[]) => any[]) =>
      new iam.CfnManagedPolicy(roles, id, { managedPolicyName: id, policyDocument: pasted('aws-owned-key', change) });
    const withPolicy = (id: string, { ref }: iam.CfnManagedPolicy) =>
      environment(new Construct(environments, id), handWritten(new Construct(environments, `${id}Role`), {}, { policies: [], managedPolicyArns: [ref] }).attrArn);
    withPolicy('One', policy('Whole'));
    withPolicy('Two', policy('Part', without('sqs:SendMessage')));
    expect(broken(app)).toEqual([expect.stringMatching(/^missingPermission TwoRole/)]);
  });
});

test('stacks of one name in two Regions hand over their own', () => {
  const app = newApp();
  [ENV, VIRGINIA].forEach((env) => {
    const [roles, environments] = ['roles', 'environments'].map((stackName) => new Stack(app, `${stackName}-${env.region}`, { env, stackName }));
    const role = new MwaaExecutionRole(roles, 'Role', { environmentName: NAME, sourceBucket: s3.Bucket.fromBucketName(roles, 'Bucket', 'dags') });
    environment(environments, role.roleArn);
  });
  expect(broken(app)).toEqual([]);
});

describe('an output', () => {
  const output = (stackName: string, place: object = {}) => ({ 'Fn::GetStackOutput': { StackName: stackName, OutputName: 'Arn', ...place } });
  const stack = (file: string, region: string, account = ENV.account) => ({
    type: 'aws:cloudformation:stack', environment: `aws://${account}/${region}`, properties: { templateFile: `${file}.template.json`, stackName: file.split('-')[0] },
  });
  const role = (change?: (statements: any[]) => any[]) =>
    ({ Resources: { Role: template({ role: { Policies: [inline(change)] } }).Resources.Role }, Outputs: { Arn: { Value: { 'Fn::GetAtt': 'Role.Arn' } } } });
  const found = (ExecutionRoleArn: object) => shortly(foundAmong({
    'roles-here.template.json': role(),
    'roles-there.template.json': role(without('sqs:SendMessage')),
    'roles-elsewhere.template.json': role(without('airflow:PublishMetrics')),
    'user.template.json': { Resources: { Environment: template({ environment: { ExecutionRoleArn } }).Resources.Environment } },
    'manifest.json': {
      artifacts: {
        A: stack('roles-here', 'eu-west-1'), B: stack('roles-there', 'us-east-1'), C: stack('roles-elsewhere', 'eu-west-1', '444455556666'), D: stack('user', 'eu-west-1'),
      },
    },
  }));

  test('is that of the stack in the same place', () => {
    expect(found(output('roles'))).toEqual([]);
  });

  test('is that of the stack in the Region that is named', () => {
    expect(found(output('roles', { Region: 'us-east-1' }))).toEqual(['missingPermission Role']);
    expect(found(output('roles', { Region: 'us-west-2' }))).toEqual(['notChecked Environment']);
  });

  test('is that of the stack in the account of the role that reads it', () => {
    expect(found(output('roles', { RoleArn: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::444455556666:role/reader' } }))).toContain('missingPermission Role');
    expect(found(output('roles', { RoleArn: { Ref: 'Reader' } }))).toEqual(['notChecked Environment']);
  });
});

test('an export of one template for anywhere is followed, of two is not', () => {
  const roles = {
    Resources: { Role: template({ role: { Policies: [inline(without('sqs:SendMessage'))] } }).Resources.Role },
    Outputs: { Arn: { Value: { 'Fn::GetAtt': 'Role.Arn' }, Export: { Name: 'arn' } } },
  };
  const { Environment } = template({ environment: { ExecutionRoleArn: { 'Fn::ImportValue': 'arn' } } }).Resources;
  expect(shortly(foundIn({ Resources: { Environment } }, roles))).toEqual(['missingPermission Role']);
  expect(shortly(foundIn({ Resources: { Environment } }, roles, roles))).toEqual(['notChecked Environment']);
});

describe('an export of the same name', () => {
  const HERE = 'aws://111122223333/eu-west-1';
  const ANYWHERE = 'aws://unknown-account/unknown-region';
  const elsewhere = ['aws://111122223333/us-east-1', 'aws://444455556666/eu-west-1'];
  /** What is found where an environment imports its role: the first of these exports is of one that is missing something. */
  const found = (user: string, ...exporters: string[]) => {
    const artifact = (file: string, place: string) => [file, { environment: place, properties: { templateFile: `${file}.template.json` } }];
    const exported = (_: string, index: number) => ({
      Resources: { Role: template({ role: { Policies: [inline(index === 0 ? without('sqs:SendMessage') : undefined)] } }).Resources.Role },
      Outputs: { Arn: { Value: { 'Fn::GetAtt': 'Role.Arn' }, Export: { Name: 'arn' } } },
    });
    const { Environment } = template({ environment: { ExecutionRoleArn: { 'Fn::ImportValue': 'arn' } } }).Resources;
    return shortly(foundAmong({
      'User.template.json': { Resources: { Environment } },
      ...Object.fromEntries(exporters.map((one, index) => [`E${index}.template.json`, exported(one, index)])),
      'manifest.json': { artifacts: Object.fromEntries([artifact('User', user), ...exporters.map((place, index) => artifact(`E${index}`, place))]) },
    }));
  };

  test.each<[string, string, string[]]>([
    ['in the same place, before one for anywhere', HERE, [HERE, ANYWHERE]],
    ['for anywhere, not in another place', HERE, [ANYWHERE, ...elsewhere]],
    ['in the same Region of any account', HERE, ['aws://unknown-account/eu-west-1']],
    ['for anywhere in the same account', HERE, ['aws://111122223333/unknown-region', ...elsewhere]],
    ['in a place that the environment may be in', ANYWHERE, [HERE]],
  ])('is read %s', (_, user, exporters) => {
    expect(found(user, ...exporters)).toEqual(['missingPermission Role']);
  });

  test.each(elsewhere)('is not read in %s', (place) => {
    expect(found(HERE, place)).toEqual(['notChecked Environment']);
  });
});

test('a writer that says nothing hands nothing over', () => {
  const reader = { Type: 'Custom::CrossRegionExportReader' };
  const { Environment } = template({ environment: { ExecutionRoleArn: { 'Fn::GetAtt': ['Reader', '/cdk/exports/x'] } } }).Resources;
  expect(shortly(foundIn({ Resources: { Environment, Reader: reader } }, { Resources: { Writer: { Type: 'Custom::CrossRegionExportWriter' } } })))
    .toEqual(['notChecked Environment']);
});

test('a nested stack is handed what a stack exports that comes later', () => {
  const app = newApp();
  const user = new Stack(app, 'A', { env: ENV });
  const nested = new NestedStack(user, 'Nested', { parameters: { Arn: Fn.importValue('arn') } });
  environment(nested, Fn.ref('Arn'));
  const owner = new Stack(app, 'B', { env: ENV });
  new CfnOutput(owner, 'Out', { value: handWritten(owner, pasted('aws-owned-key', without('sqs:SendMessage'))).attrArn, exportName: 'arn' });
  expect(broken(app)).toEqual(['missingPermission Role']);
});


describe('what only the deployment looks up', () => {
  let count = 0;
  const place = (region?: string) => ({ place: { key: `${count++}`, path: 'T.json', region, account: region && '111122223333' } });
  const keyIn = (value: object, region?: string) => {
    const somewhere = new Template({}, place(region).place);
    return new Reading([somewhere], { place: placeToTry({}), values: new Map() }).text(value, somewhere).key;
  };

  test.each<[string, object]>([
    ['an import', { 'Fn::ImportValue': 'bucket' }],
    ['a dynamic reference', { 'Fn::Sub': 'dags-{{resolve:ssm:/bucket}}' }],
  ])('%s is one value in one place', (_, value) => {
    expect(keyIn(value)).toBe(keyIn(value));
    expect(keyIn(value, 'eu-west-1')).toBe(keyIn(value, 'eu-west-1'));
    expect(keyIn(value, 'us-east-1')).not.toBe(keyIn(value, 'eu-west-1'));
    expect(keyIn(value, 'us-east-1')).not.toBe(keyIn(value));
  });
});
