import { aws_iam as iam, Stack } from 'aws-cdk-lib';
import { ENV, environment, foundIn, inline, KEY_ARN, newApp, pasted, policyOf, reported, template, without } from '../shapes';

const SQS_DENIED = ['sqs:*', 'sqs:Send*'].map((Action) => ({ Effect: 'Deny', Action, Resource: '*' }));

test('what neither the role nor its permissions boundary allows is to be added to the role', () => {
  const [{ description, fix }, ...others] = foundIn(template({
    role: { PermissionsBoundary: { Ref: 'Boundary' }, Policies: [inline(without('sqs:SendMessage'))] },
    resources: {
      Boundary: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Statement: { Effect: 'Allow', NotAction: 'sqs:*', Resource: '*' } } } },
    },
  }));
  expect(others).toEqual([]);
  expect(description).toContain(': no statement allows it. ');
  expect(fix).toMatch(/^add this documented statement to the role: /);
});

test('what the role lacks and its permissions boundary denies is one finding', () => {
  const Statement = [{ Effect: 'Allow', Action: '*', Resource: '*' }, SQS_DENIED[0]];
  const findings = foundIn(template({
    role: { PermissionsBoundary: { Ref: 'Boundary' }, Policies: [inline(without('sqs:SendMessage'))] },
    resources: { Boundary: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Statement } } } },
  }));
  expect(findings.map(({ fix }) => fix)).toEqual([expect.stringMatching(/^remove the deny, /)]);
});

test('every statement that denies is named', () => {
  const [{ description }] = foundIn(template({
    role: { Policies: [inline((all) => [...all, SQS_DENIED[0]])] },
    resources: { Guard: policyOf([{ Ref: 'Role' }], { Statement: SQS_DENIED[1] }) },
  }));
  const [first, second] = SQS_DENIED.map((statement) => JSON.stringify(statement));
  expect(description).toContain(`: the statement ${first} of its inline policy Mwaa and the statement ${second} of Guard denies it. `);
});

test('every service is named that the key is missing through', () => {
  const [{ description }] = foundIn(template({
    environment: { KmsKey: KEY_ARN }, role: { Policies: [{ PolicyDocument: pasted('customer-managed-key', without('kms:Decrypt')) }] },
  }));
  expect(description).toMatch(/ through sqs\..*\.amazonaws\.com and s3\..*\.amazonaws\.com: no statement allows it\. /);
});

test('every policy that no template shows is named', () => {
  const [{ description }] = foundIn(template({
    role: { Policies: [inline(without('sqs:SendMessage'))], ManagedPolicyArns: ['One', 'Two'].map((name) => `arn:aws:iam::aws:policy/${name}`) },
  }));
  expect(description).toMatch(/: whether the role may hand tasks [^;]*: no policy that templates show allows it, only arn:aws:iam::aws:policy\/One, arn:aws:iam::aws:policy\/Two could$/);
});

test('the policy of the bucket may allow what the role lacks in part', () => {
  const listing = { Effect: 'Allow', Principal: '*', Action: 's3:List*', Resource: '*' };
  const [{ rule, description }] = foundIn(template({
    role: { Policies: [inline((all) => [...without('s3:List*')(all), { Effect: 'Allow', Action: 's3:Get*', Resource: '*' }])] },
    resources: { BucketPolicy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'dags', PolicyDocument: { Statement: listing } } } },
  }));
  expect(rule).toBe('cdk-mwaa-iam::notChecked');
  expect(description).toContain(': no policy of the role allows it, the policy of the bucket may: whether ');
});

test('a role made beforehand is shown where the environment names it', () => {
  const app = newApp();
  iam.Role.customizeRoles(app, { usePrecreatedRoles: { 'Stack/Role': 'airflow' } });
  const stack = new Stack(app, 'Stack', { env: ENV });
  const assumedBy = new iam.CompositePrincipal(...['airflow', 'airflow-env'].map((name) => new iam.ServicePrincipal(`${name}.amazonaws.com`)));
  const role = new iam.Role(stack, 'Role', { assumedBy });
  without('sqs:SendMessage')(pasted('aws-owned-key').Statement).forEach((statement) => role.addToPolicy(iam.PolicyStatement.fromJson(statement)));
  environment(stack, role.roleArn);
  expect(reported(app).violations.map(({ violatingResources: [{ resourceLogicalId, locations }] }) => [resourceLogicalId, locations]))
    .toEqual([['Environment', ['Properties.ExecutionRoleArn']]]);
});
