import { App, aws_ec2 as ec2, aws_iam as iam, aws_mwaa as mwaa, aws_s3 as s3, CfnOutput, Stack, StackProps } from 'aws-cdk-lib';
import { AirflowConnection, MwaaExecutionRole, SecretsBackend } from 'cdk-mwaa-iam';
import { Construct } from 'constructs';

/** An environment whose connections are secrets: one to a role of another account, one that is empty. */
export class SecretsBackendStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const environmentName = 'secrets-example';

    const bucket = new s3.Bucket(this, 'Dags', { versioned: true, enforceSSL: true });
    const role = new MwaaExecutionRole(this, 'ExecutionRole', { environmentName, sourceBucket: bucket });

    // Airflow looks for connections and variables in Secrets Manager; the role may read those, and no other secrets.
    const backend = new SecretsBackend();
    backend.grantRead(role);

    // What most people need: the DAGs call AWS with the permissions of the execution role.
    backend.addConnection(this, 'aws_empty', AirflowConnection.aws());

    // A role of another account: the execution role may assume it, and that account must let it.
    const reports = iam.Role.fromRoleArn(this, 'Reports', this.formatArn({
      service: 'iam', region: '', account: '444455556666', resource: 'role', resourceName: 'data/report+reader@example.com',
    }));
    reports.grantAssumeRole(role);
    backend.addConnection(this, 'aws_reports', AirflowConnection.aws({ role: reports, region: 'eu-central-1' }));
    new CfnOutput(this, 'TrustForReports', {
      description: 'What the trust policy of the role in account 444455556666 must say',
      value: this.toJsonString({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: role.roleArn }, Action: 'sts:AssumeRole' }],
      }),
    });

    const vpc = new ec2.Vpc(this, 'Vpc', { maxAzs: 2, natGateways: 1 });
    const securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', { vpc });
    securityGroup.addIngressRule(securityGroup, ec2.Port.allTraffic());
    const environment = new mwaa.CfnEnvironment(this, 'Environment', {
      name: environmentName,
      sourceBucketArn: bucket.bucketArn,
      dagS3Path: 'dags',
      airflowConfigurationOptions: backend.airflowConfigurationOptions,
      networkConfiguration: {
        subnetIds: vpc.selectSubnets({ subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }).subnetIds,
        securityGroupIds: [securityGroup.securityGroupId],
      },
    });
    role.associateWith(environment);
  }
}

new SecretsBackendStack(new App(), 'SecretsBackendExample');
