import {
  App, Aspects, Aws, aws_iam as iam, aws_kms as kms, aws_secretsmanager as secretsmanager, CfnCondition, CfnParameter, Environment, Fn, Lazy,
  NestedStack, Stack, Stage,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AirflowConnection, SecretsBackend } from '../../src';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const NAME = 'airflow/connections/warehouse';

let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack', { env: ENV });
});

const connection = (scope: Construct = stack, backend = new SecretsBackend()) => backend.addConnection(scope, 'warehouse', AirflowConnection.aws());
const other = (scope: Construct = stack, name: string = NAME) => new secretsmanager.Secret(scope, 'Other', { secretName: name });
const resource = (secret: Construct) => secret.node.defaultChild as secretsmanager.CfnSecret;
const stackIn = (env: Environment | undefined, scope: Construct = app, id = 'There') => new Stack(scope, id, { env });
const condition = (of: Construct, id: string, value: string) => {
  resource(of).cfnOptions.condition = new CfnCondition(Stack.of(of), id, { expression: Fn.conditionEquals(Fn.ref('AWS::Region'), value) });
};

const twice = (path: string, one: string) => `SecretsBackend.addConnection at '${path}': '${one}' creates a secret of the same name,`
  + ` "${NAME}", in the same account and Region, which have only one of each name: give one of the two another id or prefix, or remove it`;

describe('fails for the same name twice', () => {
  test.each<[string, () => unknown, string]>([
    ['in one stack', () => [connection(), other()], twice('Stack/Other', 'Stack/warehouse')],
    ['in one stack, the other first', () => [other(), connection()], twice('Stack/warehouse', 'Stack/Other')],
    ['by two connections', () => [connection(), connection(new Construct(stack, 'Team'))], twice('Stack/Team/warehouse', 'Stack/warehouse')],
    ['in two stacks of one place', () => [connection(), connection(stackIn(ENV))], twice('There/warehouse', 'Stack/warehouse')],
    ['in a nested stack', () => [connection(), connection(new NestedStack(stack, 'Nested'))], twice('Stack/Nested/warehouse', 'Stack/warehouse')],
    ['in one stack without a place', () => {
      stack = stackIn(undefined);
      return [connection(), other()];
    }, twice('There/Other', 'There/warehouse')],
    ['by an L1 secret', () => [connection(), new secretsmanager.CfnSecret(stack, 'L1', { name: NAME })], twice('Stack/L1', 'Stack/warehouse')],
    ['by a secret that is renamed', () => [connection(), resource(other(stack, 'x')).addPropertyOverride('Name', NAME)], twice('Stack/Other', 'Stack/warehouse')],
    ['under a prefix that is the place', () => {
      stack = stackIn(undefined);
      return [stack, new NestedStack(stack, 'Nested')].map((scope) => connection(scope, new SecretsBackend({ connectionsPrefix: `${Aws.REGION}/connections` })));
    }, 'the same name, "${AWS::Region}/connections/warehouse", in the same account'],
    ['under a prefix that only the deployment knows', () => {
      const backend = new SecretsBackend({ connectionsPrefix: `${Aws.STACK_NAME}/connections` });
      return [connection(stack, backend), connection(new Construct(stack, 'Team'), backend)];
    }, "'Stack/warehouse' creates a secret of the same name, \"${AWS::StackName}/connections/warehouse\", in the same account"],
    ['by a name that is rendered late', () => [connection(), other(stack, Lazy.string({ produce: () => NAME }))], twice('Stack/Other', 'Stack/warehouse')],
    ['under conditions that can hold at once', () => {
      const [one, two] = [connection(), other()];
      condition(one, 'One', 'eu-west-1');
      condition(two, 'Two', 'eu-west-1');
    }, twice('Stack/Other', 'Stack/warehouse')],
  ])('%s', (_where, define, error) => {
    define();
    expect(() => app.synth()).toThrow(error);
  });
});

describe('says nothing of', () => {
  test.each<[string, () => unknown]>([
    ['one connection', () => connection()],
    ['another name', () => [connection(), other(stack, 'x')]],
    ['a name that CloudFormation generates', () => [connection(), new secretsmanager.Secret(stack, 'Generated'), new secretsmanager.Secret(stack, 'Another')]],
    ['an L1 secret without a name', () => [connection(), new secretsmanager.CfnSecret(stack, 'L1', { description: 'x' })]],
    ['the same name in another Region', () => [connection(), connection(stackIn({ ...ENV, region: 'us-east-1' }))]],
    ['the same name in another account', () => [connection(), connection(stackIn({ ...ENV, account: '444455556666' }))]],
    ['the same name in a stack without a place', () => [connection(), connection(stackIn(undefined))]],
    ['the same name in two stacks without a place', () => [connection(stackIn(undefined, app, 'A')), connection(stackIn(undefined, app, 'B'))]],
    ['the same name in a stage', () => [connection(), connection(stackIn(ENV, new Stage(app, 'Stage')))]],
    ['the same name under conditions that exclude each other', () => {
      const [one, two] = [connection(), other()];
      condition(one, 'One', 'eu-west-1');
      condition(two, 'Two', 'us-east-1');
    }],
    ['the same name in two stacks, one under a condition', () => [connection(), condition(connection(stackIn(ENV)), 'One', 'x')]],
    ['names of two stacks that only the deployment knows', () => [stack, stackIn(ENV)].map((scope) =>
      connection(scope, new SecretsBackend({ connectionsPrefix: new CfnParameter(scope, 'Prefix').valueAsString })))],
    ['the same prefix with the name of each nested stack', () => {
      const backend = new SecretsBackend({ connectionsPrefix: `${Aws.STACK_NAME}/connections` });
      return [stack, ...['One', 'Two'].map((id) => new NestedStack(stack, id))].map((scope) => connection(scope, backend));
    }],
    ['a name that the deployment chooses to generate', () => {
      new CfnCondition(stack, 'Named', { expression: Fn.conditionEquals(Fn.ref('AWS::Region'), 'eu-west-1') });
      const name = Fn.conditionIf('Named', NAME, Aws.NO_VALUE).toString();
      return ['One', 'Two'].map((id) => resource(connection(new Construct(stack, id))).addPropertyOverride('Name', name));
    }],
    ['a name that is taken away', () => ['One', 'Two'].map((id) => resource(connection(new Construct(stack, id))).addPropertyOverride('Name', Aws.NO_VALUE))],
    ['two conditions that each carries, of which two exclude each other', () => {
      const conditions = ['eu-west-1', 'us-east-1'].map((region, index) =>
        new CfnCondition(stack, `Region${index}`, { expression: Fn.conditionEquals(Fn.ref('AWS::Region'), region) }));
      const parameter = new CfnParameter(stack, 'Stage').valueAsString;
      const shared = new CfnCondition(stack, 'Shared', { expression: Fn.conditionEquals(parameter, 'prod') });
      const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
      (role.node.defaultChild as iam.CfnRole).cfnOptions.condition = shared;
      conditions.forEach((one, index) => {
        const scope = new Construct(stack, `Team${index}`);
        const encryptionKey = new kms.Key(scope, 'Key');
        (encryptionKey.node.defaultChild as kms.CfnKey).cfnOptions.condition = one;
        new SecretsBackend({ encryptionKey }).addConnection(scope, 'warehouse', AirflowConnection.aws({ role }));
      });
    }],
    ['two secrets of the user', () => [connection(), other(stack, 'x'), new secretsmanager.CfnSecret(stack, 'L1', { name: 'x' })]],
    ['a secret whose name is written over and stays the same', () => resource(connection()).addPropertyOverride('Name', NAME)],
    ['a secret whose name only the deployment knows', () => resource(connection()).addPropertyOverride('Name', { Ref: 'Name' })],
  ])('%s', (_what, define) => {
    define();
    expect(app.synth().stacks.flatMap(({ messages }) => messages)).toEqual([]);
  });

  test('a stack that is in no stage', () => {
    expect(() => connection(new Stack(new Construct(undefined as any, ''), 'Stack'))).not.toThrow();
  });
});

describe('warns of a secret that is renamed', () => {
  test.each<[string, (secret: secretsmanager.CfnSecret) => unknown]>([
    ['by property', (secret) => { secret.name = `acme/${NAME}`; }],
    ['by an override', (secret) => secret.addPropertyOverride('Name', `acme/${NAME}`)],
    ['by an aspect', () => Aspects.of(app).add({ visit: (node) => { if (secretsmanager.CfnSecret.isCfnSecret(node)) { node.name = `acme/${NAME}`; } } })],
  ])('%s', (_how, rename) => {
    rename(resource(connection()));
    expect(app.synth().stacks.flatMap(({ messages }) => messages).map(({ id, entry }) => `${id}: ${entry.data}`)).toEqual([
      `/Stack/warehouse/Resource: the secret is renamed to "acme/${NAME}", but Airflow looks for the connection under "${NAME}":` +
      ' keep the name, or put what comes before it into the prefix of the backend [ack: cdk-mwaa-iam:connectionRenamed]',
    ]);
  });

  test('and of none in another stage', () => {
    connection(stackIn(ENV, new Stage(app, 'Stage')));
    connection();
    expect(app.synth().stacks.flatMap(({ messages }) => messages)).toEqual([]);
  });
});
