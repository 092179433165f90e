import {
  App, aws_iam as iam, aws_kms as kms, aws_lambda as lambda, aws_logs as logs, aws_mwaa as mwaa, aws_mwaaserverless as serverless, aws_s3 as s3,
  Duration, Lazy, RemovalPolicy, Stack, Token,
} from 'aws-cdk-lib';
import {
  AirflowConnection, AirflowRole, MwaaEnvironmentGrants, MwaaExecutionPolicy, MwaaExecutionRole, MwaaRoleChecks, MwaaServerlessExecutionRole,
  MwaaServerlessServiceLinkedRole, MwaaServiceLinkedRole, SecretsBackend,
} from '../src';

// JavaScript passes anything. What is refused is refused by the class that it was given to, in an error that names a prop.

const NUMBERS = [0, -1, 5, NaN, Infinity];
const TEXTS = ['', 'x', ' ', 'false', '${x}', 'arn:aws:iam::111122223333:role/r', 'arn:aws:s3:::my-dags'];
const OBJECTS = [
  {}, [], [undefined], [{}], ['x'], { length: 1 }, Object.create(null), new Map(), new Date(0), /x/, { toString: null }, Symbol('x'), 10n, () => 'x', class Role {},
];
const REFERENCES = ['bucketRef', 'keyRef', 'logGroupRef', 'roleRef', 'environmentRef', 'grantPrincipal'].flatMap((reference) => [
  { [reference]: {} }, { [reference]: null }, { [reference]: 5 },
  { [reference]: { bucketArn: 5, keyArn: null, roleArn: {}, environmentArn: 5, logGroupName: [] } },
]);
const DUCKS = [
  { keyRef: { keyArn: 'arn', keyId: 'k' }, logGroupRef: { logGroupName: 'a', logGroupArn: 'b' }, node: { path: 'x' } },
  { node: {} }, { roleName: {}, roleArn: {} }, { managedPolicyArn: 5 }, { policyFragment: {} }, { grantPrincipal: { policyFragment: {} } },
  { toSeconds: 5 }, { uri: 5 }, { name: 5 }, { document: 5 }, { attachToRole: 5, policyName: 5 }, { resolve: 5 },
];

function values(stack: Stack): unknown[] {
  const key = new kms.Key(stack, 'WrongKey');
  return [
    undefined, null, true, false, ...NUMBERS, ...TEXTS, ...OBJECTS, ...REFERENCES, ...DUCKS,
    Lazy.string({ produce: () => 'x' }), Lazy.string({ produce: () => undefined }), Lazy.any({ produce: () => ({}) }), Token.asNumber({ Ref: 'X' }), Token.asList({ Ref: 'X' }),
    stack, new App(), key, key.addAlias('alias/wrong'), new s3.Bucket(stack, 'WrongBucket'), new iam.User(stack, 'WrongUser'),
    s3.Bucket.fromBucketAttributes(stack, 'WrongImport', { bucketName: 'my-dags', encryptionKey: {} as any }),
    new iam.ServicePrincipal('s3.amazonaws.com'), new iam.UnknownPrincipal({ resource: stack }), iam.ManagedPolicy.fromAwsManagedPolicyName('X'),
    lambda.Function.fromFunctionArn(stack, 'WrongFunction', 'arn:aws:lambda:eu-west-1:111122223333:function:f'),
    Duration.minutes(1), Duration.hours(13), Duration.millis(3_600_500), RemovalPolicy.SNAPSHOT,
    ...[{ roleArn: 5 }, { encryptionConfiguration: { kmsKeyId: {} } }, { loggingConfiguration: { logGroupName: 5 } }].map((props, index) => workflow(stack, `WrongWorkflow${index}`, props)),
    environment(stack, 'WrongEnvironment', { name: 5 }), Object.assign(environment(stack, 'WrongRole'), { executionRoleArn: 5 }), Object.assign(environment(stack, 'WrongArns'), { sourceBucketArn: {}, kmsKey: [] }),
  ];
}

function environment(stack: Stack, id: string, props: object = {}): mwaa.CfnEnvironment {
  return new mwaa.CfnEnvironment(stack, id, { name: 'my-env', ...props } as any);
}

function workflow(stack: Stack, id: string, props: object = {}): serverless.CfnWorkflow {
  return Object.assign(new serverless.CfnWorkflow(stack, id, { roleArn: 'arn:aws:iam::111122223333:role/my-workflow', definitionS3Location: { bucket: 'b', objectKey: 'k' } }), props);
}

/** What is right, from which one argument or prop at a time is taken away. */
interface Right {
  readonly bucket: s3.IBucketRef;
  readonly key: kms.IKeyRef;
  readonly role: MwaaExecutionRole;
  readonly environment: mwaa.CfnEnvironment;
  readonly workflowRole: MwaaServerlessExecutionRole;
}

interface Entry {
  readonly call: (...args: any[]) => unknown;
  readonly args: (right: Right, stack: Stack) => any[];
}

let id = 0;
const next = () => `Id${id++}`;

const OPTIONS = ({ bucket, key }: Right) => ({
  environmentName: 'my-env', sourceBucket: bucket, kmsKey: key, accountPublicAccessBlock: true, exactLogGroups: false, environmentRegion: 'eu-west-1',
});
const MANAGE = ({ role, key }: Right) => ({ executionRole: role, kmsKey: key });

const ENTRIES: Record<string, Entry> = {
  'MwaaExecutionRole': {
    call: (scope, name, props) => new MwaaExecutionRole(scope, name, props),
    args: (right, stack) => [stack, next(), {
      ...OPTIONS(right),
      confusedDeputyProtection: true,
      additionalPrincipals: [],
      roleName: 'r',
      path: '/',
      description: 'd',
      permissionsBoundary: undefined,
      managedPolicies: [],
      maxSessionDuration: Duration.hours(1),
    }],
  },
  'MwaaExecutionRole.associateWith': { call: (role, env) => role.associateWith(env), args: (right) => [right.role, right.environment] },
  'MwaaExecutionRole.confineCeleryQueue': { call: (role, env) => role.confineCeleryQueue(env), args: (right) => [right.role, right.environment] },
  ...Object.fromEntries(Object.entries({ MwaaExecutionRole: 'role', MwaaServerlessExecutionRole: 'workflowRole' } as const).flatMap(([name, which]): [string, Entry][] => [
    [`${name}.attachInlinePolicy`, { call: (role, policy) => role.attachInlinePolicy(policy), args: ({ [which]: role }, stack) => [role, new iam.Policy(stack, next())] }],
    [`${name}.attachJsonPolicy`, {
      call: (role, policyName, props) => role.attachJsonPolicy(policyName, props),
      args: ({ [which]: role }) => [role, next(), {
        document: { Statement: { Sid: 'A', Effect: 'Allow', Action: 's3:GetObject', Resource: '*', Condition: {} } }, policyName: 'p', description: 'd',
      }],
    }],
  ])),
  'MwaaServerlessExecutionRole': {
    call: (scope, name, props) => new MwaaServerlessExecutionRole(scope, name, props),
    args: ({ key }, stack) => [stack, next(), {
      logGroup: new logs.LogGroup(stack, next()), kmsKey: key, additionalPrincipals: [], roleName: 'r', path: '/', description: 'd', permissionsBoundary: undefined, managedPolicies: [], maxSessionDuration: Duration.hours(1),
    }],
  },
  'MwaaServerlessExecutionRole.associateWith': {
    call: (role, flow) => role.associateWith(flow),
    args: (_, stack) => [new MwaaServerlessExecutionRole(stack, next(), { roleName: 'my-workflow' }), workflow(stack, next())],
  },
  'MwaaExecutionPolicy': {
    call: (scope, name, props) => new MwaaExecutionPolicy(scope, name, props),
    args: (right, stack) => [stack, next(), { ...OPTIONS(right), roles: [], managedPolicyName: 'p', description: 'd', path: '/' }],
  },
  ...Object.fromEntries(Object.entries({ MwaaServiceLinkedRole, MwaaServerlessServiceLinkedRole }).flatMap(([name, Linked]): [string, Entry][] => [
    [name, {
      call: (scope, ...args) => new Linked(scope, ...args as [string]),
      args: (_, stack) => [stack, next(), { description: 'd', removalPolicy: RemovalPolicy.RETAIN }],
    }],
    ...(['fromAccount', 'ensureExists'] as const).map((method): [string, Entry] => [`${name}.${method}`, {
      call: (scope, ...args) => Linked[method](scope, ...args as [string]), args: (_, stack) => [stack, next()],
    }]),
    ...['grantCreate', 'grantDelete', 'grantUpdateDescription'].map((method): [string, Entry] => [`${name}.${method}`, {
      call: (role, grantee) => role[method](grantee), args: ({ role }, stack) => [Linked.fromAccount(stack, next()), role],
    }]),
  ])),
  'MwaaEnvironmentGrants.fromEnvironment': { call: (env) => MwaaEnvironmentGrants.fromEnvironment(env), args: (right) => [right.environment] },
  ...Object.fromEntries(['webServerAccess', 'restApiAccess'].map((method): [string, Entry] => [`MwaaEnvironmentGrants.${method}`, {
    call: (grants, ...args) => grants[method](...args),
    args: (right) => [MwaaEnvironmentGrants.fromEnvironment(right.environment), right.role, AirflowRole.OP],
  }])),
  ...Object.fromEntries(['cliAccess', 'readOnly'].map((method): [string, Entry] => [`MwaaEnvironmentGrants.${method}`, {
    call: (grants, ...args) => grants[method](...args), args: (right) => [MwaaEnvironmentGrants.fromEnvironment(right.environment), right.role],
  }])),
  ...Object.fromEntries(['fullApiAccess', 'fullConsoleAccess'].map((method): [string, Entry] => [`MwaaEnvironmentGrants.${method}`, {
    call: (grants, ...args) => grants[method](...args),
    args: (right) => [MwaaEnvironmentGrants.fromEnvironment(right.environment), right.role, MANAGE(right)],
  }])),
  'AirflowRole.of': { call: (name) => AirflowRole.of(name), args: () => ['Team'] },
  'AirflowConnection.aws': { call: (props) => AirflowConnection.aws(props), args: ({ role }) => [{ role, region: 'eu-west-1' }] },
  'SecretsBackend': {
    call: (props) => new SecretsBackend(props),
    args: ({ key }) => [{
      connectionsPrefix: 'c', variablesPrefix: 'v', configPrefix: 'g', connectionsLookupPattern: 'a', variablesLookupPattern: 'b', encryptionKey: key, region: 'eu-west-1',
    }],
  },
  'SecretsBackend.grantRead': { call: (backend, grantee) => backend.grantRead(grantee), args: ({ role, key }) => [new SecretsBackend({ encryptionKey: key }), role] },
  'SecretsBackend.addConnection': {
    call: (backend, ...args) => backend.addConnection(...args), args: (_, stack) => [new SecretsBackend(), stack, next(), AirflowConnection.aws()],
  },
  'MwaaRoleChecks': { call: (props) => new MwaaRoleChecks(props), args: () => [{ disabledRules: [] }] },
};

/** The class itself is not taken away from a method. */
const isOwn = (name: string, index: number) => index === 0 && /^(MwaaExecutionRole|MwaaServerlessExecutionRole|MwaaEnvironmentGrants|SecretsBackend)\.(?!fromEnvironment)|ServiceLinkedRole\.grant/.test(name);

const withItem = (all: any[], index: number, item: unknown) => Object.assign([...all], { [index]: item });

type Change = (args: any[], value: unknown) => any[];

/** The ways to replace one of the arguments, or one prop of one of them, by a value or a list of it. */
function changes(name: string, args: any[]): [string, Change][] {
  return args.flatMap((arg, index) => isOwn(name, index) ? [] : [
    [`argument ${index}`, (all, value) => withItem(all, index, value)] as [string, Change],
    ...(Object.getPrototypeOf(arg) === Object.prototype ? Object.keys(arg) : []).flatMap((prop): [string, Change][] => [
      [prop, (all, value) => withItem(all, index, { ...all[index], [prop]: value })],
      [`${prop} as list`, (all, value) => withItem(all, index, { ...all[index], [prop]: [value] })],
    ]),
  ]);
}

function setUp(): { stack: Stack; right: Right } {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
  const [bucket, key] = [s3.Bucket.fromBucketName(stack, 'Bucket', 'my-dags'), new kms.Key(stack, 'Key')];
  const role = new MwaaExecutionRole(stack, 'Role', { environmentName: 'my-env', sourceBucket: bucket, kmsKey: key, roleName: 'my-role' });
  const workflowRole = new MwaaServerlessExecutionRole(stack, 'WorkflowRole');
  return { stack, right: { bucket, key, role, environment: environment(stack, 'Environment'), workflowRole } };
}

test('every public entry is walked', () => {
  const index = jest.requireActual<Record<string, any>>('../src');
  const statics = Object.entries(index).flatMap(([name, { prototype, ...members }]) => [
    ...Object.getOwnPropertyNames(index[name]).filter((member) => typeof index[name][member] === 'function' && members[member] !== prototype).map((member) => `${name}.${member}`),
    ...Object.getOwnPropertyNames(prototype).filter((member) => typeof Object.getOwnPropertyDescriptor(prototype, member)!.value === 'function').map((member) => `${name}.${member}`),
  ]);
  const ours = statics.filter((name) => !/\.(constructor|trustPolicy|permissionsPolicy|allowSelfAssume|validate|check|manage|grant|serviceLinkedRole|decryption|letAccountDecrypt|getResourceArnAttribute|getResourceNameAttribute|prototype)$/.test(name));
  expect(ours.filter((name) => ENTRIES[name] === undefined)).toEqual([]);
});

test.each(Object.entries(ENTRIES))('%s takes what is right', (_name, { call, args }) => {
  const { stack, right } = setUp();
  expect(() => call(...args(right, stack))).not.toThrow();
});

test.each(Object.entries(ENTRIES))('%s refuses what is wrong in words of its own', (name, { call, args }) => {
  const { stack, right } = setUp();
  const [className] = name.split('.');
  const own = new RegExp(`^${className}(\\.\\w+)?( at '[^']+')?: .*(\`\\w+|environment ')`, 's');
  const strange: string[] = [];
  for (const [index, value] of values(stack).entries()) {
    for (const [what, change] of changes(name, args(right, stack))) {
      try {
        call(...change(args(right, stack), value));
      } catch (error) {
        const { message } = error as Error;
        if (!own.test(message)) {
          strange.push(`${what} of value ${index}: ${message}`);
        }
      }
    }
  }
  expect(strange).toEqual([]);
});

const TOKEN = Lazy.string({ produce: () => 'x' });
const ROLE = { environmentName: 'my-env', roleName: 'my-role' };

test.each<[string, (right: Right, stack: Stack) => unknown, RegExp]>([
  ...[{}, null, 5].flatMap((arn): [string, (right: Right, stack: Stack) => unknown, RegExp][] => [
    ['a bucket by no ARN', (_, stack) => new MwaaExecutionRole(stack, 'X', { ...ROLE, sourceBucket: { bucketRef: { bucketArn: arn } } as any }), /`sourceBucket`/],
    ['a key by no ARN', ({ bucket }, stack) => new MwaaExecutionRole(stack, 'X', { ...ROLE, sourceBucket: bucket, kmsKey: { keyRef: { keyArn: arn } } as any }), /`kmsKey`/],
  ]),
  ['a bucket without a reference', (_, stack) => new MwaaExecutionRole(stack, 'X', { ...ROLE, sourceBucket: { bucketRef: {} } as any }), /`sourceBucket`/],
  ['a bucket whose key is none', (_, stack) => new MwaaExecutionRole(stack, 'X', {
    ...ROLE, sourceBucket: s3.Bucket.fromBucketAttributes(stack, 'B', { bucketName: 'my-dags', encryptionKey: {} as any }),
  }), /`sourceBucket.encryptionKey` {} must be a key: import the bucket with a Key/],
  ['a session that is too short', ({ bucket }, stack) => new MwaaExecutionRole(stack, 'X', { ...ROLE, sourceBucket: bucket, maxSessionDuration: Duration.minutes(59) }), /`maxSessionDuration`/],
  ['a token as a role', () => AirflowConnection.aws({ role: TOKEN as any }), /^AirflowConnection.aws: `role`/],
  ['a role by no ARN', () => AirflowConnection.aws({ role: { roleRef: {} } as any }), /^AirflowConnection.aws: `role`/],
  ['a number as props', () => AirflowConnection.aws(5 as any), /^AirflowConnection.aws: `props`/],
  ['a token as an execution role', ({ environment: env, role }) => MwaaEnvironmentGrants.fromEnvironment(env).fullApiAccess(role, { executionRole: TOKEN as any }), /^MwaaEnvironmentGrants.* `executionRole`/],
  ['a token as an environment', () => MwaaEnvironmentGrants.fromEnvironment(TOKEN as any), /^MwaaEnvironmentGrants.fromEnvironment: `environment`/],
  ['a token as the environment of a role', ({ role }) => role.associateWith(TOKEN as any), /^MwaaExecutionRole at 'Stack\/Role': `environment`/],
  ['an environment with a key that is no text', ({ role, environment: env }) => role.associateWith(Object.assign(env, { kmsKey: {} })), /`environment.kmsKey` {} must be a text/],
  ['an environment with a role that is no text', ({ role, environment: env }) => role.confineCeleryQueue(Object.assign(env, { executionRoleArn: 5 })), /`environment.executionRoleArn` 5/],
  ['a text as an inline policy', ({ role }) => role.attachInlinePolicy('x' as any), /^MwaaExecutionRole.attachInlinePolicy at 'Stack\/Role': `policy` "x"/],
  ['a managed policy as an inline policy', ({ role }, stack) => role.attachInlinePolicy(new iam.ManagedPolicy(stack, 'M') as any), /`policy` 'Stack\/M'/],
  ['a grantee without a principal', () => new SecretsBackend().grantRead({ grantPrincipal: {} } as any), /^SecretsBackend.grantRead: `grantee`/],
  ['a function as an Airflow role', ({ role, environment: env }) => MwaaEnvironmentGrants.fromEnvironment(env).restApiAccess(role, (() => 'Op') as any), /`airflowRole`/],
  ['an environment as an Airflow role', ({ role, environment: env }) => MwaaEnvironmentGrants.fromEnvironment(env).restApiAccess(role, env as any), /`airflowRole`/],
  ...['keep', RemovalPolicy.SNAPSHOT].map((removalPolicy): [string, (right: Right, stack: Stack) => unknown, RegExp] => [
    'a removal policy that IAM does not have', (_, stack) => new MwaaServiceLinkedRole(stack, 'X', { removalPolicy } as any), /^MwaaServiceLinkedRole at 'Stack\/X': `removalPolicy`/,
  ]),
])('%s is refused: %#', (_what, call, message) => {
  const { stack, right } = setUp();
  expect(() => call(right, stack)).toThrow(message);
});

test('a `region` that gives nothing fails at synth', () => {
  const { uri, json } = AirflowConnection.aws({ region: Lazy.string({ produce: () => undefined }) });
  [uri, json].forEach((text) => expect(() => new Stack().resolve(text)).toThrow(/AirflowConnection.aws: `region` must have a text/));
  const given = AirflowConnection.aws({ region: Lazy.string({ produce: () => 'eu-west-1' }) });
  expect(new Stack().resolve(given.uri)).toBe('aws://?region_name=eu-west-1');
});
