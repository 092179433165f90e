using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.MWAA;
using Amazon.CDK.AWS.S3;
using CdkMwaaIam;
using Constructs;

var app = new App();
new Reporting(app, "Reporting");
new Research(app, "Research");
app.Synth();

/// <summary>
/// An environment on a key of its own, with connections in Secrets Manager, and a group that may use it.
/// </summary>
class Reporting : Stack
{
    public Reporting(Construct scope, string id) : base(scope, id)
    {
        var environmentName = "reporting";

        var key = new Key(this, "Key", new KeyProps { EnableKeyRotation = true });
        var bucket = new Bucket(this, "Bucket", new BucketProps { EncryptionKey = key, Versioned = true });
        var role = new MwaaExecutionRole(this, "Role", new MwaaExecutionRoleProps
        {
            EnvironmentName = environmentName,
            SourceBucket = bucket,
            KmsKey = key,
        });

        var backend = new SecretsBackend();
        backend.GrantRead(role);
        var connection = AirflowConnection.Aws(new AwsConnectionProps { Region = "eu-central-1" });
        backend.AddConnection(this, "aws_reports", connection);

        var environment = new CfnEnvironment(this, "Environment", new CfnEnvironmentProps
        {
            Name = environmentName,
            SourceBucketArn = bucket.BucketArn,
            DagS3Path = "dags", // and NetworkConfiguration
            AirflowConfigurationOptions = backend.AirflowConfigurationOptions,
        });
        role.AssociateWith(environment);
        role.ConfineCeleryQueue(environment);

        var analysts = new Group(this, "Analysts");
        var grants = MwaaEnvironmentGrants.FromEnvironment(environment);
        grants.ReadOnly(analysts);
        grants.WebServerAccess(analysts, AirflowRole.USER);
    }
}

/// <summary>An environment on the key that AWS owns.</summary>
class Research : Stack
{
    public Research(Construct scope, string id) : base(scope, id)
    {
        var environmentName = "research";

        var bucket = new Bucket(this, "Bucket", new BucketProps { Versioned = true });
        var role = new MwaaExecutionRole(this, "Role", new MwaaExecutionRoleProps
        {
            EnvironmentName = environmentName,
            SourceBucket = bucket,
        });

        var environment = new CfnEnvironment(this, "Environment", new CfnEnvironmentProps
        {
            Name = environmentName,
            SourceBucketArn = bucket.BucketArn,
            DagS3Path = "dags", // and NetworkConfiguration
        });
        role.AssociateWith(environment);
        role.ConfineCeleryQueue(environment);
    }
}
