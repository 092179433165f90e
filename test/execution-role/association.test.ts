import {
  App, Aws, aws_iam as iam, aws_kms as kms, aws_mwaa as mwaa, aws_s3 as s3, CfnOutput, CfnParameter, CfnResource, Fn, Lazy, NestedStack, Stack,
  StackProps, Stage, Token,
} from 'aws-cdk-lib';
import { MwaaExecutionRole, MwaaExecutionRoleProps } from '../../src';
import { BUCKET, ENVIRONMENT, KEY } from '../shapes';
import { templateOf } from '../template';

let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
});

const role = (props: Partial<MwaaExecutionRoleProps> = {}) => new MwaaExecutionRole(stack, 'Role', {
  environmentName: ENVIRONMENT, sourceBucket: stack.node.tryFindChild('Bucket') as s3.Bucket ?? new s3.Bucket(stack, 'Bucket'), ...props,
});
const environment = (props: Partial<mwaa.CfnEnvironmentProps> = {}, scope = stack) =>
  new mwaa.CfnEnvironment(scope, 'Environment', { name: ENVIRONMENT, ...props });
const importedKey = (id: string, uuid = KEY) => kms.Key.fromKeyArn(stack, id, `arn:aws:kms:eu-west-1:111122223333:key/${uuid}`);
const token = (value: string) => Lazy.string({ produce: () => value });
const rendered = (of = stack) => templateOf(of).Resources.Environment;

describe('associateWith sets', () => {
  test('the role, and no key on an AWS owned key', () => {
    role().associateWith(environment());
    expect(rendered().Properties).toEqual({ Name: ENVIRONMENT, ExecutionRoleArn: { 'Fn::GetAtt': ['Role1ABCC5F0', 'Arn'] } });
  });

  test.each<[string, () => kms.IKeyRef, unknown]>([
    ['an L2 key', () => new kms.Key(stack, 'Key'), { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] }],
    ['an L1 key', () => new kms.CfnKey(stack, 'Key'), { 'Fn::GetAtt': ['Key', 'Arn'] }],
    ['an imported key', () => importedKey('Key'), `arn:aws:kms:eu-west-1:111122223333:key/${KEY}`],
  ])('role and key for %s', (_what, define, arn) => {
    role({ kmsKey: define() }).associateWith(environment());
    expect(rendered().Properties.KmsKey).toEqual(arn);
  });

  test('the same when called twice', () => {
    const [it, env] = [role({ kmsKey: new kms.Key(stack, 'Key') }), environment()];
    it.associateWith(env);
    const once = templateOf(stack);
    it.associateWith(env);
    expect(templateOf(stack)).toEqual(once);
  });

  test('references across stacks', () => {
    const other = new Stack(app, 'Other', { env: stack.env as any });
    role({ kmsKey: new kms.Key(stack, 'Key') }).associateWith(environment({}, other));
    expect(rendered(other).Properties).toEqual({
      Name: ENVIRONMENT,
      ExecutionRoleArn: { 'Fn::ImportValue': expect.stringMatching(/^Stack:ExportsOutputFnGetAttRole1ABCC5F0Arn/) },
      KmsKey: { 'Fn::ImportValue': expect.stringMatching(/^Stack:ExportsOutputFnGetAttKey961B73FDArn/) },
    });
    expect(other.dependencies).toEqual([stack]);
  });
});

describe('associateWith fails when the environment', () => {
  test.each<[string, Partial<MwaaExecutionRoleProps>, () => Partial<mwaa.CfnEnvironmentProps>, RegExp]>([
    ['has another name', {}, () => ({ name: 'other' }), /has `Name` "other", but the role is for "my-env"/],
    ['has another role by reference', {}, () => ({ executionRoleArn: new iam.Role(stack, 'Other', { assumedBy: new iam.AccountRootPrincipal() }).roleArn }), /has another role as `ExecutionRoleArn`, that of .Stack\/Other. instead of that of .Stack\/Role.: leave it out to let the association set it$/],
    ['has another role by ARN', {}, () => ({ executionRoleArn: 'arn:aws:iam::111122223333:role/other' }), /has another role as `ExecutionRoleArn`, "arn:aws:iam::111122223333:role\/other" instead of that of 'Stack\/Role': leave it out/],
    ['has another role than a named one', { roleName: 'mine' }, () => ({ executionRoleArn: 'arn:aws:iam::111122223333:role/other' }), /has another role as `ExecutionRoleArn`/],
    ['has another bucket by reference', {}, () => ({ sourceBucketArn: new s3.Bucket(stack, 'Other').bucketArn }), /has another bucket as `SourceBucketArn`/],
    ['has another bucket by ARN', {}, () => ({ sourceBucketArn: 'arn:aws:s3:::other' }), /has another bucket as `SourceBucketArn`/],
    ['has a key and the role none', {}, () => ({ kmsKey: new kms.Key(stack, 'Key').keyArn }), /has a `KmsKey`, that of 'Stack\/Key', but the role has none: pass the key to the role as `kmsKey`$/],
    ['has a key that is a token and the role none', {}, () => ({ kmsKey: token('x') }), /has a `KmsKey`, a reference, but the role has none: pass the key to the role as `kmsKey`$/],
  ])('%s', (_what, props, environmentProps, message) => {
    const [it, env] = [role(props), environment(environmentProps())];
    const before = JSON.stringify(templateOf(stack));
    expect(() => it.associateWith(env)).toThrow(message);
    expect(() => it.confineCeleryQueue(env)).toThrow(message);
    expect(JSON.stringify(templateOf(stack))).toBe(before);
  });

  test.each<[string, () => string]>([
    ['by reference', () => new kms.Key(stack, 'Other').keyArn],
    ['by ARN', () => 'arn:aws:kms:eu-west-1:111122223333:key/99999999-12ab-34cd-56ef-1234567890ab'],
    ['by id', () => '99999999-12ab-34cd-56ef-1234567890ab'],
  ])('has another key %s', (_how, define) => {
    expect(() => role({ kmsKey: new kms.Key(stack, 'Key') }).associateWith(environment({ kmsKey: define() })))
      .toThrow(/has another key as `KmsKey`, .*: leave it out/);
  });

  // CDK refuses to resolve the ARN of the role in another place, and would ask for a name of the role.
  test.each([true, false])('is in another Region or account: it names the role: %p', (namesRole) => {
    const other = new Stack(app, 'Other', { env: { account: '444455556666', region: 'us-east-1' } });
    const it = role();
    expect(() => it.associateWith(environment(namesRole ? { executionRoleArn: it.roleArn } : {}, other))).toThrow(
      /is in Region "us-east-1", but the role is for "eu-west-1".*is in account "444455556666", but the role is in "111122223333"/);
  });

  test('is wrong in every way: one error, with both paths', () => {
    const env = environment({ name: 'other', executionRoleArn: 'arn:aws:iam::111122223333:role/other', sourceBucketArn: 'arn:aws:s3:::other' });
    expect(() => role().associateWith(env)).toThrow(new RegExp(
      '^MwaaExecutionRole at \'Stack/Role\': environment \'Stack/Environment\' has `Name` .*; environment .* as `ExecutionRoleArn`.*; environment .* as `SourceBucketArn`',
    ));
  });

  test.each<[string, (key: kms.Key) => string]>([
    ['by reference', (key) => key.addAlias('a').keyArn],
    ['by ARN', () => 'arn:aws:kms:eu-west-1:111122223333:alias/a'],
    ['by name', () => 'alias/a'],
  ])('has an alias %s', (_how, alias) => {
    const kmsKey = new kms.Key(stack, 'Key');
    expect(() => role({ kmsKey }).associateWith(environment({ kmsKey: alias(kmsKey) }))).toThrow(/has an alias as `KmsKey`, but MWAA does not support aliases: leave it out/);
  });

  test('is a second one', () => {
    const it = role();
    it.associateWith(environment());
    const second = new mwaa.CfnEnvironment(stack, 'Second', { name: ENVIRONMENT });
    const message = "environment 'Stack/Second' cannot share the role of environment 'Stack/Environment', because MWAA requires a role for each environment: define another";
    expect(() => it.associateWith(second)).toThrow(message);
    expect(() => it.confineCeleryQueue(second)).toThrow(message);
  });

  test('has another execution role of this library: one error', () => {
    const [first, env] = [role(), environment()];
    first.associateWith(env);
    const second = new MwaaExecutionRole(stack, 'Second', { environmentName: ENVIRONMENT, sourceBucket: stack.node.findChild('Bucket') as s3.Bucket });
    const error = new Error(
      "MwaaExecutionRole at 'Stack/Second': environment 'Stack/Environment' already has the execution role 'Stack/Role'," +
      ' and each environment has only one: remove one of the two roles',
    );
    expect(() => second.associateWith(env)).toThrow(error);
    expect(() => second.confineCeleryQueue(env)).toThrow(error);
  });

  test.each<[string | undefined, string]>([
    [undefined, 'the role is for "eu-west-1": set `environmentRegion` of the role to "us-east-1"'],
    ['eu-west-1', '`environmentRegion` of the role is "eu-west-1": set it to "us-east-1"'],
    ['eu-west-3', '`environmentRegion` of the role is "eu-west-3": set it to "us-east-1"'],
  ])('is in another Region than the role with the environmentRegion %p', (environmentRegion, message) => {
    const there = environment({}, new Stack(app, 'There', { env: { account: '111122223333', region: 'us-east-1' } }));
    expect(() => role({ environmentRegion }).associateWith(there)).toThrow(new Error(
      `MwaaExecutionRole at 'Stack/Role': environment 'There/Environment' is in Region "us-east-1", but ${message}`,
    ));
  });

  test.each([undefined, null, 'my-env', {}])('is %p', (value) => {
    expect(() => role().associateWith(value as any)).toThrow(
      new Error("MwaaExecutionRole at 'Stack/Role': `environment` must be an L1 environment: pass a CfnEnvironment of aws-mwaa"),
    );
  });
});

describe('associateWith takes an environment that', () => {
  test.each<[string, Partial<MwaaExecutionRoleProps>, (it: MwaaExecutionRole) => Partial<mwaa.CfnEnvironmentProps>]>([
    ['has the role already', {}, (it) => ({ executionRoleArn: it.roleArn })],
    ['has the named role by ARN', { roleName: 'mine', path: '/p/' }, () => ({ executionRoleArn: 'arn:aws:iam::111122223333:role/p/mine' })],
    ['has the bucket by reference', {}, () => ({ sourceBucketArn: (stack.node.findChild('Bucket') as s3.Bucket).bucketArn })],
    ['has a named bucket of a custom resource', {}, () => ({ sourceBucketArn: new CfnResource(stack, 'Custom', { type: 'Custom::Bucket' }).getAtt('BucketArn').toString() })],
    ['has a role that is named by a parameter', { roleName: token('mine') }, () => ({ executionRoleArn: 'arn:aws:iam::111122223333:role/mine' })],
    ['leaves out the key', {}, () => ({ kmsKey: Aws.NO_VALUE })],
    ['leaves out the key in words of the template', {}, () => ({ kmsKey: Fn.ref('AWS::NoValue') })],
    ['may have a key', {}, () => ({ kmsKey: Fn.conditionIf('WithKey', new kms.Key(stack, 'Key').keyArn, Aws.NO_VALUE).toString() })],
    ['has one of two roles', {}, (it) => ({ executionRoleArn: Fn.conditionIf('A', new iam.Role(stack, 'Other', { assumedBy: it.grantPrincipal }).roleArn, it.roleArn).toString() })],
    ['has a bucket of a map', {}, () => ({ sourceBucketArn: Fn.findInMap('Buckets', new s3.Bucket(stack, 'Other').bucketName, 'Arn') })],
    ['has tokens', {}, () => ({ name: token('other'), executionRoleArn: token('arn'), sourceBucketArn: Token.asString({ 'Fn::ImportValue': 'x' }) })],
  ])('%s', (_what, props, environmentProps) => {
    const it = role(props);
    expect(() => it.associateWith(environment(environmentProps(it)))).not.toThrow();
  });

  test('has the named bucket by ARN', () => {
    for (const sourceBucket of [s3.Bucket.fromBucketName(stack, 'Imported', BUCKET), new s3.CfnBucket(stack, 'L1', { bucketName: BUCKET })]) {
      const it = new MwaaExecutionRole(stack, `Role${sourceBucket.node.id}`, { environmentName: ENVIRONMENT, sourceBucket });
      const env = new mwaa.CfnEnvironment(stack, `Environment${sourceBucket.node.id}`, { name: ENVIRONMENT, sourceBucketArn: `arn:aws:s3:::${BUCKET}` });
      expect(() => it.associateWith(env)).not.toThrow();
    }
  });

  test.each([['by ARN', `arn:aws:kms:eu-west-1:111122223333:key/${KEY}`], ['by id', KEY], ['as a token', Token.asString({ Ref: 'Key' })]])('has the key %s', (_how, kmsKey) => {
    const env = environment({ kmsKey });
    role({ kmsKey: importedKey('Key') }).associateWith(env);
    expect(env.kmsKey).toBe(kmsKey);
  });

  test('has the key by id of an L2 key', () => {
    const kmsKey = new kms.Key(stack, 'Key');
    expect(() => role({ kmsKey }).associateWith(environment({ kmsKey: kmsKey.keyId }))).not.toThrow();
  });

  test('is named by a token of the role', () => {
    expect(() => role({ environmentName: token('a') }).associateWith(environment({ name: 'b' }))).not.toThrow();
  });

  test('leaves out role and key: they are set', () => {
    const [kmsKey, env] = [new kms.Key(stack, 'Key'), environment({ executionRoleArn: Aws.NO_VALUE, kmsKey: Aws.NO_VALUE })];
    role({ kmsKey }).associateWith(env);
    expect(rendered().Properties).toEqual({
      Name: ENVIRONMENT, ExecutionRoleArn: { 'Fn::GetAtt': ['Role1ABCC5F0', 'Arn'] }, KmsKey: { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] },
    });
  });

  test('has a lazy name, which is read late', () => {
    let name = 'early';
    role().associateWith(environment({ name: Lazy.string({ produce: () => name }) }));
    name = ENVIRONMENT;
    expect(rendered().Properties.Name).toBe(ENVIRONMENT);
  });

  test('has a role that is a token: it is left there', () => {
    const executionRoleArn = token('arn');
    const env = environment({ executionRoleArn });
    role().associateWith(env);
    expect(env.executionRoleArn).toBe(executionRoleArn);
  });
});

describe('the environment waits', () => {
  const env = { account: '111122223333', region: 'eu-west-1' };
  const dependenciesOf = (of: Stack) => templateOf(of).Resources.Environment.DependsOn;
  const statement = (resource = '*') => new iam.PolicyStatement({ actions: ['sns:Publish'], resources: [resource] });

  test('for the role that it refers to, without a dependency, whatever is granted to the role', () => {
    const it = role({ kmsKey: new kms.Key(stack, 'Key') });
    it.associateWith(environment());
    it.addToPrincipalPolicy(statement());
    new iam.ManagedPolicy(stack, 'Managed', { statements: [statement()], roles: [it] });
    expect(rendered()).toEqual({
      Type: 'AWS::MWAA::Environment',
      Properties: {
        Name: ENVIRONMENT, ExecutionRoleArn: { 'Fn::GetAtt': ['Role1ABCC5F0', 'Arn'] }, KmsKey: { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] },
      },
    });
  });

  test.each<[string, () => string]>([
    ['by ARN', () => 'arn:aws:iam::111122223333:role/airflow'],
    ['by an ARN with tokens', () => `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/airflow`],
    ['by another reference', () => (stack.node.findChild('Role').node.defaultChild as iam.CfnRole).attrArn],
  ])('for the role that it names %s, which becomes the reference', (_how, arn) => {
    const it = role({ roleName: 'airflow' });
    it.associateWith(environment({ executionRoleArn: arn() }));
    expect(rendered()).toEqual({
      Type: 'AWS::MWAA::Environment', Properties: { Name: ENVIRONMENT, ExecutionRoleArn: { 'Fn::GetAtt': ['Role1ABCC5F0', 'Arn'] } },
    });
  });

  test('for the role\'s resource where only the deployment knows what it names', () => {
    role().associateWith(environment({ executionRoleArn: new CfnParameter(stack, 'Arn').valueAsString }));
    expect(rendered()).toMatchObject({ DependsOn: ['Role1ABCC5F0'], Properties: { ExecutionRoleArn: { Ref: 'Arn' } } });
  });

  test.each<[string, StackProps, StackProps, Partial<MwaaExecutionRoleProps>]>([
    ['in another Region', { env: { ...env, region: 'us-east-1' } }, { env }, { environmentRegion: 'eu-west-1' }],
    ['without env, the environment with it', {}, { env }, {}],
    ['with env, the environment without it', { env }, {}, {}],
    ['in a stack that knows its Region only', { env: { region: 'eu-west-1' } }, { env }, {}],
  ])('for the stack of a role %s', (_where, ofRole, ofEnvironment, props) => {
    const [there, here] = [new Stack(app, 'There', ofRole), new Stack(app, 'Here', ofEnvironment)];
    const it = new MwaaExecutionRole(there, 'Role', {
      environmentName: ENVIRONMENT, sourceBucket: s3.Bucket.fromBucketName(there, 'Bucket', BUCKET), roleName: 'airflow', ...props,
    });
    it.associateWith(environment({}, here));
    expect(here.dependencies.map(({ node }) => node.path)).toEqual(['There']);
    expect(dependenciesOf(here)).toBeUndefined();
    expect(JSON.stringify(rendered(here).Properties.ExecutionRoleArn)).toContain('role/airflow');
  });

  test('by the name that the CDK at hand has for a dependency', () => {
    const there = new Stack(app, 'There', { env: { ...env, region: 'us-east-1' } });
    const it = new MwaaExecutionRole(there, 'Role', {
      environmentName: ENVIRONMENT, sourceBucket: s3.Bucket.fromBucketName(there, 'Bucket', BUCKET), roleName: 'airflow', environmentRegion: 'eu-west-1',
    });
    const addResourceDependency = jest.fn();
    const newer = Object.assign(environment({}, new Stack(app, 'Here', { env: { ...env, region: 'eu-west-1' } })), { addResourceDependency });
    it.associateWith(newer);
    expect(addResourceDependency.mock.calls).toEqual([[it.node.defaultChild]]);
  });

  test('for nothing in another stage', () => {
    const [there, here] = ['There', 'Here'].map((id, index) =>
      new Stack(new Stage(app, id), 'Stack', { env: { ...env, region: index === 0 ? 'us-east-1' : 'eu-west-1' } }));
    const it = new MwaaExecutionRole(there, 'Role', {
      environmentName: ENVIRONMENT, sourceBucket: s3.Bucket.fromBucketName(there, 'Bucket', BUCKET), roleName: 'airflow', environmentRegion: 'eu-west-1',
    });
    it.associateWith(environment({}, here));
    expect(here.dependencies).toEqual([]);
    expect(rendered(here).Properties.ExecutionRoleArn).toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111122223333:role/airflow']] });
  });

  test('for nothing where the role is there before the app', () => {
    app = new App();
    iam.Role.customizeRoles(app, { usePrecreatedRoles: { 'Stack/Role': 'existing' } });
    stack = new Stack(app, 'Stack', { env });
    role().associateWith(environment());
    expect(rendered()).toEqual({
      Type: 'AWS::MWAA::Environment',
      Properties: { Name: ENVIRONMENT, ExecutionRoleArn: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111122223333:role/existing']] } },
    });
  });

  test('no more where policies of the role speak of the environment', () => {
    const it = role();
    const its = environment();
    it.associateWith(its);
    it.addToPrincipalPolicy(statement(Fn.sub('${Environment.Arn}')));
    it.confineCeleryQueue(its);
    expect(dependenciesOf(stack)).toBeUndefined();
  });

  test('in a nested stack that the parent reads, for the role of the parent', () => {
    const nested = new NestedStack(stack, 'Nested');
    const it = role();
    const its = environment({}, nested);
    it.associateWith(its);
    new CfnOutput(stack, 'Url', { value: its.attrWebserverUrl });
    const properties = templateOf(nested).Resources.Environment.Properties;
    expect(properties.ExecutionRoleArn).toEqual({ Ref: expect.stringMatching(/^referencetoStackRole.*Arn$/) });
    expect(templateOf(nested).Resources.Environment.DependsOn).toBeUndefined();
  });
});

test('many environments with one policy for all their roles take the time of the roles by hand', () => {
  const grantee = new iam.ManagedPolicy(stack, 'Shared', { statements: [new iam.PolicyStatement({ actions: ['sns:Publish'], resources: ['*'] })] });
  for (let index = 0; index < 40; index++) {
    const it = new MwaaExecutionRole(stack, `Role${index}`, {
      environmentName: `env-${index}`, sourceBucket: s3.Bucket.fromBucketName(stack, `Bucket${index}`, BUCKET),
    });
    grantee.attachToRole(it);
    it.associateWith(new mwaa.CfnEnvironment(stack, `Environment${index}`, { name: `env-${index}` }));
  }
  const start = process.cpuUsage();
  app.synth();
  expect(process.cpuUsage(start).user / 1e6).toBeLessThan(20); // forty would never end if they asked one another
});
