import { App, aws_iam as iam, aws_kms as kms, aws_mwaa as mwaa, aws_s3 as s3, Stack } from 'aws-cdk-lib';
import { AirflowRole, MwaaEnvironmentGrants, MwaaExecutionRole, MwaaServiceLinkedRole } from '../../src';
import { AccessRequest, evaluate } from '../../src/iam/evaluation';
import { runSnippet } from '../snippet';
import { COMMERCIAL, DeployedApp } from '../template';

const ENVIRONMENT = 'arn:aws:airflow:eu-west-1:111122223333:environment/my-env';
const EXECUTION_ROLE = 'arn:aws:iam::111122223333:role/my-env-execution';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/Key961B73FD';
const SLR = 'arn:aws:iam::111122223333:role/aws-service-role/airflow.amazonaws.com/AWSServiceRoleForAmazonMWAA';
const TO_MWAA = { 'iam:PassedToService': 'airflow.amazonaws.com' };
const FOR_MWAA = { 'iam:AWSServiceName': 'airflow.amazonaws.com' };

const ec2 = (resource: string) => `arn:aws:ec2:eu-west-1:111122223333:${resource}`;
const airflowRole = (name: string) => `arn:aws:airflow:eu-west-1:111122223333:role/my-env/${name}`;
const each = (resource: string, ...actions: string[]): AccessRequest[] => actions.map((action) => ({ action, resource }));

const UPLOAD = each('arn:aws:s3:::my-dags/dags/etl.py', 's3:PutObject', 's3:GetObject', 's3:DeleteObject');
const LOOK = [
  ...each('*', 'airflow:ListEnvironments'),
  ...each(ENVIRONMENT, 'airflow:GetEnvironment', 'airflow:ListTagsForResource'),
];

/** What creating an environment takes, whoever does it. */
const CREATE_ENVIRONMENT: AccessRequest[] = [
  ...each(ENVIRONMENT, 'airflow:CreateEnvironment', 'airflow:GetEnvironment', 'airflow:UpdateEnvironment', 'airflow:DeleteEnvironment'),
  ...each(ENVIRONMENT, 'airflow:TagResource', 'airflow:UntagResource'),
  { action: 'iam:PassRole', resource: EXECUTION_ROLE, context: TO_MWAA },
  { action: 'iam:CreateServiceLinkedRole', resource: SLR, context: FOR_MWAA },
  ...each('*', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs', 'ec2:DescribeRouteTables'),
  ...['vpc-endpoint/vpce-1', 'vpc/vpc-1', 'subnet/subnet-1', 'security-group/sg-1']
    .flatMap((resource) => each(ec2(resource), 'ec2:CreateVpcEndpoint')),
  ...['subnet/subnet-1', 'network-interface/eni-1'].flatMap((resource) => each(ec2(resource), 'ec2:CreateNetworkInterface')),
  ...each('arn:aws:s3:::my-dags', 's3:GetEncryptionConfiguration'),
  ...each(KEY, 'kms:DescribeKey', 'kms:ListGrants', 'kms:CreateGrant', 'kms:RevokeGrant', 'kms:Decrypt', 'kms:Encrypt'),
  ...each(KEY, 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'),
];

interface Row {
  readonly heading: string;
  /** What the row's code must allow. */
  readonly needs: AccessRequest[];
  /** What it must not, besides what the next row up needs. */
  readonly never: AccessRequest[];
}

/** The rows of the table, each less powerful than the next or powerful in another way. */
const ROWS: Row[] = [
  {
    heading: 'A DAG author',
    needs: [...LOOK, ...UPLOAD, ...each(airflowRole('User'), 'airflow:CreateWebLoginToken')],
    never: [
      ...each(airflowRole('Admin'), 'airflow:CreateWebLoginToken'),
      ...each('arn:aws:s3:::my-dags/requirements.txt', 's3:PutObject'),
      ...each(ENVIRONMENT, 'airflow:CreateWebLoginToken', 'airflow:UpdateEnvironment'),
    ],
  },
  {
    heading: 'An operator',
    needs: [...LOOK, ...UPLOAD, ...each(airflowRole('Op'), 'airflow:CreateWebLoginToken'), ...each(ENVIRONMENT, 'airflow:CreateCliToken')],
    never: [
      ...each(airflowRole('Admin'), 'airflow:CreateWebLoginToken'),
      ...each(ENVIRONMENT.replace('my-env', 'my-env-2'), 'airflow:CreateCliToken', 'airflow:GetEnvironment'),
    ],
  },
  {
    heading: 'A CI job that triggers DAGs',
    needs: each(airflowRole('User'), 'airflow:InvokeRestApi'),
    never: [
      ...each(airflowRole('Op'), 'airflow:InvokeRestApi'),
      ...each(airflowRole('User').replace('my-env', 'my-env-2'), 'airflow:InvokeRestApi'),
      ...each(airflowRole('User'), 'airflow:CreateWebLoginToken'),
      ...each(ENVIRONMENT, 'airflow:CreateCliToken', 'airflow:InvokeRestApi'),
      ...UPLOAD,
    ],
  },
  {
    heading: 'An administrator who creates environments',
    needs: [
      ...CREATE_ENVIRONMENT,
      ...each('*', 'airflow:ListEnvironments', 'iam:ListRoles', 'kms:ListAliases', 's3:ListAllMyBuckets'),
      ...each('arn:aws:s3:::new-dags', 's3:CreateBucket', 's3:ListBucket', 's3:GetBucketLocation'),
      ...each('arn:aws:iam::111122223333:role/service-role/AmazonMWAA-my-env-1a2b3c', 'iam:CreateRole', 'iam:AttachRolePolicy'),
      ...each('arn:aws:iam::111122223333:policy/service-role/MWAA-Execution-Policy-1a2b3c', 'iam:CreatePolicy'),
      ...each(ec2('security-group/airflow-security-group-my-env'), 'ec2:CreateSecurityGroup', 'ec2:AuthorizeSecurityGroupIngress'),
    ],
    never: [
      { action: 'iam:PassRole', resource: EXECUTION_ROLE, context: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
      { action: 'iam:PassRole', resource: 'arn:aws:iam::111122223333:role/Admin', context: TO_MWAA },
      { action: 'iam:CreateServiceLinkedRole', resource: SLR, context: { 'iam:AWSServiceName': 'ecs.amazonaws.com' } },
      ...each(KEY.replace('Key961B73FD', 'another'), 'kms:Decrypt', 'kms:CreateGrant'),
    ],
  },
  {
    heading: 'A pipeline that deploys this very app',
    needs: [
      ...CREATE_ENVIRONMENT,
      ...each(EXECUTION_ROLE, 'iam:CreateRole', 'iam:GetRole', 'iam:DeleteRole', 'iam:TagRole', 'iam:UntagRole'),
      ...each(EXECUTION_ROLE, 'iam:UpdateRole', 'iam:UpdateRoleDescription', 'iam:UpdateAssumeRolePolicy'),
      ...each(EXECUTION_ROLE, 'iam:PutRolePolicy', 'iam:GetRolePolicy', 'iam:DeleteRolePolicy', 'iam:ListRolePolicies'),
      ...each(EXECUTION_ROLE, 'iam:ListAttachedRolePolicies'),
      ...each('*', 'kms:CreateKey'),
      ...each(KEY, 'kms:GetKeyPolicy', 'kms:PutKeyPolicy', 'kms:GetKeyRotationStatus', 'kms:EnableKeyRotation', 'kms:DisableKeyRotation'),
      ...each(KEY, 'kms:EnableKey', 'kms:DisableKey', 'kms:UpdateKeyDescription', 'kms:ScheduleKeyDeletion'),
      ...each(KEY, 'kms:ListResourceTags', 'kms:TagResource', 'kms:UntagResource'),
      ...each('arn:aws:ssm:eu-west-1:111122223333:parameter/cdk-bootstrap/hnb659fds/version', 'ssm:GetParameters'),
    ],
    never: [
      ...each(ENVIRONMENT.replace('my-env', 'my-env-2'), 'airflow:CreateEnvironment', 'airflow:DeleteEnvironment'),
      ...each(airflowRole('Admin'), 'airflow:CreateWebLoginToken', 'airflow:InvokeRestApi'),
      ...each(ENVIRONMENT, 'airflow:CreateCliToken'),
      { action: 'iam:PassRole', resource: EXECUTION_ROLE, context: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
      { action: 'iam:PassRole', resource: 'arn:aws:iam::111122223333:role/Admin', context: TO_MWAA },
      { action: 'iam:CreateServiceLinkedRole', resource: SLR, context: { 'iam:AWSServiceName': 'ecs.amazonaws.com' } },
      ...each('arn:aws:iam::111122223333:role/Admin', 'iam:CreateRole', 'iam:PutRolePolicy', 'iam:UpdateAssumeRolePolicy'),
      ...each(EXECUTION_ROLE, 'iam:AttachRolePolicy', 'iam:DeleteRolePermissionsBoundary'),
      ...each(KEY.replace('eu-west-1', 'us-east-1'), 'kms:ScheduleKeyDeletion'),
      ...UPLOAD,
    ],
  },
];

/** The policies that the page's code for a row gives, in an app such as the page describes. */
function policiesOf({ heading }: Row) {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const bucket = new s3.Bucket(stack, 'Bucket', { bucketName: 'my-dags', versioned: true });
  const key = new kms.Key(stack, 'Key');
  const role = new MwaaExecutionRole(stack, 'ExecutionRole', {
    environmentName: 'my-env',
    roleName: 'my-env-execution',
    sourceBucket: bucket,
    kmsKey: key,
  });
  const environment = new mwaa.CfnEnvironment(stack, 'Environment', { name: 'my-env' });
  runSnippet('docs/access.md', heading, stack, { iam, mwaa, AirflowRole, MwaaEnvironmentGrants, MwaaServiceLinkedRole, environment, role, key, bucket });
  return new DeployedApp(app, COMMERCIAL).properties('AWS::IAM::Policy').map(({ PolicyDocument }) => PolicyDocument);
}

const same = (one: AccessRequest, other: AccessRequest) => JSON.stringify(one) === JSON.stringify(other);
const named = (requests: AccessRequest[]) =>
  requests.map((request) => [`${request.action} on ${request.resource} ${JSON.stringify(request.context ?? {})}`, request] as const);

describe.each(ROWS.map((row, index) => ({ ...row, above: ROWS[index + 1] })))('$heading', (row) => {
  const policies = policiesOf(row);
  const ofTheNext = (row.above?.needs ?? []).filter((need) => !row.needs.some((own) => same(own, need)));

  test.each(named(row.needs))('needs %s', (_, request) => {
    expect(evaluate(policies, request)).toBe('allowed');
  });

  test.each(named([...ofTheNext, ...row.never]))('may not %s', (_, request) => {
    expect(evaluate(policies, request)).toBe('implicitDeny');
  });

  test('has something that the next row up needs out of reach', () => {
    expect(ofTheNext.length > 0 || row.above === undefined).toBe(true);
  });
});

test('the pipeline may do nothing that deploying does not need', () => {
  const pipeline = ROWS[ROWS.length - 1];
  const allowed: string[] = policiesOf(pipeline).flatMap(({ Statement }) => Statement.flatMap(({ Action }: any) => Action));
  const idle = allowed.filter((pattern) => !pipeline.needs.some(({ action }) =>
    evaluate([{ Statement: { Effect: 'Allow', Action: pattern, Resource: '*' } }], { action, resource: '*' }) === 'allowed'));
  expect(allowed.length).toBeGreaterThan(20);
  expect(idle).toEqual([]);
});
