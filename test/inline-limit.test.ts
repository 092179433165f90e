import { assertions, aws_iam as iam, aws_lambda as lambda, aws_s3 as s3, Stack } from 'aws-cdk-lib';
import { MwaaExecutionRole } from '../src';
import { appWith, BUCKET, ENVIRONMENT, MINIMIZE } from './shapes';
import { COMMERCIAL, DeployedApp, templateOf } from './template';

const IAM_LIMIT = 10_240;
const MANAGED_LIMIT = 6_144;
const length = (json: unknown) => JSON.stringify(json).length;

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
  const documents = (type: string) => deployed().properties(type).map((policy) => policy.PolicyDocument);
  const granted = () => [...documents('AWS::IAM::Policy'), ...documents('AWS::IAM::ManagedPolicy')]
    .flatMap(({ Statement }) => Statement.map(({ Action }: any) => Action)).sort();

  test.each([1, 20, 28, 30, 32, 34, 36, 38, 39, 40, 60, 100])('%d grants fit in, and none is lost', (count) => {
    grant(count);
    const inline = [...deployed().only('AWS::IAM::Role').Policies, ...documents('AWS::IAM::Policy')];
    expect(inline.map((document) => length(document)).reduce((sum, one) => sum + one)).toBeLessThanOrEqual(IAM_LIMIT);
    expect(documents('AWS::IAM::ManagedPolicy').filter((document) => length(document) > MANAGED_LIMIT)).toEqual([]);
    expect(granted()).toEqual([...Array(count).keys()].map((index) => `dynamodb:Action${index}`).sort());
  });

  test('as long as the grants fit beside the documented policy, they are one policy', () => {
    grant(28);
    expect(Object.values<any>(templateOf(stack).Resources).map(({ Type }) => Type)).toEqual(['AWS::IAM::Role', 'AWS::IAM::Policy']);
  });

  test('what does not fit is a managed policy of the role', () => {
    grant(36);
    const { Resources: resources } = templateOf(stack);
    expect(Object.entries<any>(resources).map(([id, { Type }]) => `${Type} ${id}`)).toEqual([
      'AWS::IAM::Role Role1ABCC5F0',
      'AWS::IAM::Policy RoleDefaultPolicy5FFB7DAB',
      'AWS::IAM::ManagedPolicy RoleDefaultPolicyOverflow41247CFD',
    ]);
    expect(resources.RoleDefaultPolicyOverflow41247CFD.Properties.Roles).toEqual([{ Ref: 'Role1ABCC5F0' }]);
  });

  test('what waits for a grant waits for it there too', () => {
    const [first] = grant(36);
    const user = new lambda.CfnFunction(stack, 'Function', { code: {}, role: role.roleArn });
    user.node.addDependency(first.policyDependable!);
    expect(templateOf(stack).Resources.Function.DependsOn).toEqual(['RoleDefaultPolicyOverflow41247CFD', 'RoleDefaultPolicy5FFB7DAB']);
  });

  test('inline policies of the user count', () => {
    grant(20);
    role.attachInlinePolicy(new iam.Policy(stack, 'Own', { statements: [...Array(14).keys()].map((index) => statement(100 + index)) }));
    const inline = [...deployed().only('AWS::IAM::Role').Policies, ...documents('AWS::IAM::Policy')];
    expect(inline.map((document) => length(document)).reduce((sum, one) => sum + one)).toBeLessThanOrEqual(IAM_LIMIT);
    expect(documents('AWS::IAM::ManagedPolicy')).toHaveLength(1);
  });

  test('inline policies that cannot be moved are a warning', () => {
    grant(1);
    role.attachInlinePolicy(new iam.Policy(stack, 'Own', { statements: [...Array(40).keys()].map((index) => statement(100 + index)) }));
    assertions.Annotations.fromStack(stack).hasWarning('/Stack/Role', assertions.Match.stringLikeRegexp(
      "^the inline policies of 'Stack/Role' are longer than the 10240 characters that IAM takes: attach a managed policy",
    ));
    expect(granted()).toHaveLength(41);
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
    const sizes = [...deployed().only('AWS::IAM::Role').Policies, ...documents('AWS::IAM::Policy')].map((document) => length(document));
    expect(sizes.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(IAM_LIMIT);
    expect(granted()).toHaveLength(33);
  });
});
