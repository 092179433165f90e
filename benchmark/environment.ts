import { aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, aws_mwaa as mwaa, aws_s3 as s3, Stack } from 'aws-cdk-lib';

/** One environment in a stack of its own, with all it needs but a role. */
export interface Environment {
  readonly stack: Stack;
  readonly name: string;
  readonly sourceBucket: s3.Bucket;
  readonly kmsKey: kms.Key;
  readonly resource: mwaa.CfnEnvironment;
}

/** Where an environment runs. */
type Network = mwaa.CfnEnvironment.NetworkConfigurationProperty;

const EXISTING_NETWORK: Network = { subnetIds: ['subnet-11111111', 'subnet-22222222'], securityGroupIds: ['sg-11111111'] };

/** Defines a bucket, a key and an environment. The role is still missing. */
export function defineEnvironment(stack: Stack, name: string, networkConfiguration = EXISTING_NETWORK): Environment {
  const sourceBucket = new s3.Bucket(stack, 'Dags', { versioned: true, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL });
  const kmsKey = new kms.Key(stack, 'Key');
  const resource = new mwaa.CfnEnvironment(stack, 'Environment', {
    name,
    sourceBucketArn: sourceBucket.bucketArn,
    dagS3Path: 'dags',
    networkConfiguration,
  });
  return { stack, name, sourceBucket, kmsKey, resource };
}

/** Defines a network with two private subnets. */
export function defineNetwork(stack: Stack): Network {
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
  const securityGroup = new ec2.SecurityGroup(stack, 'SecurityGroup', { vpc });
  return {
    subnetIds: vpc.selectSubnets({ subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }).subnetIds,
    securityGroupIds: [securityGroup.securityGroupId],
  };
}

/** Defines one managed policy that is attached to every role. */
export function defineSharedPolicy(stack: Stack, roles: iam.Role[]): void {
  new iam.ManagedPolicy(stack, 'ForDags', {
    roles,
    statements: [new iam.PolicyStatement({ actions: ['athena:StartQueryExecution'], resources: ['*'] })],
  });
}
