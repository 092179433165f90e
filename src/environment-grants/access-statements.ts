import { Arn } from 'aws-cdk-lib';
import { environmentArn, EnvironmentLocation } from '../common/environment-location';
import { Access } from '../role/grants/grant-access';

/** The values in the statements: literals, or tokens of a stack. */
export interface AccessVariables extends EnvironmentLocation {
  readonly environmentName: string;
}

/** The ARNs that limit who manages an environment to one execution role and one key. */
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
 * The page's policy, limited to this execution role and this key. It lacks the statement on the service-linked role, which
 * `MwaaServiceLinkedRole` grants.
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
 * The page's policy, with the limits and without the statement that `fullApiAccess` lacks.
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

/** The permissions on environments, role and key, which both the API and the console need. */
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

/** The actions that MWAA calls on a customer managed key on behalf of the identity that manages the environment. */
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

/** IAM authorizes logins and REST calls on the ARN of the Airflow role. The ARN of the environment does not match them. */
function airflowRoleArn({ environmentName, ...location }: AccessVariables, airflowRole: string): string {
  return Arn.format({ ...location, service: 'airflow', resource: 'role', resourceName: `${environmentName}/${airflowRole}` });
}

function anyBucket({ partition }: AccessVariables): string {
  return Arn.format({ partition, service: 's3', region: '', account: '', resource: '*' });
}

function anywhere({ partition }: AccessVariables, resource: string): string {
  return Arn.format({ partition, service: 'ec2', region: '*', account: '*', resource });
}
