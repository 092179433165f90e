import { App, aws_s3 as s3, Stack } from 'aws-cdk-lib';
import { MwaaExecutionRole } from '../../../src';
import { ACCOUNT_BLOCK, ENV, environment, foundIn, inline, NAME, newApp, pasted, reported, template, without } from '../shapes';

const ACTION = 's3:GetAccountPublicAccessBlock';
const rulesOf = (role: object, body: object = {}) => foundIn({ ...body, ...template({ role }) }).map(({ rule }) => rule.replace('cdk-mwaa-iam::', ''));
const allowing = (...statements: object[]) => ({ Policies: [inline((all) => [...without(ACTION)(all), ...statements])] });

test('says in which accounts the creation fails', () => {
  const [{ rule, severity, description, fix }, ...others] = foundIn(template({ role: allowing() }));
  expect(others).toEqual([]);
  expect([rule, severity]).toEqual([ACCOUNT_BLOCK, 'info']);
  expect(description).toBe('the role of environment "my-env" may not do s3:GetAccountPublicAccessBlock: '
    + 'in an account that blocks public access for all its buckets, MWAA cannot create the environment');
  const [statement] = pasted('aws-owned-key').Statement.filter(({ Action }: any) => Action.includes(ACTION));
  expect(fix).toBe(`if the account has such a block, let the role read it: ${JSON.stringify(statement)} `
    + '(https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-s3-publicaccessblock)');
});

const ALLOW = { Effect: 'Allow', Action: ACTION, Resource: '*' };
test.each<[string, object, string[]]>([
  ['as documented', allowing(ALLOW), []],
  ['in one account', allowing({ ...ALLOW, Condition: { StringEquals: { 'aws:PrincipalAccount': '111122223333' } } }), []],
  ['where a parameter says so', allowing({ ...ALLOW, Effect: { Ref: 'Effect' } }), []],
  ['and denied', allowing(ALLOW, { ...ALLOW, Effect: 'Deny' }), ['accountPublicAccessBlock']],
  ['on a bucket, where there is none', allowing({ ...ALLOW, Resource: 'arn:aws:s3:::dags' }), ['accountPublicAccessBlock']],
  ['perhaps by a policy that no template shows', { ...allowing(), ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'] }, []],
])('allowed %s', (_, role, expected) => {
  expect(rulesOf(role)).toEqual(expected);
});

test('allowed by a condition of the template is a note for the others', () => {
  const body = { Parameters: { P: { Type: 'String' } }, Conditions: { C: { 'Fn::Equals': [{ Ref: 'P' }, 'x'] } } };
  const [{ rule, severity, description }, ...others] = foundIn({
    ...body, ...template({ role: allowing({ 'Fn::If': ['C', ALLOW, { Ref: 'AWS::NoValue' }] } as object) }),
  });
  expect(others).toEqual([]);
  expect([rule, severity]).toEqual([ACCOUNT_BLOCK, 'info']);
  expect(description).toMatch(/^where C is false, the role of environment "my-env" may not do s3:GetAccountPublicAccessBlock: /);
});

test('a role of this library that leaves it out acknowledges that itself', () => {
  const build = (app: App, accountPublicAccessBlock?: boolean) => {
    const stack = new Stack(app, 'Stack', { env: ENV });
    const sourceBucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'dags');
    const role = new MwaaExecutionRole(stack, 'Role', { environmentName: NAME, sourceBucket, accountPublicAccessBlock });
    role.associateWith(environment(stack, role.roleArn));
    return app;
  };
  for (const accountPublicAccessBlock of [undefined, true, false]) {
    expect(reported(build(newApp(), accountPublicAccessBlock)).violations).toEqual([]);
  }
});
