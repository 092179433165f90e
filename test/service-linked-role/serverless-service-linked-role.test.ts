import { App, aws_iam as iam, aws_kms as kms, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { IMwaaServiceLinkedRole, MwaaServerlessServiceLinkedRole, MwaaServiceLinkedRole } from '../../src';
import { documented } from '../documented';
import { CHINA, COMMERCIAL, DeployedApp, Deployment, GOVCLOUD, templateOf } from '../template';

// What differs from the service-linked role of MWAA: the names. The rest is one code.

const NAME = 'AWSServiceRoleForAmazonMWAAServerless';
const arnIn = ({ partition, account }: Deployment) => `arn:${partition}:iam::${account}:role/aws-service-role/airflow-serverless.amazonaws.com/${NAME}`;

const WAYS: [string, (stack: Stack) => IMwaaServiceLinkedRole][] = [
  ['fromAccount', (stack) => MwaaServerlessServiceLinkedRole.fromAccount(stack, 'Slr')],
  ['ensureExists', (stack) => MwaaServerlessServiceLinkedRole.ensureExists(stack, 'Slr')],
  ['the resource', (stack) => new MwaaServerlessServiceLinkedRole(stack, 'Slr')],
];

let app: App;
let stack: Stack;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack');
});
const resources = (type: string) => Object.values<any>(templateOf(stack).Resources).filter(({ Type }) => Type === type);

describe.each(WAYS)('%s', (_way, define) => {
  test.each([COMMERCIAL, CHINA, GOVCLOUD])('grants creation, deletion and editing of this role alone in $partition', (deployment) => {
    const slr = define(stack);
    const group = new iam.Group(stack, 'Group');
    const grants = [slr.grantCreate(group), slr.grantDelete(group), slr.grantUpdateDescription(group)];
    expect(grants.map(({ success }) => success)).toEqual([true, true, true]);
    expect(slr.roleName).toBe(NAME);
    const policies = new DeployedApp(app, deployment).properties('AWS::IAM::Policy').filter(({ Groups }) => Groups !== undefined);
    expect(policies.map(({ PolicyDocument }) => PolicyDocument.Statement)).toEqual([[
      {
        Effect: 'Allow',
        Action: 'iam:CreateServiceLinkedRole',
        Resource: arnIn(deployment),
        Condition: { StringLike: { 'iam:AWSServiceName': 'airflow-serverless.amazonaws.com' } },
      },
      { Effect: 'Allow', Action: ['iam:DeleteServiceLinkedRole', 'iam:GetServiceLinkedRoleDeletionStatus'], Resource: arnIn(deployment) },
      { Effect: 'Allow', Action: 'iam:UpdateRoleDescription', Resource: arnIn(deployment) },
    ]]);
  });
});

test('the resource', () => {
  new MwaaServerlessServiceLinkedRole(stack, 'Slr', { description: 'of the workflows', removalPolicy: RemovalPolicy.DESTROY });
  expect(templateOf(stack).Resources).toEqual({
    Slr43926998: {
      Type: 'AWS::IAM::ServiceLinkedRole',
      Properties: { AWSServiceName: 'airflow-serverless.amazonaws.com', Description: 'of the workflows' },
      UpdateReplacePolicy: 'Delete',
      DeletionPolicy: 'Delete',
    },
  });
});

test('ensureExists calls IAM for this service, beside that of MWAA', () => {
  MwaaServerlessServiceLinkedRole.ensureExists(stack, 'Serverless');
  MwaaServiceLinkedRole.ensureExists(stack, 'Mwaa');
  const [custom] = resources('Custom::MwaaServerlessServiceLinkedRole');
  expect(JSON.parse(custom.Properties.Create)).toMatchObject({
    action: 'CreateServiceLinkedRole', parameters: { AWSServiceName: 'airflow-serverless.amazonaws.com' }, physicalResourceId: { id: NAME },
  });
  expect(resources('Custom::MwaaServiceLinkedRole')).toHaveLength(1);
});

test('the trust policy is that of MWAA for the other service', () => {
  const expected = JSON.stringify(documented('service-linked-role-trust-policy', COMMERCIAL)).replace('airflow.amazonaws.com', 'airflow-serverless.amazonaws.com');
  expect(stack.resolve(MwaaServerlessServiceLinkedRole.trustPolicy())).toEqual(JSON.parse(expected));
  expect(MwaaServerlessServiceLinkedRole.ROLE_NAME).toBe(NAME);
  expect(MwaaServerlessServiceLinkedRole.SERVICE_NAME).toBe('airflow-serverless.amazonaws.com');
  expect(MwaaServerlessServiceLinkedRole.POLICY_NAME).toBe('AmazonMWAAServerlessServiceRolePolicy');
});

describe('synth fails', () => {
  test('if the app creates the role twice', () => {
    [1, 2].forEach((number) => new MwaaServerlessServiceLinkedRole(stack, `Slr${number}`));
    new MwaaServiceLinkedRole(stack, 'Mwaa');
    expect(() => app.synth()).toThrow("MwaaServerlessServiceLinkedRole at 'Stack/Slr2': 'Stack/Slr1' creates the role in the same account, which has one only:"
      + ' keep one of them, and refer to it with `MwaaServerlessServiceLinkedRole.fromAccount`, or use `MwaaServerlessServiceLinkedRole.ensureExists`');
  });

  test('not if there is one of each service', () => {
    new MwaaServerlessServiceLinkedRole(stack, 'Serverless');
    new MwaaServiceLinkedRole(stack, 'Mwaa');
    expect(() => app.synth()).not.toThrow();
  });
});

test.each<[string, () => unknown, RegExp]>([
  ['the description', () => new MwaaServerlessServiceLinkedRole(stack, 'Slr', { description: '\u4f60' }), /^MwaaServerlessServiceLinkedRole at 'Stack\/Slr': `description`/],
  ['the grantee', () => MwaaServerlessServiceLinkedRole.fromAccount(stack, 'Slr').grantCreate(undefined as any), /^MwaaServerlessServiceLinkedRole at 'Stack\/Slr': `grantee`/],
])('errors name the construct: %s', (_what, wrong, message) => {
  expect(wrong).toThrow(message);
});

test('fromAccount in an imported resource refers to the role of its account', () => {
  const key = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab');
  expect(stack.resolve(MwaaServerlessServiceLinkedRole.fromAccount(key, 'Slr').roleArn)).toEqual({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::444455556666:role/aws-service-role/airflow-serverless.amazonaws.com/${NAME}`]],
  });
});
