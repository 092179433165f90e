import io.github.cdkmwaaiam.AirflowConnection;
import io.github.cdkmwaaiam.AirflowRole;
import io.github.cdkmwaaiam.AwsConnectionProps;
import io.github.cdkmwaaiam.MwaaEnvironmentGrants;
import io.github.cdkmwaaiam.MwaaExecutionRole;
import io.github.cdkmwaaiam.SecretsBackend;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.Group;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.mwaa.CfnEnvironment;
import software.amazon.awscdk.services.s3.Bucket;
import software.constructs.Construct;

public final class AirflowApp {

    /** An environment on a key of its own, with connections in Secrets Manager, and a group that may use it. */
    static class Reporting extends Stack {
        Reporting(Construct scope, String id) {
            super(scope, id);
            String environmentName = "reporting";

            Key key = Key.Builder.create(this, "Key").enableKeyRotation(true).build();
            Bucket bucket = Bucket.Builder.create(this, "Bucket").encryptionKey(key).versioned(true).build();
            MwaaExecutionRole role = MwaaExecutionRole.Builder.create(this, "Role")
                .environmentName(environmentName)
                .sourceBucket(bucket)
                .kmsKey(key)
                .build();

            SecretsBackend backend = new SecretsBackend();
            backend.grantRead(role);
            backend.addConnection(this, "aws_reports", AirflowConnection.aws(AwsConnectionProps.builder()
                .region("eu-central-1")
                .build()));

            CfnEnvironment environment = CfnEnvironment.Builder.create(this, "Environment")
                .name(environmentName)
                .sourceBucketArn(bucket.getBucketArn())
                .dagS3Path("dags") // and networkConfiguration
                .airflowConfigurationOptions(backend.getAirflowConfigurationOptions())
                .build();
            role.associateWith(environment);
            role.confineCeleryQueue(environment);

            Group analysts = new Group(this, "Analysts");
            MwaaEnvironmentGrants grants = MwaaEnvironmentGrants.fromEnvironment(environment);
            grants.readOnly(analysts);
            grants.webServerAccess(analysts, AirflowRole.USER);
        }
    }

    /** An environment on the key that AWS owns. */
    static class Research extends Stack {
        Research(Construct scope, String id) {
            super(scope, id);
            String environmentName = "research";

            Bucket bucket = Bucket.Builder.create(this, "Bucket").versioned(true).build();
            MwaaExecutionRole role = MwaaExecutionRole.Builder.create(this, "Role")
                .environmentName(environmentName)
                .sourceBucket(bucket)
                .build();

            CfnEnvironment environment = CfnEnvironment.Builder.create(this, "Environment")
                .name(environmentName)
                .sourceBucketArn(bucket.getBucketArn())
                .dagS3Path("dags") // and networkConfiguration
                .build();
            role.associateWith(environment);
            role.confineCeleryQueue(environment);
        }
    }

    public static void main(String[] args) {
        App app = new App();
        new Reporting(app, "Reporting");
        new Research(app, "Research");
        app.synth();
    }
}
