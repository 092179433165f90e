import { Annotations, App, Aspects, assertions, aws_iam as iam, aws_lambda as lambda, aws_s3 as s3, aws_sqs as sqs, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { MwaaExecutionRole } from '../../src';
import { InlineLimit } from '../../src/role/inline-limit';
import { deployedLength } from '../../src/role/policy-length';
import { appWith, BUCKET, ENVIRONMENT, MINIMIZE } from '../shapes';
import { COMMERCIAL, DeployedApp, templateOf } from '../template';

const IAM_LIMIT = 10_240;
const MANAGED_LIMIT = 6_144;
const WARNING = assertions.Match.stringLikeRegexp(
  "^the inline policies of 'Stack/Role' have about [0-9]+ characters, of which [^ ]+ has [0-9]+, and IAM allows 10240: attach managed policies instead",
);
const length = (json: unknown) => JSON.stringify(json).length;

/** A statement of so many characters. */
function sized(characters: number): iam.PolicyStatement {
  const filled = (count: number) => new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [`arn:aws:s3:::${'x'.repeat(count)}`] });
  return filled(characters - length(filled(0).toStatementJson()));
}

describe.each(MINIMIZE)('under minimizePolicies %p', (minimize) => {
  let stack: Stack;
  let role: MwaaExecutionRole;
  let deployed: () => DeployedApp;
  beforeEach(() => {
    const app = appWith(minimize);
    stack = new Stack(app, 'Stack');
    role = new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket: s3.Bucket.fromBucketName(stack, 'Bucket', BUCKET) });
    deployed = () => new DeployedApp(app, COMMERCIAL);
  });

  /** A statement of about 250 characters that no other can be merged with. */
  const statement = (index: number) => new iam.PolicyStatement({
    actions: [`dynamodb:Action${index}`],
    resources: [`arn:aws:dynamodb:eu-west-1:111122223333:table/table-${index}`],
    conditions: { StringEquals: { 'dynamodb:Attributes': `${index}`.padEnd(100, 'x') } },
  });
  const grant = (count: number) => [...Array(count).keys()].map((index) => role.addToPrincipalPolicy(statement(index)));
  const attach = (count: number) => role.attachInlinePolicy(new iam.Policy(stack, 'Own', {
    statements: [...Array(count).keys()].map((index) => statement(100 + index)),
  }));
  const types = () => Object.values<any>(templateOf(stack).Resources).map(({ Type }) => Type);
  const inlineLength = () => [...deployed().single('AWS::IAM::Role').Policies, ...documents('AWS::IAM::Policy')]
    .map((document) => length(document)).reduce((sum, one) => sum + one);
  const hasNoWarning = () => assertions.Annotations.fromStack(stack).hasNoWarning('*', WARNING);
  const documents = (type: string) => deployed().properties(type).map((policy) => policy.PolicyDocument);
  const granted = () => [...documents('AWS::IAM::Policy'), ...documents('AWS::IAM::ManagedPolicy')]
    .flatMap(({ Statement }) => Statement.map(({ Action }: any) => Action)).sort();

  test.each([1, 20, 28, 30, 32, 34, 36, 38, 39, 40, 60, 100])('%d grants fit in, and none is lost', (count) => {
    grant(count);
    expect(inlineLength()).toBeLessThanOrEqual(IAM_LIMIT);
    expect(documents('AWS::IAM::ManagedPolicy').filter((document) => length(document) > MANAGED_LIMIT)).toEqual([]);
    expect(granted()).toEqual([...Array(count).keys()].map((index) => `dynamodb:Action${index}`).sort());
  });

  test('as long as the grants fit beside the documented policy, they are one policy', () => {
    grant(28);
    expect(types()).toEqual(['AWS::IAM::Role', 'AWS::IAM::Policy']);
  });

  test('what does not fit is a managed policy of the role', () => {
    grant(36);
    const { Resources: resources } = templateOf(stack);
    expect(Object.keys(resources)).toEqual(['Role1ABCC5F0', 'RoleDefaultPolicy5FFB7DAB', 'RoleDefaultPolicyOverflow1BA2C14FF']);
    expect(types()).toEqual(['AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']);
    expect(resources.RoleDefaultPolicyOverflow1BA2C14FF.Properties.Roles).toEqual([{ Ref: 'Role1ABCC5F0' }]);
  });

  test('statements keep their order', () => {
    grant(36);
    const [kept, moved] = [...documents('AWS::IAM::Policy'), ...documents('AWS::IAM::ManagedPolicy')]
      .map(({ Statement }) => Statement.map(({ Action }: any) => Number(/\d+/.exec(Action))));
    expect([...kept, ...moved]).toEqual([...Array(36).keys()]);
  });

  test('what waits for a grant waits for it there too', () => {
    const [first] = grant(36);
    const user = new lambda.CfnFunction(stack, 'Function', { code: {}, role: role.roleArn });
    user.node.addDependency(first.policyDependable!);
    expect(templateOf(stack).Resources.Function.DependsOn).toEqual(['RoleDefaultPolicyOverflow1BA2C14FF', 'RoleDefaultPolicy5FFB7DAB']);
  });

  test('what is granted after the move is there', () => {
    grant(36);
    const queue = new sqs.Queue(stack, 'Queue');
    Aspects.of(stack).add({ visit: (construct) => construct === queue && queue.grantSendMessages(role) });
    expect(granted()).toHaveLength(37);
    expect(JSON.stringify(documents('AWS::IAM::Policy'))).toContain('sqs:SendMessage');
  });

  test('a second synthesis says the same, and what is granted until then stays inline', () => {
    grant(36);
    const synthesized = () => (stack.node.root as App).synth({ force: true }).getStackByName('Stack').template.Resources;
    const { RoleDefaultPolicy5FFB7DAB: kept, ...others } = synthesized();
    expect(synthesized()).toEqual({ ...others, RoleDefaultPolicy5FFB7DAB: kept });
    role.addToPrincipalPolicy(statement(36));
    const { RoleDefaultPolicy5FFB7DAB: { Properties: { PolicyDocument: { Statement } } }, ...same } = synthesized();
    expect(same).toEqual(others);
    expect(Statement).toEqual([...kept.Properties.PolicyDocument.Statement, statement(36).toStatementJson()]);
  });

  test.each([[0, 0], [1, 1]])('%d characters too many are %d managed policy', (excess, count) => {
    grant(2);
    const grants = role.node.findChild('DefaultPolicy') as iam.Policy;
    const documented = (role.node.defaultChild as any).policies.map(({ policyDocument }: any) => policyDocument);
    const room = IAM_LIMIT - deployedLength(role, [...documented, grants.document.toJSON()]) - ','.length;
    role.addToPrincipalPolicy(sized(room + excess));
    expect(documents('AWS::IAM::ManagedPolicy')).toHaveLength(count);
  });

  test('as long as nothing moves, CDK merges the grants as it is told to, and late ones, too', () => {
    role.addToPrincipalPolicy(sized(100));
    Aspects.of(stack).add({ visit: (construct) => construct === role && role.addToPrincipalPolicy(sized(101)) }, { priority: 900 });
    expect(documents('AWS::IAM::Policy')[0].Statement).toHaveLength(minimize ? 1 : 2);
  });

  // Each statement is taken to be followed by a comma: the last character stays free.
  test.each<[string, number[], number[]]>([
    ['filled with one', [6_104], [6_143]],
    ['filled with several', [3_000, 3_103], [6_143]],
    ['not filled beyond the limit with one', [6_106], []],
    ['not filled beyond the limit with several', [3_000, 3_105], [3_144, 3_039]],
  ])('a managed policy is %s', (_what, statements, lengths) => {
    attach(40);
    grant(1);
    statements.forEach((characters) => role.addToPrincipalPolicy(sized(characters)));
    expect(documents('AWS::IAM::ManagedPolicy').map((document) => length(document))).toEqual(lengths);
  });

  test.each<[string, () => Construct, string]>([
    ['is named like that of the grants', () => new Construct(stack, 'Other'), 'DefaultPolicy'],
    ['is defined below the role', () => role, 'Own'],
  ])('a policy that %s stays as it is', (_what, scope, id) => {
    role.attachInlinePolicy(new iam.Policy(scope(), id, { statements: [statement(100), statement(101)] }));
    grant(36);
    expect(documents('AWS::IAM::Policy').map(({ Statement }) => Statement[1].Action)).toContain('dynamodb:Action101');
    expect(documents('AWS::IAM::ManagedPolicy')).toHaveLength(1);
  });

  test('a policy without a statement counts for nothing', () => {
    role.attachInlinePolicy(new iam.Policy(stack, 'Empty'));
    expect(types()).toEqual(['AWS::IAM::Role']);
  });

  test('inline policies of the user count', () => {
    grant(20);
    attach(14);
    expect(inlineLength()).toBeLessThanOrEqual(IAM_LIMIT);
    expect(documents('AWS::IAM::ManagedPolicy')).toHaveLength(1);
    hasNoWarning();
  });

  test('several managed policies take what is too much for one', () => {
    attach(28);
    grant(38);
    expect(inlineLength()).toBeLessThanOrEqual(IAM_LIMIT);
    const lengths = documents('AWS::IAM::ManagedPolicy').map((document) => length(document));
    expect(lengths).toHaveLength(2);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(MANAGED_LIMIT);
    expect(granted()).toHaveLength(66);
    hasNoWarning();
  });

  describe('warns', () => {
    test.each<[string, () => unknown]>([
      ['of inline policies that cannot be moved', () => attach(40)],
      ['of inline policies that cannot be moved, beside a grant', () => [attach(40), grant(1)]],
      ['of inline policies that cannot be moved, beside grants that can', () => [attach(40), grant(30)]],
      ['of a statement that is too long for a managed policy', () => {
        role.addToPrincipalPolicy(statement(1));
        role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['a', 'b'].map((char) => `arn:aws:s3:::${char.repeat(4500)}`) }));
      }],
      ['of what is granted too late', () => Aspects.of(stack).add({ visit: (construct) => construct === role && grant(38) }, { priority: 900 })],
    ])('%s', (_what, define) => {
      define();
      assertions.Annotations.fromStack(stack).hasWarning('/Stack/Role/Resource', WARNING);
      expect(documents('AWS::IAM::ManagedPolicy').filter((document) => length(document) > MANAGED_LIMIT)).toEqual([]);
      expect(documents('AWS::IAM::Policy').filter(({ Statement }) => Statement.length === 0)).toEqual([]);
    });

    test('with the size, the limit and the largest part', () => {
      role.attachInlinePolicy(new iam.Policy(stack, 'Own', { statements: [sized(9_000 - length({ Version: '2012-10-17', Statement: [] }))] }));
      const size = deployedLength(role, [...(role.node.defaultChild as any).policies.map(({ policyDocument }: any) => policyDocument), '']) - 2 + 9_000;
      assertions.Annotations.fromStack(stack).hasWarning('/Stack/Role/Resource', assertions.Match.exact(
        `the inline policies of 'Stack/Role' have about ${size} characters, of which 'Stack/Own' has 9000, and IAM allows 10240: attach managed policies instead` +
        ' [ack: cdk-mwaa-iam:inlinePoliciesTooLarge]',
      ));
    });

    test('unless that is acknowledged on the role', () => {
      attach(40);
      Annotations.of(role).acknowledgeWarning('cdk-mwaa-iam:inlinePoliciesTooLarge', 'the quota is raised');
      hasNoWarning();
    });
  });

  test('tokens count as what they will be', () => {
    const bucket = new s3.Bucket(stack, 'Data');
    for (const index of Array(33).keys()) {
      role.addToPrincipalPolicy(new iam.PolicyStatement({
        actions: [`s3:Action${index}`],
        resources: [bucket.arnForObjects(`${index}/*`), stack.formatArn({ service: 'sns', resource: `topic-${index}` })],
        conditions: { StringEquals: { 'aws:PrincipalOrgID': `${index}` } },
      }));
    }
    expect(inlineLength()).toBeLessThanOrEqual(IAM_LIMIT);
    expect(granted()).toHaveLength(33);
  });

  test('a role whose resource was taken out of the tree has nothing to count', () => {
    grant(1);
    role.node.tryRemoveChild('Resource');
    expect(() => new InlineLimit(role, new Set([role.node.findChild('DefaultPolicy') as iam.Policy])).visit(role)).not.toThrow();
  });
});
