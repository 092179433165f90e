import { aws_iam as iam, Stack } from 'aws-cdk-lib';
import { MwaaServerlessServiceLinkedRole, MwaaServiceLinkedRole } from '../../../src';
import { broken, ENV, environment, foundIn, handWritten, inline, newApp, pasted, shortly, template } from '../shapes';

const NAME = MwaaServiceLinkedRole.POLICY_NAME;
const attached = (...ManagedPolicyArns: unknown[]) => template({ role: { ManagedPolicyArns } });
const aws = (name: string, partition = 'aws') => `arn:${partition}:iam::aws:policy/${name}`;

test('says that the role cannot be created', () => {
  const [{ severity, description, fix, location }, ...others] = foundIn(attached(aws(`aws-service-role/${NAME}`)));
  expect(others).toEqual([]);
  expect(severity).toBe('error');
  expect(description).toBe(`the role of environment "my-env" has the managed policy arn:aws:iam::aws:policy/aws-service-role/${NAME}, `
    + 'which IAM attaches to service-linked roles only. The role cannot be created');
  expect(fix).toBe('remove it from the role: MWAA gives it to its service-linked role itself, and an execution role has other permissions '
    + '(https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-slr.html)');
  expect(location).toBe('Properties.ManagedPolicyArns');
});

test.each<[string, unknown[], string[]]>([
  ['without its path', [aws(NAME)], ['servicePolicy Role']],
  ['in the partition of the deployment', [{ 'Fn::Sub': aws(`aws-service-role/${NAME}`, '${AWS::Partition}') }], ['servicePolicy Role']],
  ['with the path of roles for services', [aws(`service-role/${NAME}`)], ['servicePolicy Role']],
  ['of MWAA Serverless', [aws(MwaaServerlessServiceLinkedRole.POLICY_NAME)], ['servicePolicy Role']],
  ['for the roles of services', [aws('service-role/AWSLambdaBasicExecutionRole')], []],
  ['of another service', [aws('aws-service-role/AmazonECSServiceRolePolicy')], ['servicePolicy Role']],
  ['twice', [aws(NAME), aws(`aws-service-role/${NAME}`)], ['servicePolicy Role']],
  ['of that name that is a customer\'s own', [`arn:aws:iam::111122223333:policy/${NAME}`], []],
  ['that AWS manages for anybody', [aws('AmazonS3ReadOnlyAccess')], []],
  ['that a parameter chooses', [{ Ref: 'Policy' }], []],
  ['with a name that a parameter chooses', [{ 'Fn::Sub': aws('${Policy}') }], []],
])('a policy %s', (_, arns, expected) => {
  expect(shortly(foundIn(attached(...arns)))).toEqual(expected);
});

test('hides nothing that is missing', () => {
  for (const name of [NAME, `service-role/${NAME}`]) {
    expect(shortly(foundIn(template({ role: { ManagedPolicyArns: [aws(name)], Policies: [] } })))).toEqual([
      ...Array<string>(7).fill('missingPermission Role'), 'servicePolicy Role',
    ]);
  }
});

test('is found on a role made beforehand, at the environment', () => {
  const app = newApp();
  iam.Role.customizeRoles(app, { usePrecreatedRoles: { 'Stack/Role': 'airflow' } });
  const stack = new Stack(app, 'Stack', { env: ENV });
  const role = new iam.Role(stack, 'Role', {
    assumedBy: new iam.CompositePrincipal(...['airflow', 'airflow-env'].map((name) => new iam.ServicePrincipal(`${name}.amazonaws.com`))),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(`aws-service-role/${NAME}`)],
  });
  pasted('aws-owned-key').Statement.forEach((statement: any) => role.addToPolicy(iam.PolicyStatement.fromJson(statement)));
  environment(stack, role.roleArn);
  expect(broken(app)).toEqual(['servicePolicy Environment']);
});

describe('AdministratorAccess is everything', () => {
  test('so there is no note, and the excess is said', () => {
    const [{ rule, description }, ...others] = foundIn(template({ role: { ManagedPolicyArns: [aws('AdministratorAccess')], Policies: [] } }));
    expect(others).toEqual([]);
    expect(rule).toBe('cdk-mwaa-iam::excessPermission');
    expect(description).toContain('kms:ScheduleKeyDeletion on any key of the account');
  });

  test('but for what is denied', () => {
    const app = newApp();
    const stack = new Stack(app, 'Stack', { env: ENV });
    const policy = { Statement: [{ Effect: 'Deny', Action: 's3:Get*', Resource: '*' }] };
    environment(stack, handWritten(stack, policy, { managedPolicyArns: [aws('AdministratorAccess')] }).attrArn);
    expect(broken(app)).toEqual(['missingPermission Role', 'excessPermission Role']);
  });

  test('also as a permissions boundary', () => {
    expect(shortly(foundIn(template({ role: { PermissionsBoundary: aws('AdministratorAccess') } })))).toEqual([]);
    expect(shortly(foundIn(template({ role: { PermissionsBoundary: aws('PowerUserAccess') } })))).toEqual(['notChecked Role']);
    expect(shortly(foundIn(template({ role: { PermissionsBoundary: aws(NAME) } })))).toEqual(['notChecked Role']);
  });

  test.each<[string, (arn: string) => object]>([
    ['its ARN', (arn) => ({ ManagedPolicyArns: [arn] })],
    ['that of a boundary', (arn) => ({ PermissionsBoundary: arn })],
  ])('and %s says in which partition the role is', (_what, given) => {
    const policy = inline(() => [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: 'sqs:*', Resource: 'arn:aws:sqs:*:*:airflow-celery-*' },
    ]);
    const errors = (partition: string) => foundIn(template({ role: { ...given(aws('AdministratorAccess', partition)), Policies: [policy] } }))
      .filter(({ severity }) => severity === 'error').map(({ about }) => about);
    expect(errors('aws-cn')).toEqual([]);
    expect(errors('aws')).toEqual(['useCeleryQueue denied']);
  });

  test('unless it is a customer\'s own of that name', () => {
    expect(shortly(foundIn(template({ role: { ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/AdministratorAccess'], Policies: [] } }))))
      .toEqual(['notChecked Role']);
  });
});
