import { Arn, Aws, aws_iam as iam } from 'aws-cdk-lib';
import { LinkedService } from './linked-services';
import { StatementJson } from '../common/statement-json';
import { PublishedDocument } from '../role/published-document';

/** The tag that MWAA puts on the VPC endpoints that it creates. */
const MANAGED_TAG = 'AmazonMWAAManaged';

/**
 * Returns the documented trust policy of a service-linked role.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-slr.html
 */
export function serviceLinkedRoleTrustPolicy({ serviceName }: LinkedService): iam.PolicyDocument {
  return new PublishedDocument([
    { Effect: 'Allow', Principal: { Service: serviceName }, Action: 'sts:AssumeRole' },
  ]);
}

/**
 * Returns the statements of `AmazonMWAAServiceRolePolicy`, in the documented order.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-slr.html
 */
export function serviceLinkedRolePermissionsPolicy(): iam.PolicyDocument {
  return new PublishedDocument([
    writeLogs(),
    manageNetworkInterfaces(),
    createManagedVpcEndpoints(),
    changeManagedVpcEndpoints(),
    placeVpcEndpoints(),
    tagManagedVpcEndpoints(),
    putServiceMetrics(),
  ]);
}

function writeLogs(): StatementJson {
  return {
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:CreateLogGroup', 'logs:DescribeLogGroups'],
    Resource: anywhere('logs', 'log-group:airflow-*:*'),
  };
}

function manageNetworkInterfaces(): StatementJson {
  return {
    Effect: 'Allow',
    Action: [
      'ec2:AttachNetworkInterface',
      'ec2:CreateNetworkInterface',
      'ec2:CreateNetworkInterfacePermission',
      'ec2:DeleteNetworkInterface',
      'ec2:DeleteNetworkInterfacePermission',
      'ec2:DescribeDhcpOptions',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcEndpoints',
      'ec2:DescribeVpcs',
      'ec2:DetachNetworkInterface',
    ],
    Resource: '*',
  };
}

function createManagedVpcEndpoints(): StatementJson {
  return {
    Effect: 'Allow',
    Action: 'ec2:CreateVpcEndpoint',
    Resource: anywhere('ec2', 'vpc-endpoint/*'),
    Condition: { 'ForAnyValue:StringEquals': { 'aws:TagKeys': MANAGED_TAG } },
  };
}

function changeManagedVpcEndpoints(): StatementJson {
  return {
    Effect: 'Allow',
    Action: ['ec2:ModifyVpcEndpoint', 'ec2:DeleteVpcEndpoints'],
    Resource: anywhere('ec2', 'vpc-endpoint/*'),
    Condition: { Null: { [`aws:ResourceTag/${MANAGED_TAG}`]: false } },
  };
}

function placeVpcEndpoints(): StatementJson {
  return {
    Effect: 'Allow',
    Action: ['ec2:CreateVpcEndpoint', 'ec2:ModifyVpcEndpoint'],
    Resource: [anywhere('ec2', 'vpc/*'), anywhere('ec2', 'security-group/*'), anywhere('ec2', 'subnet/*')],
  };
}

function tagManagedVpcEndpoints(): StatementJson {
  return {
    Effect: 'Allow',
    Action: 'ec2:CreateTags',
    Resource: anywhere('ec2', 'vpc-endpoint/*'),
    Condition: {
      'StringEquals': { 'ec2:CreateAction': 'CreateVpcEndpoint' },
      'ForAnyValue:StringEquals': { 'aws:TagKeys': MANAGED_TAG },
    },
  };
}

function putServiceMetrics(): StatementJson {
  return {
    Effect: 'Allow',
    Action: 'cloudwatch:PutMetricData',
    Resource: '*',
    Condition: { StringEquals: { 'cloudwatch:namespace': ['AWS/MWAA'] } },
  };
}

/** Returns the ARN of a resource in any Region and any account of the partition. */
function anywhere(service: string, resource: string): string {
  return Arn.format({ partition: Aws.PARTITION, region: '*', account: '*', service, resource });
}
