import {
  Annotations, App, Aspects, aws_iam as iam, aws_kms as kms, aws_mwaa as mwaa, aws_s3 as s3, CfnCondition, CfnParameter, Environment, Fn, Lazy,
  NestedStack, Stack, Stage,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { MwaaExecutionRole, MwaaExecutionRoleProps } from '../../src';
import { BUCKET, ENVIRONMENT, KEY } from '../shapes';

const ID = 'cdk-mwaa-iam:environmentNotAssociated';
const ENV = { account: '111122223333', region: 'eu-west-1' };

let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack', { env: ENV });
});

const role = (props: Partial<MwaaExecutionRoleProps> = {}, scope: Construct = stack, id = 'Role') => new MwaaExecutionRole(scope, id, {
  environmentName: ENVIRONMENT, sourceBucket: s3.Bucket.fromBucketName(scope, `${id}Bucket`, BUCKET), ...props,
});
const environment = (props: Partial<mwaa.CfnEnvironmentProps> = {}, scope: Construct = stack) =>
  new mwaa.CfnEnvironment(scope, 'Environment', { name: ENVIRONMENT, ...props });

const later = (value: string) => Lazy.string({ produce: () => value });

/** The warnings, with the paths that they stand on. */
function warnings(): string[] {
  app.synth({ force: true });
  return app.node.findAll().flatMap(({ node }) => node.metadata.filter(({ type, data }) => type === 'aws:cdk:warning' && data.includes(ID))
    .map(({ data }) => `${node.path}: ${data.replace(` [ack: ${ID}]`, '')}`));
}

const FORGOTTEN = "Stack/Role/Resource: environment 'Stack/Environment' has no `ExecutionRoleArn`, and the role 'Stack/Role' was made for it:" +
  ' call `associateWith` of the role with this environment';
const LOST = FORGOTTEN.replace(/call .*/, 'leave the property as `associateWith` of the role sets it');
const WITHOUT_KEY = "Stack/Role/Resource: environment 'Stack/Environment' uses the role 'Stack/Role' without the `KmsKey` that the role was made for:" +
  ' call `associateWith` of the role with this environment';
const OTHER_KEY = "Stack/Role/Resource: environment 'Stack/Environment' uses the role 'Stack/Role' with another `KmsKey` than the role was made for:" +
  ' leave it out and call `associateWith` of the role with this environment';

describe('warns, once, of an environment that', () => {
  const key = () => new kms.Key(stack, 'Key');
  test.each<[string, () => unknown, string]>([
    ['has no role', () => [role(), environment()], FORGOTTEN],
    ['is defined first', () => [environment(), role()], FORGOTTEN],
    ['lost its role', () => [role().associateWith(environment()), (stack.node.findChild('Environment') as mwaa.CfnEnvironment).executionRoleArn = undefined], LOST],
    ['lost its role by an override', () => [
      role().associateWith(environment()), (stack.node.findChild('Environment') as mwaa.CfnEnvironment).addPropertyDeletionOverride('ExecutionRoleArn'),
    ], LOST],
    ['lost its role in words of the template', () => [
      role().associateWith(environment()), (stack.node.findChild('Environment') as mwaa.CfnEnvironment).addPropertyOverride('ExecutionRoleArn', { Ref: 'AWS::NoValue' }),
    ], LOST],
    ['lost its key', () => [
      role({ kmsKey: key() }).associateWith(environment()), (stack.node.findChild('Environment') as mwaa.CfnEnvironment).addPropertyDeletionOverride('KmsKey'),
    ], WITHOUT_KEY.replace(/call .*/, 'leave the property as `associateWith` of the role sets it')],
    ['lost its role, where only the deployment knows the name', () => {
      const name = new CfnParameter(stack, 'Name').valueAsString;
      const one = environment({ name });
      role({ environmentName: name }).associateWith(one);
      one.executionRoleArn = undefined;
    }, LOST],
    ['was confined only', () => role().confineCeleryQueue(environment()), FORGOTTEN],
    ['has a name that is rendered late', () => [role(), environment({ name: later(ENVIRONMENT) })], FORGOTTEN],
    ['has the name of the role, both rendered late', () => [role({ environmentName: later(ENVIRONMENT) }), environment({ name: later(ENVIRONMENT) })], FORGOTTEN],
    ['uses the role by its ARN without its key, where its name is rendered late', () => [
      role({ kmsKey: key(), roleName: later('airflow') }), environment({ executionRoleArn: later('arn:aws:iam::111122223333:role/airflow') }),
    ], WITHOUT_KEY],
    ['uses the role by reference without its key', () => environment({ executionRoleArn: role({ kmsKey: key() }).roleArn }), WITHOUT_KEY],
    ['uses the role by ARN without its key', () => [
      role({ kmsKey: key(), roleName: 'airflow' }), environment({ executionRoleArn: 'arn:aws:iam::111122223333:role/airflow' }),
    ], WITHOUT_KEY],
    ['uses the role by an overriding ARN without its key', () => [
      role({ kmsKey: key(), roleName: 'airflow' }), environment().addPropertyOverride('ExecutionRoleArn', 'arn:aws:iam::111122223333:role/airflow'),
    ], WITHOUT_KEY],
    ['took another name', () => environment({ name: 'other' }).addPropertyOverride('Name', ENVIRONMENT) ?? role(), FORGOTTEN],
    ['uses the role with another key', () => environment({ executionRoleArn: role({ kmsKey: key() }).roleArn, kmsKey: new kms.CfnKey(stack, 'Other').attrArn }), OTHER_KEY],
    ['uses the role with another key by id', () => environment({
      executionRoleArn: role({ kmsKey: kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:eu-west-1:111122223333:key/${KEY}`) }).roleArn, kmsKey: KEY.replace('1', '2'),
    }), OTHER_KEY],
  ])('%s', (_what, define, warning) => {
    define();
    expect(warnings()).toEqual([warning]);
    expect(warnings()).toEqual([warning]);
  });

  const elsewhere: [string, Environment | undefined, () => Construct][] = [
    ['in another stack of the place', ENV, () => new Stack(app, 'Other', { env: ENV })],
    ['in a nested stack', ENV, () => new NestedStack(stack, 'Nested')],
    ['in a nested stack without env', undefined, () => new NestedStack(stack, 'Nested')],
    ['in the same stack without env', undefined, () => stack],
    ['in the same stack without an account', { region: 'eu-west-1' }, () => stack],
  ];
  test.each(elsewhere)('is %s', (_what, env, where) => {
    app = new App();
    stack = new Stack(app, 'Stack', { env });
    role();
    const { node } = environment({}, where());
    expect(warnings()).toEqual([FORGOTTEN.replace('Stack/Environment', node.path)]);
  });

  test('is in the Region that the role was made for', () => {
    role({ environmentRegion: 'us-east-1' });
    environment({}, new Stack(app, 'Other', { env: { ...ENV, region: 'us-east-1' } }));
    expect(warnings()).toEqual([FORGOTTEN.replace('Stack/Environment', 'Other/Environment')]);
  });

  test('is in a stage, with its role', () => {
    const inStage = new Stack(new Stage(app, 'Stage'), 'Stack');
    role({}, inStage);
    environment({}, inStage);
    role();
    expect(warnings()).toEqual([FORGOTTEN.replace(/Stack\//g, 'Stage/Stack/')]);
  });

  test('may be deployed together with the role', () => {
    const condition = new CfnCondition(stack, 'Condition', { expression: Fn.conditionEquals('a', 'a') });
    (role().node.defaultChild as iam.CfnRole).cfnOptions.condition = condition;
    environment().cfnOptions.condition = condition;
    expect(warnings()).toEqual([FORGOTTEN]);
  });

  test('has two roles: of each', () => {
    role();
    role({}, stack, 'Second');
    environment();
    expect(warnings()).toEqual([FORGOTTEN, FORGOTTEN.replace(/Stack\/Role/g, 'Stack/Second')]);
  });

  test('has no role, where the role is there before the app', () => {
    app = new App();
    iam.Role.customizeRoles(app, { usePrecreatedRoles: { 'Stack/Role': 'existing' } });
    stack = new Stack(app, 'Stack', { env: ENV });
    role();
    environment();
    expect(warnings()).toEqual([expect.stringContaining(FORGOTTEN.slice('Stack/Role/Resource: '.length))]);
  });
});

describe('says nothing of', () => {
  const key = () => new kms.Key(stack, 'Key');
  test.each<[string, () => unknown]>([
    ['a role alone', () => role()],
    ['an environment alone', () => environment()],
    ['an environment that was associated', () => role({ kmsKey: key() }).associateWith(environment())],
    ['an environment that was wired by hand', () => environment({ executionRoleArn: role({ kmsKey: key() }).roleArn, kmsKey: (stack.node.findChild('Key') as kms.Key).keyId })],
    ['an environment that was wired by overrides', () => {
      const [it, wired] = [role({ kmsKey: key() }), environment()];
      wired.addPropertyOverride('ExecutionRoleArn', it.roleArn);
      wired.addPropertyOverride('KmsKey', (stack.node.findChild('Key') as kms.Key).keyArn);
    }],
    ['an environment that was wired by hand, without a key', () => environment({ executionRoleArn: role().roleArn })],
    ['an environment that uses another role', () => [role({ kmsKey: key() }), environment({ executionRoleArn: 'arn:aws:iam::111122223333:role/other' })]],
    ['an environment whose role only the deployment knows', () => [role({ kmsKey: key() }), environment({ executionRoleArn: new CfnParameter(stack, 'Arn').valueAsString })]],
    ['an environment whose key only the deployment knows', () => environment({ executionRoleArn: role({ kmsKey: key() }).roleArn, kmsKey: new CfnParameter(stack, 'Arn').valueAsString })],
    ['an environment that took another name', () => [role(), environment().addPropertyOverride('Name', 'other')]],
    ['an environment that lost its name', () => [role(), environment().addPropertyDeletionOverride('Name')]],
    ['an environment of another name', () => [role(), environment({ name: 'other' })]],
    ['an environment whose name only the deployment knows', () => [role(), environment({ name: new CfnParameter(stack, 'Name').valueAsString })]],
    ['a role for a name that only the deployment knows', () => {
      const name = new CfnParameter(stack, 'Name').valueAsString;
      return [role({ environmentName: name }), environment({ name })];
    }],
    ['an environment in another Region', () => [role(), environment({}, new Stack(app, 'Other', { env: { ...ENV, region: 'us-east-1' } }))]],
    ['an environment in another account', () => [role(), environment({}, new Stack(app, 'Other', { env: { ...ENV, account: '444455556666' } }))]],
    ['an environment here, of a role for another Region', () => [role({ environmentRegion: 'us-east-1' }), environment()]],
    ['an environment in a stack without env', () => [role(), environment({}, new Stack(app, 'Other'))]],
    ['an environment in another of two stacks without env', () => [role({}, new Stack(app, 'One')), environment({}, new Stack(app, 'Two'))]],
    ['an environment in a stage', () => [role(), environment({}, new Stack(new Stage(app, 'Stage'), 'Stack', { env: ENV }))]],
    ['an environment that is never deployed together with the role', () => {
      const [one, other] = ['a', 'b'].map((value) => Fn.conditionEquals(Fn.ref('AWS::Region'), value));
      (role().node.defaultChild as iam.CfnRole).cfnOptions.condition = new CfnCondition(stack, 'One', { expression: one });
      environment().cfnOptions.condition = new CfnCondition(stack, 'Other', { expression: other });
    }],
    ['what was acknowledged on the role', () => {
      Annotations.of(role()).acknowledgeWarning(ID, 'wired by a script');
      environment();
    }],
  ])('%s', (_what, define) => {
    define();
    expect(warnings()).toEqual([]);
  });

  test('a stack that is in no stage', () => {
    const scope = new Stack(new Construct(undefined as any, ''), 'Stack');
    expect(() => role({}, scope)).not.toThrow();
  });
});

describe('changed after the association', () => {
  const bucket = () => new s3.Bucket(stack, 'Other');
  const key = (id = 'OtherKey') => new kms.Key(stack, id);
  const other = () => new iam.Role(stack, 'OtherRole', { assumedBy: new iam.AccountRootPrincipal() });
  const IMPORTED = `arn:aws:kms:eu-west-1:111122223333:key/${KEY}`;
  let kmsKey: kms.IKey | undefined;

  function associated(props: Partial<MwaaExecutionRoleProps> = {}): mwaa.CfnEnvironment {
    const one = environment();
    role({ sourceBucket: new s3.Bucket(stack, 'Mine'), kmsKey, ...props }).associateWith(one);
    return one;
  }

  /** The errors, with the paths that they stand on. */
  function errors(): string[] {
    app.synth({ force: true });
    return app.node.findAll().flatMap(({ node }) => node.metadata.filter(({ type }) => type === 'aws:cdk:error').map(({ data }) => `${node.path}: ${data}`));
  }

  const CHANGES: [string, string, keyof mwaa.CfnEnvironmentProps, () => string, string][] = [
    ['the name', 'Name', 'name', () => 'other', '`Name` "other", but the role is for "my-env": give both the same name'],
    ['the bucket', 'SourceBucketArn', 'sourceBucketArn', () => bucket().bucketArn,
      "another bucket as `SourceBucketArn`, that of 'Stack/Other' instead of that of 'Stack/Mine': set the ARN of the role's `sourceBucket`"],
    ['the bucket, by ARN', 'SourceBucketArn', 'sourceBucketArn', () => 'arn:aws:s3:::other',
      "another bucket as `SourceBucketArn`, \"arn:aws:s3:::other\" instead of that of 'Stack/Mine': set the ARN of the role's `sourceBucket`"],
    ['the bucket, to one of another stack', 'SourceBucketArn', 'sourceBucketArn', () => new s3.Bucket(new Stack(app, 'There', { env: ENV }), 'Bucket').bucketArn,
      "another bucket as `SourceBucketArn`, that of 'There/Bucket' instead of that of 'Stack/Mine': set the ARN of the role's `sourceBucket`"],
    ['the role', 'ExecutionRoleArn', 'executionRoleArn', () => other().roleArn,
      "another role as `ExecutionRoleArn`, that of 'Stack/OtherRole' instead of that of 'Stack/Role': leave it out to let the association set it"],
    ['the role, by ARN', 'ExecutionRoleArn', 'executionRoleArn', () => 'arn:aws:iam::111122223333:role/other',
      "another role as `ExecutionRoleArn`, \"arn:aws:iam::111122223333:role/other\" instead of that of 'Stack/Role': leave it out to let the association set it"],
    ['a key, where the role has none', 'KmsKey', 'kmsKey', () => key().keyArn,
      "a `KmsKey`, that of 'Stack/OtherKey', but the role has none: pass the key to the role as `kmsKey`"],
    ['an alias', 'KmsKey', 'kmsKey', () => 'alias/mine',
      'a `KmsKey`, "alias/mine", but the role has none: pass the key to the role as `kmsKey`;' +
      " environment 'Stack/Environment' has an alias as `KmsKey`, but MWAA does not support aliases: leave it out to let the association set the key of the role"],
  ];
  const HOW: [string, (one: mwaa.CfnEnvironment, path: string, prop: string, value: string) => void][] = [
    ['property', (one, _, prop, value) => Object.assign(one, { [prop]: value })],
    ['override', (one, path, _, value) => one.addPropertyOverride(path, value)],
    ['override of a level above', (one, path, _, value) => one.addOverride('Properties', { [path]: value })],
    ['aspect', (_one, __, prop, value) => Aspects.of(app).add({ visit: (node) => { if (mwaa.CfnEnvironment.isCfnEnvironment(node)) { Object.assign(node, { [prop]: value }); } } })],
  ];
  beforeEach(() => kmsKey = undefined);

  describe.each(HOW)('by %s', (_how, change) => {
    test.each(CHANGES)('%s: an error on the environment, and no warning', (_what, path, prop, value, problem) => {
      change(associated(), path, prop, value());
      expect(warnings()).toEqual([]);
      expect(errors()).toEqual([`Stack/Environment: MwaaExecutionRole at 'Stack/Role': environment 'Stack/Environment' has ${problem}`]);
    });

    test('the key: an error', () => {
      kmsKey = key('Key');
      change(associated(), 'KmsKey', 'kmsKey', key().keyArn);
      expect(errors()).toEqual(["Stack/Environment: MwaaExecutionRole at 'Stack/Role': environment 'Stack/Environment' has another key as `KmsKey`," +
        " that of 'Stack/OtherKey' instead of that of 'Stack/Key': leave it out to let the association set it"]);
    });

    test.each<[string, string, string, () => string]>([
      ['the name', 'Name', 'name', () => ENVIRONMENT],
      ['the name, to a value of the deployment', 'Name', 'name', () => new CfnParameter(stack, 'Parameter').valueAsString],
      ['the bucket', 'SourceBucketArn', 'sourceBucketArn', () => (stack.node.findChild('Mine') as s3.Bucket).bucketArn],
      ['the bucket, in words of the template', 'SourceBucketArn', 'sourceBucketArn', () => Fn.getAtt('MineB8C1E5A6', 'Arn').toString()],
      ['the role', 'ExecutionRoleArn', 'executionRoleArn', () => (stack.node.findChild('Role').node.defaultChild as iam.CfnRole).attrArn],
      ['the role, by ARN', 'ExecutionRoleArn', 'executionRoleArn', () => 'arn:aws:iam::111122223333:role/airflow'],
      ['the key, by its id', 'KmsKey', 'kmsKey', () => KEY],
      ['the key', 'KmsKey', 'kmsKey', () => IMPORTED],
    ])('%s, which stays the same: nothing', (_what, path, prop, value) => {
      kmsKey = kms.Key.fromKeyArn(stack, 'Key', IMPORTED);
      change(associated({ roleName: 'airflow' }), path, prop, value());
      expect([...errors(), ...warnings()]).toEqual([]);
    });
  });

  test.each<[string, () => unknown, string[]]>([
    ['the name, to another', () => { associated().name = later('other'); }, ['has `Name` "other", but the role is for "my-env": give both the same name']],
    ['the name, to the same', () => { associated().name = later(ENVIRONMENT); }, []],
    ['the name, where that of the role is rendered late, too', () => { associated({ environmentName: later('mine') }).name = later('other'); },
      ['has `Name` "other", but the role is for "mine": give both the same name']],
    ['the role, to another name', () => { associated({ roleName: later('airflow') }).executionRoleArn = later('arn:aws:iam::111122223333:role/other'); },
      ["has another role as `ExecutionRoleArn`, \"arn:aws:iam::111122223333:role/other\" instead of that of 'Stack/Role', \"arn:aws:iam::111122223333:role/airflow\":"
        + ' leave it out to let the association set it']],
    ['the role, which took another name', () => {
      associated({ roleName: 'airflow' }).executionRoleArn = 'arn:aws:iam::111122223333:role/airflow';
      (stack.node.findChild('Role').node.defaultChild as iam.CfnRole).roleName = 'acme-airflow';
    }, ["has another role as `ExecutionRoleArn`, \"arn:aws:iam::111122223333:role/airflow\" instead of that of 'Stack/Role',"
      + ' "arn:aws:iam::111122223333:role/acme-airflow": leave it out to let the association set it']],
    ['the bucket, which took another name', () => {
      associated({ sourceBucket: new s3.Bucket(stack, 'Dags', { bucketName: 'dags' }) }).sourceBucketArn = 'arn:aws:s3:::dags';
      (stack.node.findChild('Dags').node.defaultChild as s3.CfnBucket).bucketName = 'acme-dags';
    }, ["has another bucket as `SourceBucketArn`, \"arn:aws:s3:::dags\" instead of that of 'Stack/Dags', \"arn:aws:s3:::acme-dags\": set the ARN of the role's `sourceBucket`"]],
    ['the role, to the same name', () => { associated({ roleName: later('airflow') }).executionRoleArn = later('arn:aws:iam::111122223333:role/airflow'); }, []],
    ['the bucket, to another of its name', () => { associated().sourceBucketArn = `arn:aws:s3:::${later('other')}`; },
      ["has another bucket as `SourceBucketArn`, \"arn:aws:s3:::other\" instead of that of 'Stack/Mine': set the ARN of the role's `sourceBucket`"]],
  ])('%s, by what is rendered late', (_what, change, problems) => {
    change();
    expect(errors()).toEqual(problems.map((problem) => `Stack/Environment: MwaaExecutionRole at 'Stack/Role': environment 'Stack/Environment' ${problem}`));
    expect(warnings()).toEqual([]);
  });

  test('the name of role and ARN alike: nothing', () => {
    const one = associated({ roleName: 'airflow' });
    const resource = stack.node.findChild('Role').node.defaultChild as iam.CfnRole;
    resource.addPropertyOverride('RoleName', 'acme-airflow');
    resource.path = '/acme/';
    one.executionRoleArn = 'arn:aws:iam::111122223333:role/acme/acme-airflow';
    expect([...errors(), ...warnings()]).toEqual([]);
  });

  test.each<[string, () => unknown]>([
    ['the role', () => stack.resolve((stack.node.findChild('Role') as iam.Role).roleArn)],
    ['the role with a literal', () => ({ 'Fn::Sub': 'arn:${AWS::Partition}:iam::111122223333:role/airflow' })],
  ])('%s as JSON of the template: nothing', (_what, json) => {
    const one = associated({ roleName: 'airflow' });
    Object.assign(one, { executionRoleArn: json() });
    expect([...errors(), ...warnings()]).toEqual([]);
  });

  test('several properties: one error', () => {
    const one = associated();
    one.name = 'other';
    one.sourceBucketArn = 'arn:aws:s3:::other';
    expect(errors()).toEqual([expect.stringMatching(/ has `Name` .*; environment 'Stack\/Environment' has another bucket as `SourceBucketArn`/)]);
  });

  test('an environment that is confined alone: an error', () => {
    const one = environment();
    role().confineCeleryQueue(one);
    one.name = 'other';
    expect(errors()).toHaveLength(1);
  });
});

test('two hundred roles are one pass over the app', () => {
  const found = jest.spyOn(app.node, 'findAll');
  for (let index = 0; index < 200; index++) {
    const sourceBucket = s3.Bucket.fromBucketName(stack, `Bucket${index}`, BUCKET);
    const its = new MwaaExecutionRole(stack, `Role${index}`, { environmentName: `env-${index}`, sourceBucket });
    const one = new mwaa.CfnEnvironment(stack, `Environment${index}`, { name: `env-${index}` });
    if (index > 0) {
      its.associateWith(one);
    }
  }
  app.synth();
  expect(found).toHaveBeenCalledTimes(1);
  expect(warnings()).toEqual([FORGOTTEN.replace(/\/Role/g, '/Role0').replace('/Environment', '/Environment0')]);
});
