import { App, assertions, aws_iam as iam, aws_kms as kms, aws_mwaa as mwaa, aws_s3 as s3, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import { AirflowRole, MwaaEnvironmentGrants, MwaaExecutionRole, MwaaServiceLinkedRole } from '../../src';
import { documented } from '../documented';
import { CHINA, COMMERCIAL, DeployedApp, Deployment, GOVCLOUD, templateOf } from '../template';

const KEY = '1234abcd-12ab-34cd-56ef-1234567890ab';
const DEPLOYMENTS: [string, Deployment][] = [['commercial', COMMERCIAL], ['China', CHINA], ['GovCloud', GOVCLOUD]];

let app: App;
let stack: Stack;
let environment: mwaa.CfnEnvironment;
let grants: MwaaEnvironmentGrants;
let group: iam.Group;
beforeEach(() => define());

/** An app of one stack with an environment and a group that may nothing. */
function define(context: Record<string, unknown> = {}) {
  app = new App({ context });
  stack = new Stack(app, 'Stack');
  environment = new mwaa.CfnEnvironment(stack, 'Environment', { name: 'my-env' });
  grants = MwaaEnvironmentGrants.fromEnvironment(environment);
  group = new iam.Group(stack, 'Group');
}

/** The statements of the only policy. */
function statements(deployment: Deployment = COMMERCIAL): any[] {
  return new DeployedApp(app, deployment).single('AWS::IAM::Policy').PolicyDocument.Statement;
}

const environmentArn = 'arn:aws:airflow:eu-west-1:111122223333:environment/my-env';
const roleArn = (name: string) => `arn:aws:airflow:eu-west-1:111122223333:role/my-env/${name}`;

describe('what each grant allows', () => {
  test.each([
    ['Admin', AirflowRole.ADMIN],
    ['Op', AirflowRole.OP],
    ['User', AirflowRole.USER],
    ['Viewer', AirflowRole.VIEWER],
    ['Public', AirflowRole.PUBLIC],
    ['Data Engineers', AirflowRole.of('Data Engineers')],
    ['team/data', AirflowRole.of('team/data')],
  ])('the web server and the REST API as %s, on the Airflow role', (name, role) => {
    expect(grants.webServerAccess(group, role).success).toBe(true);
    expect(statements()).toEqual([{ Effect: 'Allow', Action: 'airflow:CreateWebLoginToken', Resource: roleArn(name) }]);

    define();
    expect(grants.restApiAccess(group, role).success).toBe(true);
    expect(statements()).toEqual([{ Effect: 'Allow', Action: 'airflow:InvokeRestApi', Resource: roleArn(name) }]);
  });

  test.each(['webServerAccess', 'restApiAccess'] as const)('%s as an Airflow role that the deployment names', (method) => {
    const name = new CfnParameter(stack, 'AirflowRole').valueAsString;
    expect(grants[method](group, AirflowRole.of(name)).success).toBe(true);
    const [{ Resource }] = new DeployedApp(app, COMMERCIAL, { AirflowRole: 'Team' }).single('AWS::IAM::Policy').PolicyDocument.Statement;
    expect(Resource).toBe(roleArn('Team'));
  });

  test('the command line, on the environment', () => {
    expect(grants.cliAccess(group).success).toBe(true);
    expect(statements()).toEqual([{ Effect: 'Allow', Action: 'airflow:CreateCliToken', Resource: environmentArn }]);
  });

  test('a look at the environment', () => {
    expect(grants.readOnly(group).success).toBe(true);
    expect(statements()).toEqual([
      { Effect: 'Allow', Action: 'airflow:ListEnvironments', Resource: '*' },
      { Effect: 'Allow', Action: ['airflow:GetEnvironment', 'airflow:ListTagsForResource'], Resource: environmentArn },
    ]);
  });
});

describe.each(DEPLOYMENTS)('in the %s partition', (_, deployment) => {
  const { partition, region, account } = deployment;

  test('the Airflow role is one of this partition', () => {
    grants.webServerAccess(group, AirflowRole.OP);
    expect(statements(deployment)[0].Resource).toBe(`arn:${partition}:airflow:${region}:${account}:role/my-env/Op`);
  });

  describe.each([
    ['access-policy-full-api', 'fullApiAccess'],
    ['access-policy-full-console', 'fullConsoleAccess'],
  ] as const)('%s', (file, method) => {
    const published = () => documented(file, { ...deployment, keyId: KEY }).Statement.map((statement: any) => ({
      ...statement,
      ...tightenings(deployment)[[statement.Action].flat()[0]],
    }));

    test('is the published policy for this execution role and this key', () => {
      const kmsKey = kms.Key.fromKeyArn(stack, 'Key', `arn:${partition}:kms:${region}:${account}:key/${KEY}`);
      grants[method](group, { executionRole: iam.Role.fromRoleName(stack, 'Role', 'my-role'), kmsKey });
      expect(comparable(statements(deployment))).toEqual(comparable(published()));
    });

    test('has nothing on keys without a customer managed key', () => {
      grants[method](group, { executionRole: iam.Role.fromRoleName(stack, 'Role', 'my-role') });
      expect(comparable(statements(deployment)))
        .toEqual(comparable(published().filter(({ Action }: any) => !Action.includes('kms:DescribeKey'))));
    });
  });
});

/** What the grants narrow down in the published policies, by the first action of the statement. */
function tightenings({ partition, region, account }: Deployment): Record<string, object> {
  return {
    'iam:PassRole': { Resource: `arn:${partition}:iam::${account}:role/my-role` },
    'iam:CreateServiceLinkedRole': {
      Resource: `arn:${partition}:iam::${account}:role/aws-service-role/airflow.amazonaws.com/AWSServiceRoleForAmazonMWAA`,
      Condition: { StringLike: { 'iam:AWSServiceName': 'airflow.amazonaws.com' } },
    },
    'kms:DescribeKey': { Resource: `arn:${partition}:kms:${region}:${account}:key/${KEY}` },
  };
}

/** Statements with every list as a list and in one order: neither means anything to IAM. */
function comparable(all: any[]): string[] {
  return all
    .map(({ Effect, Action, Resource, Condition }) =>
      JSON.stringify({ Effect, Action: [Action].flat().sort(), Resource: [Resource].flat().sort(), Condition }))
    .sort();
}

test('the page wants what the grants take: its statements and no others are narrowed down', () => {
  const first = (file: string) => documented(file, { ...COMMERCIAL, keyId: KEY }).Statement.map(({ Action }: any) => [Action].flat()[0]);
  for (const file of ['access-policy-full-api', 'access-policy-full-console']) {
    expect(first(file)).toEqual(expect.arrayContaining(Object.keys(tightenings(COMMERCIAL))));
  }
});

describe('the execution role and the key', () => {
  test('may be resources of the app, L1 or L2', () => {
    const role = new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: MwaaServiceLinkedRole.trustPolicy() });
    const key = new kms.CfnKey(stack, 'Key');
    grants.fullApiAccess(group, { executionRole: role, kmsKey: key });
    const resources = statements().map(({ Resource }) => Resource);
    expect(resources).toContain('arn:aws:iam::111122223333:role/Role');
    expect(resources).toContain('arn:aws:kms:eu-west-1:111122223333:key/Key');
  });
});

describe('the environment', () => {
  test('may be named by a token', () => {
    environment.name = Fn.ref('AWS::StackName');
    MwaaEnvironmentGrants.fromEnvironment(environment).cliAccess(group);
    const [policy] = Object.values<any>(templateOf(stack).Resources).filter(({ Type }) => Type === 'AWS::IAM::Policy');
    expect(policy.Properties.PolicyDocument.Statement[0].Resource).toEqual({
      'Fn::Join': ['', [
        'arn:', { Ref: 'AWS::Partition' }, ':airflow:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' },
        ':environment/', { Ref: 'AWS::StackName' },
      ]],
    });
  });

  test('may have its own execution role as the grantee: the grant names it without a reference', () => {
    const role = new MwaaExecutionRole(stack, 'Role', {
      environmentName: 'my-env',
      sourceBucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'my-dags'),
    });
    role.associateWith(environment);
    grants.restApiAccess(role, AirflowRole.USER);

    const { RoleDefaultPolicy5FFB7DAB } = templateOf(stack).Resources;
    expect(JSON.stringify(RoleDefaultPolicy5FFB7DAB)).not.toContain('"Environment"');
    expect(statements()[0].Resource).toBe(roleArn('User'));
  });

  test('may be one of another stack, in its own Region, without an export', () => {
    const elsewhere = new Stack(app, 'Elsewhere', { env: { account: '444455556666', region: 'us-east-1' } });
    const other = new mwaa.CfnEnvironment(elsewhere, 'Environment', { name: 'other' });
    MwaaEnvironmentGrants.fromEnvironment(other).webServerAccess(group, AirflowRole.OP);
    expect(statements()[0].Resource).toBe('arn:aws:airflow:us-east-1:444455556666:role/other/Op');
    expect(templateOf(elsewhere).Outputs).toBeUndefined();
  });

  test('may be imported by its name', () => {
    const imported = mwaa.CfnEnvironment.fromEnvironmentName(stack, 'Imported', 'imported');
    MwaaEnvironmentGrants.fromEnvironment(imported).webServerAccess(group, AirflowRole.OP);
    MwaaEnvironmentGrants.fromEnvironment(imported).cliAccess(group);
    expect(statements().map(({ Resource }) => Resource)).toEqual([
      'arn:aws:airflow:eu-west-1:111122223333:role/imported/Op',
      'arn:aws:airflow:eu-west-1:111122223333:environment/imported',
    ]);
  });

  test('may be imported by its ARN, from another account and Region', () => {
    const arn = 'arn:aws:airflow:us-east-1:444455556666:environment/imported';
    const imported = mwaa.CfnEnvironment.fromEnvironmentArn(stack, 'Imported', arn);
    const role = iam.Role.fromRoleName(stack, 'Role', 'my-role');
    MwaaEnvironmentGrants.fromEnvironment(imported).webServerAccess(group, AirflowRole.OP);
    MwaaEnvironmentGrants.fromEnvironment(imported).cliAccess(group);
    MwaaEnvironmentGrants.fromEnvironment(imported).fullConsoleAccess(group, { executionRole: role });
    const resources = statements().map(({ Resource }) => Resource);
    expect(resources.slice(0, 2)).toEqual(['arn:aws:airflow:us-east-1:444455556666:role/imported/Op', arn]);
    expect(resources).toContain('arn:aws:iam::444455556666:role/service-role/AmazonMWAA*');
    expect(resources).toContain('arn:aws:iam::444455556666:role/aws-service-role/airflow.amazonaws.com/AWSServiceRoleForAmazonMWAA');
  });

  test('may be known by an ARN that only the deployment knows', () => {
    const imported: mwaa.IEnvironmentRef = Object.create(environment, {
      cfnResourceType: { value: 'Custom::Environment' },
      environmentRef: { value: { environmentName: 'unused', environmentArn: Fn.importValue('EnvironmentArn') } },
    });
    const exporting = new Stack(app, 'Exporting');
    new iam.Group(exporting, 'Group');
    exporting.exportValue('arn:aws:airflow:us-east-1:444455556666:environment/exported', { name: 'EnvironmentArn' });
    MwaaEnvironmentGrants.fromEnvironment(imported).webServerAccess(group, AirflowRole.OP);
    expect(statements()[0].Resource).toBe('arn:aws:airflow:us-east-1:444455556666:role/exported/Op');
  });
});

describe.each([true, false])('a second call adds nothing, with minimizePolicies %s', (minimizePolicies) => {
  const grantees: [string, () => iam.IGrantable][] = [
    ['a role', () => new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() })],
    ['a user', () => new iam.User(stack, 'User')],
    ['a group', () => group],
    ['a managed policy', () => new iam.ManagedPolicy(stack, 'ManagedPolicy')],
    ['an imported role', () => iam.Role.fromRoleName(stack, 'Role', 'role')],
    ['an imported role by ARN', () => iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/role')],
    ['an imported user', () => iam.User.fromUserName(stack, 'User', 'user')],
    ['an imported group', () => iam.Group.fromGroupName(stack, 'Group2', 'group')],
  ];
  const calls: [string, (one: MwaaEnvironmentGrants, grantee: iam.IGrantable) => iam.Grant][] = [
    ['webServerAccess', (one, grantee) => one.webServerAccess(grantee, AirflowRole.of('User'))],
    ['restApiAccess', (one, grantee) => one.restApiAccess(grantee, AirflowRole.of('User'))],
    ['cliAccess', (one, grantee) => one.cliAccess(grantee)],
    ['readOnly', (one, grantee) => one.readOnly(grantee)],
    ['fullApiAccess', (one, grantee) => one.fullApiAccess(grantee, manage())],
    ['fullConsoleAccess', (one, grantee) => one.fullConsoleAccess(grantee, manage())],
  ];
  const manage = () => ({
    executionRole: iam.Role.fromRoleName(stack, `Role${stack.node.children.length}`, 'my-role'),
    kmsKey: kms.Key.fromKeyArn(stack, `Key${stack.node.children.length}`, `arn:aws:kms:eu-west-1:111122223333:key/${KEY}`),
  });

  describe.each(grantees)('to %s', (_, make) => {
    test.each(calls)('by %s', (_name, call) => {
      const policies = () => ['Policy', 'ManagedPolicy'].flatMap((type) => new DeployedApp(app, COMMERCIAL).properties(`AWS::IAM::${type}`));
      define({ '@aws-cdk/aws-iam:minimizePolicies': minimizePolicies });
      call(grants, make());
      const once = policies();

      define({ '@aws-cdk/aws-iam:minimizePolicies': minimizePolicies });
      const grantee = make();
      expect(call(grants, grantee).success).toBe(true);
      expect(call(grants, grantee).success).toBe(true);
      expect(call(MwaaEnvironmentGrants.fromEnvironment(environment), grantee).success).toBe(true);
      expect(policies()).toEqual(once);
      expect(once).toHaveLength(1);
    });
  });
});

describe('a principal that cannot be given permissions', () => {
  test('is refused', () => {
    expect(() => grants.readOnly(new iam.AccountPrincipal('444455556666'))).toThrow(new Error(
      "MwaaEnvironmentGrants.readOnly at 'Stack/Environment': `grantee` AccountPrincipal(444455556666) must have a policy to add to," +
      ' which an account, an organization or a service does not have: grant to a role, a user or a group',
    ));
  });

  test('no warning comes with grants that hold', () => {
    grants.readOnly(group);
    expect(assertions.Annotations.fromStack(stack).findWarning('*', assertions.Match.stringLikeRegexp('.*'))).toEqual([]);
  });
});

test.each<[string, () => mwaa.IEnvironmentRef]>([
  ['a wildcard', () => mwaa.CfnEnvironment.fromEnvironmentName(stack, 'Any', '*')],
  ['a path', () => new mwaa.CfnEnvironment(stack, 'Path', { name: 'a/b' })],
])('fails when the name of the environment is %s', (_what, named) => {
  expect(() => MwaaEnvironmentGrants.fromEnvironment(named())).toThrow(/^MwaaEnvironmentGrants at 'Stack\/.*': `environmentName` ".*" must be 1 to 80 letters/);
});

test('fails when the Airflow role is a wildcard, from JavaScript', () => {
  const role = iam.Role.fromRoleName(stack, 'Role', 'my-role');
  expect(() => MwaaEnvironmentGrants.fromEnvironment(environment).webServerAccess(role, { name: '*' } as AirflowRole)).toThrow(/`airflowRole` .* must be an `AirflowRole`/);
});

test('fails when the key is an alias', () => {
  const role = iam.Role.fromRoleName(stack, 'Role', 'my-role');
  const kmsKey = kms.Alias.fromAliasName(stack, 'Alias', 'alias/a');
  expect(() => MwaaEnvironmentGrants.fromEnvironment(environment).fullApiAccess(role, { executionRole: role, kmsKey })).toThrow(/`kmsKey` 'Stack\/Alias' must be a key, not an alias/);
});

describe('wrong input is an error', () => {
  const role = () => iam.Role.fromRoleName(stack, 'Role', 'my-role');
  const isNoGrantee = 'must be an identity: pass a role, a user, a group or an imported one';
  const isNoAirflowRole = 'must be an `AirflowRole`: pass a predefined one, such as `USER`, or one made from the name of a custom role';
  const isNoRole = 'must be a role: pass the execution role of the environment, defined or imported';
  const isNoKey = 'must be a key, not an alias: pass a Key, a CfnKey or an imported key of aws-kms, or leave it out for an AWS owned key';

  test.each<[any, string]>([
    [undefined, 'is missing, and'],
    [null, 'null'],
    ['my-env', '"my-env"'],
    [{}, '{}'],
  ])('fails when the environment is %s', (value, shown) => {
    expect(() => MwaaEnvironmentGrants.fromEnvironment(value)).toThrow(new Error(
      `MwaaEnvironmentGrants.fromEnvironment: \`environment\` ${shown} must be an environment:`
      + ' pass a `CfnEnvironment`, or one imported by its name or ARN',
    ));
  });

  test.each<[string, (none: any) => iam.Grant, string]>([
    ['webServerAccess', (none) => grants.webServerAccess(none, AirflowRole.OP), `\`grantee\` is missing, and ${isNoGrantee}`],
    ['webServerAccess', (none) => grants.webServerAccess(group, none), `\`airflowRole\` is missing, and ${isNoAirflowRole}`],
    ['restApiAccess', (none) => grants.restApiAccess(none, AirflowRole.OP), `\`grantee\` is missing, and ${isNoGrantee}`],
    ['restApiAccess', () => grants.restApiAccess(group, 'Op' as any), `\`airflowRole\` "Op" ${isNoAirflowRole}`],
    ['cliAccess', (none) => grants.cliAccess(none), `\`grantee\` is missing, and ${isNoGrantee}`],
    ['readOnly', (none) => grants.readOnly(none), `\`grantee\` is missing, and ${isNoGrantee}`],
    ['fullApiAccess', (none) => grants.fullApiAccess(group, none), `\`executionRole\` is missing, and ${isNoRole}`],
    ['fullApiAccess', (none) => grants.fullApiAccess(none, { executionRole: none, kmsKey: 'key' as any }),
      `\`grantee\` is missing, and ${isNoGrantee}; \`executionRole\` is missing, and ${isNoRole}; \`kmsKey\` "key" ${isNoKey}`],
    ['fullConsoleAccess', (none) => grants.fullConsoleAccess(none, { executionRole: role() }), `\`grantee\` is missing, and ${isNoGrantee}`],
    ['fullConsoleAccess', (none) => grants.fullConsoleAccess(group, none), `\`executionRole\` is missing, and ${isNoRole}`],
  ])('fails when an argument of %s is missing or no such thing', (method, call, problems) => {
    expect(() => call(undefined)).toThrow(new Error(`MwaaEnvironmentGrants.${method} at 'Stack/Environment': ${problems}`));
    expect(templateOf(stack).Resources).toEqual({
      Environment: { Type: 'AWS::MWAA::Environment', Properties: { Name: 'my-env' } },
      GroupC77FDACD: { Type: 'AWS::IAM::Group' },
    });
  });
});

describe('an environment that is renamed afterwards has its new name in the grants', () => {
  test.each<[string, (renamed: mwaa.CfnEnvironment) => unknown]>([
    ['by property', (renamed) => { renamed.name = 'acme'; }],
    ['by an override', (renamed) => renamed.addPropertyOverride('Name', 'acme')],
  ])('%s', (_how, rename) => {
    const renamed = new mwaa.CfnEnvironment(stack, 'Renamed', { name: 'mine' });
    const role = new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() });
    MwaaEnvironmentGrants.fromEnvironment(renamed).cliAccess(role);
    MwaaEnvironmentGrants.fromEnvironment(renamed).cliAccess(role);
    rename(renamed);
    expect(statements()).toEqual([
      { Effect: 'Allow', Action: 'airflow:CreateCliToken', Resource: 'arn:aws:airflow:eu-west-1:111122223333:environment/acme' },
    ]);
  });
});
