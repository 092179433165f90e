from aws_cdk import App, Stack, aws_iam as iam, aws_kms as kms, aws_mwaa as mwaa, aws_s3 as s3
from cdk_mwaa_iam import (
    AirflowConnection, AirflowRole, MwaaEnvironmentGrants, MwaaExecutionRole, SecretsBackend,
)
from constructs import Construct


class Reporting(Stack):
    """An environment on a key of its own, with connections in Secrets Manager, and a group that may use it."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        environment_name = "reporting"

        key = kms.Key(self, "Key", enable_key_rotation=True)
        bucket = s3.Bucket(self, "Bucket", encryption_key=key, versioned=True)
        role = MwaaExecutionRole(
            self, "Role", environment_name=environment_name, source_bucket=bucket, kms_key=key,
        )

        backend = SecretsBackend()
        backend.grant_read(role)
        backend.add_connection(self, "aws_reports", AirflowConnection.aws(region="eu-central-1"))

        environment = mwaa.CfnEnvironment(
            self,
            "Environment",
            name=environment_name,
            source_bucket_arn=bucket.bucket_arn,
            dag_s3_path="dags",  # and network_configuration
            airflow_configuration_options=backend.airflow_configuration_options,
        )
        role.associate_with(environment)
        role.confine_celery_queue(environment)

        analysts = iam.Group(self, "Analysts")
        grants = MwaaEnvironmentGrants.from_environment(environment)
        grants.read_only(analysts)
        grants.web_server_access(analysts, AirflowRole.USER)


class Research(Stack):
    """An environment on the key that AWS owns."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        environment_name = "research"

        bucket = s3.Bucket(self, "Bucket", versioned=True)
        role = MwaaExecutionRole(self, "Role", environment_name=environment_name, source_bucket=bucket)

        environment = mwaa.CfnEnvironment(
            self,
            "Environment",
            name=environment_name,
            source_bucket_arn=bucket.bucket_arn,
            dag_s3_path="dags",  # and network_configuration
        )
        role.associate_with(environment)
        role.confine_celery_queue(environment)


app = App()
Reporting(app, "Reporting")
Research(app, "Research")
app.synth()
