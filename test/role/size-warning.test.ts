import { Annotations, App, aws_iam as iam, aws_kms as kms, aws_mwaa as mwaa, aws_s3 as s3, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AirflowRole, IMwaaServiceLinkedRole, MwaaEnvironmentGrants, MwaaExecutionPolicy, MwaaServiceLinkedRole, SecretsBackend } from '../../src';
import { appWith, BUCKET, ENVIRONMENT, keyArn, MINIMIZE } from '../shapes';
import { COMMERCIAL, DeployedApp } from '../template';

const ids = ['cdk-mwaa-iam:managedPolicyTooLarge', 'cdk-mwaa-iam:inlinePoliciesTooLarge'];
const length = (json: unknown) => JSON.stringify(json).length;

let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack');
});

/** The warnings about sizes, with the paths that they stand on. */
function warnings(): string[] {
  app.synth({ force: true });
  return app.node.findAll().flatMap(({ node }) => node.metadata
    .filter(({ type, data }) => type === 'aws:cdk:warning' && ids.some((id) => data.includes(id))).map(({ data }) => `${node.path}: ${data}`));
}

/** A statement of so many characters that no other is merged with. */
function sized(characters: number, Sid = 'Filler'): iam.PolicyStatement {
  const filled = (count: number) => ({ Action: 's3:GetObject', Effect: 'Allow', Resource: `arn:aws:s3:::${'x'.repeat(count)}`, Sid });
  return iam.PolicyStatement.fromJson(filled(characters - length(filled(0))));
}

describe('a managed policy', () => {
  const define = () => new MwaaExecutionPolicy(stack, 'Policy', { environmentName: ENVIRONMENT, sourceBucket: s3.Bucket.fromBucketName(stack, 'Bucket', BUCKET) });
  const deployedLength = () => length(new DeployedApp({ synth: () => app.synth({ force: true }) }, COMMERCIAL).single('AWS::IAM::ManagedPolicy').PolicyDocument);

  test('is not warned of as it is documented', () => {
    define();
    expect(warnings()).toEqual([]);
  });

  test.each([[6_144, 0], [6_145, 1]])('of %d characters has %d warnings, however often the app is synthesized', (characters, count) => {
    const policy = define();
    // The tokens are at their shortest where the test deploys to.
    policy.addStatements(sized(characters - deployedLength() - ','.length));
    expect(deployedLength()).toBe(characters);
    expect(warnings()).toHaveLength(count);
    expect(warnings()).toHaveLength(count);
  });

  test('has size, limit and largest part in the warning', () => {
    const policy = define();
    const size = deployedLength() + 5_102;
    policy.addStatements(sized(5_000, 'Large'), sized(100, 'Small'), iam.PolicyStatement.fromJson({ Effect: 'Deny', NotAction: ['s3:*', 'sns:*'], Resource: '*' }));
    const rest = length({ Effect: 'Deny', NotAction: ['s3:*', 'sns:*'], Resource: '*' }) + 1;
    expect(warnings()).toEqual([
      `Stack/Policy/Resource: the policy 'Stack/Policy' has at least ${size + rest} characters, of which the statement \`Large\` has 5000, and IAM allows 6144:` +
      ' move statements to another managed policy [ack: cdk-mwaa-iam:managedPolicyTooLarge]',
    ]);
  });

  test('that may be short enough has none', () => {
    const parameter = new CfnParameter(stack, 'Parameter').valueAsString;
    define().addStatements(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [...Array(60).keys()].map((index) => Fn.join('', [`${index}`, parameter])) }));
    expect(warnings()).toEqual([]);
  });

  test('that is acknowledged has none', () => {
    const policy = define();
    Annotations.of(policy).acknowledgeWarning(ids[0]);
    policy.addStatements(sized(6_000));
    expect(warnings()).toEqual([]);
  });
});

describe.each(MINIMIZE)('grants under minimizePolicies %p', (minimize) => {
  beforeEach(() => {
    app = appWith(minimize);
    stack = new Stack(app, 'Stack');
  });
  const grants = () => MwaaEnvironmentGrants.fromEnvironment(
    stack.node.tryFindChild('Environment') as mwaa.CfnEnvironment ?? new mwaa.CfnEnvironment(stack, 'Environment', { name: ENVIRONMENT }),
  );
  const manage = (grantee: iam.IGrantable, kmsKey?: kms.IKeyRef) =>
    grants().fullConsoleAccess(grantee, { executionRole: iam.Role.fromRoleName(stack, 'Execution', 'airflow'), kmsKey });
  const fill = (principal: iam.IPrincipal, limit: number, excess: number) => {
    const { PolicyDocument: document } = new DeployedApp(app, COMMERCIAL).single('AWS::IAM::Policy');
    principal.addToPrincipalPolicy(sized(limit - length(document) - ','.length + excess));
  };

  const PRINCIPALS: [string, number, () => iam.IUser | iam.IGroup, string][] = [
    ['a user', 2_048, () => new iam.User(stack, 'Principal'), 'Stack/Principal/DefaultPolicy/Resource'],
    ['an imported user', 2_048, () => iam.User.fromUserName(stack, 'Principal', 'jane'), 'Stack/Principal/Policy/Resource'],
    ['a group', 5_120, () => new iam.Group(stack, 'Principal'), 'Stack/Principal/DefaultPolicy/Resource'],
    ['an imported group', 5_120, () => iam.Group.fromGroupName(stack, 'Principal', 'data'), 'Stack/Principal/DefaultPolicy/Resource'],
  ];
  const SOURCES: [string, (grantee: iam.IGrantable) => unknown][] = [
    ['MwaaEnvironmentGrants', (grantee) => grants().webServerAccess(grantee, AirflowRole.OP)],
    ['SecretsBackend', (grantee) => new SecretsBackend().grantRead(grantee)],
    ['MwaaServiceLinkedRole', (grantee) => (stack.node.tryFindChild('Slr') as IMwaaServiceLinkedRole ?? MwaaServiceLinkedRole.fromAccount(stack, 'Slr')).grantCreate(grantee)],
  ];
  const cases = PRINCIPALS.flatMap(([who, limit, define, path]) => SOURCES.map(([source, grant]) => ({ who, limit, define, path, source, grant })));

  test.each(cases)('of $source to $who are warned of beyond $limit characters, once', ({ limit, define, path, grant }) => {
    const principal = define();
    grant(principal);
    fill(principal, limit, 0);
    expect(warnings()).toEqual([]);
    grant(principal);
    principal.addToPrincipalPolicy(sized(100, 'More'));
    const warning = expect.stringMatching(new RegExp(`^${path}: the inline policies of 'Stack/Principal' have at least ${limit + 101} characters,`
      + ` of which the statement \`Filler\` has \\d+, and IAM allows ${limit}: grant to a role, or attach managed policies instead \\[ack: ${ids[1]}\\]$`));
    expect(warnings()).toEqual([warning]);
    expect(warnings()).toEqual([warning]);
  });

  test.each(PRINCIPALS)('to manage an environment on the console fit %s', (_who, _limit, define) => {
    manage(define());
    expect(warnings()).toEqual([]);
  });

  test('to manage an environment with a key, and more, do not fit a user', () => {
    const user = new iam.User(stack, 'Principal');
    manage(user, kms.Key.fromKeyArn(stack, 'Key', keyArn(COMMERCIAL)));
    new SecretsBackend().grantRead(user);
    expect(warnings()).toEqual([expect.stringContaining("the inline policies of 'Stack/Principal' have at least ")]);
  });

  test('to a role, and to a user that is acknowledged have no warning', () => {
    const user = new iam.User(stack, 'User');
    Annotations.of(user).acknowledgeWarning(ids[1]);
    for (const grantee of [user, new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() })]) {
      new SecretsBackend().grantRead(grantee);
      grantee.addToPrincipalPolicy(sized(6_000));
    }
    expect(warnings()).toEqual([]);
  });

  test('that something like a user does not take are refused and not counted', () => {
    const grantPrincipal = Object.assign(new iam.AccountPrincipal(COMMERCIAL.account), { userName: 'jane', node: new Construct(stack, 'Jane').node });
    expect(() => new SecretsBackend().grantRead({ grantPrincipal })).toThrow('must have a policy to add to');
    expect(warnings()).toEqual([]);
  });
});
