import { App, aws_iam as iam, aws_kms as kms, aws_mwaa as mwaa, aws_s3 as s3, Stack } from 'aws-cdk-lib';
import {
  AirflowConnection, AirflowRole, MwaaEnvironmentGrants, MwaaExecutionRole, SecretsBackend,
} from 'cdk-mwaa-iam';
import { Construct } from 'constructs';

/** An environment on a key of its own, with connections in Secrets Manager, and a group that may use it. */
class Reporting extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const environmentName = 'reporting';

    const key = new kms.Key(this, 'Key', { enableKeyRotation: true });
    const bucket = new s3.Bucket(this, 'Bucket', { encryptionKey: key, versioned: true });
    const role = new MwaaExecutionRole(this, 'Role', { environmentName, sourceBucket: bucket, kmsKey: key });

    const backend = new SecretsBackend();
    backend.grantRead(role);
    backend.addConnection(this, 'aws_reports', AirflowConnection.aws({ region: 'eu-central-1' }));

    const environment = new mwaa.CfnEnvironment(this, 'Environment', {
      name: environmentName,
      sourceBucketArn: bucket.bucketArn,
      dagS3Path: 'dags', // and networkConfiguration
      airflowConfigurationOptions: backend.airflowConfigurationOptions,
    });
    role.associateWith(environment);
    role.confineCeleryQueue(environment);

    const analysts = new iam.Group(this, 'Analysts');
    const grants = MwaaEnvironmentGrants.fromEnvironment(environment);
    grants.readOnly(analysts);
    grants.webServerAccess(analysts, AirflowRole.USER);
  }
}

/** An environment on the key that AWS owns. */
class Research extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const environmentName = 'research';

    const bucket = new s3.Bucket(this, 'Bucket', { versioned: true });
    const role = new MwaaExecutionRole(this, 'Role', { environmentName, sourceBucket: bucket });

    const environment = new mwaa.CfnEnvironment(this, 'Environment', {
      name: environmentName,
      sourceBucketArn: bucket.bucketArn,
      dagS3Path: 'dags', // and networkConfiguration
    });
    role.associateWith(environment);
    role.confineCeleryQueue(environment);
  }
}

const app = new App();
new Reporting(app, 'Reporting');
new Research(app, 'Research');
app.synth();
