import {
  Annotations, App, aws_iam as iam, aws_kms as kms, aws_mwaa as mwaa, aws_s3 as s3, CfnCondition, CfnParameter, Environment, Fn, Lazy, NestedStack,
  Stack, Stage,
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

/** The warnings, with the paths that they stand on. */
function warnings(): string[] {
  app.synth({ force: true });
  return app.node.findAll().flatMap(({ node }) => node.metadata.filter(({ type, data }) => type === 'aws:cdk:warning' && data.includes(ID))
    .map(({ data }) => `${node.path}: ${data.replace(` [ack: ${ID}]`, '')}`));
}

const FORGOTTEN = "Stack/Role/Resource: environment 'Stack/Environment' has no `ExecutionRoleArn`, and the role 'Stack/Role' was made for it:" +
  ' call `associateWith` of the role with this environment';
const WITHOUT_KEY = "Stack/Role/Resource: environment 'Stack/Environment' uses the role 'Stack/Role' without the `KmsKey` that the role was made for:" +
  ' call `associateWith` of the role with this environment';
const OTHER_KEY = "Stack/Role/Resource: environment 'Stack/Environment' uses the role 'Stack/Role' with another `KmsKey` than the role was made for:" +
  ' leave it out and call `associateWith` of the role with this environment';

describe('warns, once, of an environment that', () => {
  const key = () => new kms.Key(stack, 'Key');
  test.each<[string, () => unknown, string]>([
    ['has no role', () => [role(), environment()], FORGOTTEN],
    ['is defined first', () => [environment(), role()], FORGOTTEN],
    ['lost its role', () => [role().associateWith(environment()), (stack.node.findChild('Environment') as mwaa.CfnEnvironment).executionRoleArn = undefined], FORGOTTEN],
    ['lost its role by an override', () => [
      role().associateWith(environment()), (stack.node.findChild('Environment') as mwaa.CfnEnvironment).addPropertyDeletionOverride('ExecutionRoleArn'),
    ], FORGOTTEN],
    ['uses the role by reference without its key', () => environment({ executionRoleArn: role({ kmsKey: key() }).roleArn }), WITHOUT_KEY],
    ['uses the role by ARN without its key', () => [
      role({ kmsKey: key(), roleName: 'airflow' }), environment({ executionRoleArn: 'arn:aws:iam::111122223333:role/airflow' }),
    ], WITHOUT_KEY],
    ['uses the role by an overriding ARN without its key', () => [
      role({ kmsKey: key(), roleName: 'airflow' }), environment().addPropertyOverride('ExecutionRoleArn', 'arn:aws:iam::111122223333:role/airflow'),
    ], WITHOUT_KEY],
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
  const later = (value: string) => Lazy.string({ produce: () => value });
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
    ['an environment of another name', () => [role(), environment({ name: 'other' })]],
    ['an environment whose name only the deployment knows', () => [role(), environment({ name: later(ENVIRONMENT) })]],
    ['a role for a name that only the deployment knows', () => {
      const name = later(ENVIRONMENT);
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
