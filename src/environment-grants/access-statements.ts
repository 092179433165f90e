import { Arn, aws_iam as iam } from 'aws-cdk-lib';
import { environmentArn, EnvironmentLocation } from '../common/environment-location';

/** What an identity is allowed; `iam.Grant` makes a statement of it. */
export type Access = Pick<iam.GrantOnPrincipalOptions, 'actions' | 'resourceArns' | 'conditions'>;

/** What the statements depend on: literals, or tokens of a stack. */
export interface AccessVariables extends EnvironmentLocation {
  readonly environmentName: string;
}

/** What whoever manages an environment hands over to it. */
export interface ManagedArns {
  readonly executionRoleArn: string;
  /** Absent: the environment uses an AWS owned key. */
  readonly keyArn?: string;
}

/** @see https://docs.aws.amazon.com/mwaa/latest/userguide/access-policies.html#web-ui-access */
export function webServerAccess(variables: AccessVariables, airflowRole: string): Access[] {
  return [allow(['airflow:CreateWebLoginToken'], airflowRoleArn(variables, airflowRole))];
}

/** @see https://docs.aws.amazon.com/mwaa/latest/userguide/access-policies.html#rest-api-access */
export function restApiAccess(variables: AccessVariables, airflowRole: string): Access[] {
  return [allow(['airflow:InvokeRestApi'], airflowRoleArn(variables, airflowRole))];
}

/** @see https://docs.aws.amazon.com/mwaa/latest/userguide/access-policies.html#cli-access */
export function cliAccess(variables: AccessVariables): Access[] {
  return [allow(['airflow:CreateCliToken'], environmentArn(variables, variables.environmentName))];
}

/** @see https://docs.aws.amazon.com/mwaa/latest/userguide/access-policies.html#mwaa-read-only */
export function readOnly(variables: AccessVariables): Access[] {
  return [
    allow(['airflow:ListEnvironments'], '*'),
    allow(['airflow:GetEnvironment', 'airflow:ListTagsForResource'], environmentArn(variables, variables.environmentName)),
  ];
}

/**
 * The page's policy, but for the service-linked role, which grants its own creation; tightened to this execution role and
 * this key.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/access-policies.html#full-access-policy
 */
export function fullApiAccess(variables: AccessVariables, arns: ManagedArns): Access[] {
  return [
    ...manage(arns),
    allow(['s3:GetEncryptionConfiguration'], anyBucket(variables)),
    ...buildNetwork(variables),
  ];
}

/**
 * The page's policy, with the same exception and the same tightenings.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/access-policies.html#console-full-access
 */
export function fullConsoleAccess(variables: AccessVariables, arns: ManagedArns): Access[] {
  const { partition, account } = variables;
  const serviceRole = { partition, service: 'iam', region: '', account };
  return [
    ...manage(arns),
    allow(['iam:ListRoles'], '*'),
    allow(['iam:CreatePolicy'], Arn.format({ ...serviceRole, resource: 'policy', resourceName: 'service-role/MWAA-Execution-Policy*' })),
    allow(
      ['iam:AttachRolePolicy', 'iam:CreateRole'],
      Arn.format({ ...serviceRole, resource: 'role', resourceName: 'service-role/AmazonMWAA*' }),
    ),
    allow(['s3:GetBucketLocation', 's3:ListAllMyBuckets', 's3:ListBucket', 's3:ListBucketVersions'], '*'),
    allow(['s3:CreateBucket', 's3:PutObject', 's3:GetEncryptionConfiguration'], anyBucket(variables)),
    allow(
      ['ec2:AuthorizeSecurityGroupIngress', 'ec2:CreateSecurityGroup'],
      anywhere(variables, 'security-group/airflow-security-group-*'),
    ),
    allow(['kms:ListAliases'], '*'),
    ...buildNetwork(variables),
  ];
}

/** The part that is the same by API and in the console, and about more than the network. */
function manage({ executionRoleArn, keyArn }: ManagedArns): Access[] {
  return [
    allow(['airflow:*'], '*'),
    {
      ...allow(['iam:PassRole'], executionRoleArn),
      conditions: { StringLike: { 'iam:PassedToService': 'airflow.amazonaws.com' } },
    },
    ...(keyArn === undefined ? [] : [allow(KEY_ACTIONS, keyArn)]),
  ];
}

/** What MWAA does with a customer managed key in the name of whoever manages the environment. */
const KEY_ACTIONS = [
  'kms:DescribeKey',
  'kms:ListGrants',
  'kms:CreateGrant',
  'kms:RevokeGrant',
  'kms:Decrypt',
  'kms:Encrypt',
  'kms:GenerateDataKey*',
  'kms:ReEncrypt*',
];

function buildNetwork(variables: AccessVariables): Access[] {
  const endpoint = ['vpc-endpoint/*', 'vpc/*', 'subnet/*', 'security-group/*'];
  const networkInterface = ['subnet/*', 'network-interface/*'];
  return [
    allow(['ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs', 'ec2:DescribeRouteTables'], '*'),
    allow(['ec2:CreateVpcEndpoint'], ...endpoint.map((resource) => anywhere(variables, resource))),
    allow(['ec2:CreateNetworkInterface'], ...networkInterface.map((resource) => anywhere(variables, resource))),
  ];
}

function allow(actions: string[], ...resourceArns: string[]): Access {
  return { actions, resourceArns };
}

/** An Airflow role is a resource of its own; for a login or a REST call, the ARN of the environment counts for nothing. */
function airflowRoleArn({ environmentName, ...location }: AccessVariables, airflowRole: string): string {
  return Arn.format({ ...location, service: 'airflow', resource: 'role', resourceName: `${environmentName}/${airflowRole}` });
}

function anyBucket({ partition }: AccessVariables): string {
  return Arn.format({ partition, service: 's3', region: '', account: '', resource: '*' });
}

function anywhere({ partition }: AccessVariables, resource: string): string {
  return Arn.format({ partition, service: 'ec2', region: '*', account: '*', resource });
}
