import { App, aws_ec2 as ec2, aws_kms as kms, aws_mwaa as mwaa, aws_s3 as s3, Stack, StackProps } from 'aws-cdk-lib';
import { MwaaExecutionRole } from 'cdk-mwaa-iam';
import { Construct } from 'constructs';

interface AirflowProps extends StackProps {
  readonly vpc: ec2.Vpc;
  readonly environmentName: string;
  /** Whether the environment's data is encrypted with a key of this account; an AWS owned key otherwise. */
  readonly customerManagedKey: boolean;
}

/** An Airflow environment with all it needs: bucket, key, role. */
class Airflow extends Stack {
  constructor(scope: Construct, id: string, { vpc, environmentName, customerManagedKey, ...props }: AirflowProps) {
    super(scope, id, props);

    const key = customerManagedKey ? new kms.Key(this, 'Key', { enableKeyRotation: true }) : undefined;
    const bucket = new s3.Bucket(this, 'Bucket', { encryptionKey: key, versioned: true, enforceSSL: true });

    const role = new MwaaExecutionRole(this, 'Role', { environmentName, sourceBucket: bucket, kmsKey: key });

    const environment = new mwaa.CfnEnvironment(this, 'Environment', {
      name: environmentName,
      sourceBucketArn: bucket.bucketArn,
      dagS3Path: 'dags',
      networkConfiguration: {
        subnetIds: vpc.privateSubnets.map(({ subnetId }) => subnetId),
        securityGroupIds: [this.securityGroup(vpc).securityGroupId],
      },
    });

    role.associateWith(environment); // ExecutionRoleArn, and KmsKey if there is one
    role.confineCeleryQueue(environment); // no stranger's queue, once the environment's own is known
  }

  /** The parts of an environment talk to one another. */
  private securityGroup(vpc: ec2.Vpc): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(this, 'SecurityGroup', { vpc });
    group.addIngressRule(group, ec2.Port.allTraffic());
    return group;
  }
}

const app = new App();
const network = new Stack(app, 'Network');
const vpc = new ec2.Vpc(network, 'Vpc', { maxAzs: 2, natGateways: 1 });

new Airflow(app, 'Reporting', { vpc, environmentName: 'reporting', customerManagedKey: true });
new Airflow(app, 'Research', { vpc, environmentName: 'research', customerManagedKey: false });
