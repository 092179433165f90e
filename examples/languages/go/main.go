package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsmwaa"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-mwaa-iam/cdk-mwaa-iam-go/cdkmwaaiam"
)

// NewReporting is an environment on a key of its own, with connections in Secrets Manager.
func NewReporting(scope constructs.Construct, id string) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, nil)
	environmentName := jsii.String("reporting")

	key := awskms.NewKey(stack, jsii.String("Key"), &awskms.KeyProps{EnableKeyRotation: jsii.Bool(true)})
	bucket := awss3.NewBucket(stack, jsii.String("Bucket"), &awss3.BucketProps{
		EncryptionKey: key,
		Versioned:     jsii.Bool(true),
	})
	role := cdkmwaaiam.NewMwaaExecutionRole(stack, jsii.String("Role"), &cdkmwaaiam.MwaaExecutionRoleProps{
		EnvironmentName: environmentName,
		SourceBucket:    bucket,
		KmsKey:          key,
	})

	backend := cdkmwaaiam.NewSecretsBackend(nil)
	backend.GrantRead(role)
	connection := cdkmwaaiam.AirflowConnection_Aws(&cdkmwaaiam.AwsConnectionProps{
		Region: jsii.String("eu-central-1"),
	})
	backend.AddConnection(stack, jsii.String("aws_reports"), connection)

	environment := awsmwaa.NewCfnEnvironment(stack, jsii.String("Environment"), &awsmwaa.CfnEnvironmentProps{
		Name:                        environmentName,
		SourceBucketArn:             bucket.BucketArn(),
		DagS3Path:                   jsii.String("dags"), // and NetworkConfiguration
		AirflowConfigurationOptions: backend.AirflowConfigurationOptions(),
	})
	role.AssociateWith(environment)
	role.ConfineCeleryQueue(environment)

	analysts := awsiam.NewGroup(stack, jsii.String("Analysts"), nil)
	grants := cdkmwaaiam.MwaaEnvironmentGrants_FromEnvironment(environment)
	grants.ReadOnly(analysts)
	grants.WebServerAccess(analysts, cdkmwaaiam.AirflowRole_USER())

	return stack
}

// NewResearch is an environment on the key that AWS owns.
func NewResearch(scope constructs.Construct, id string) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, nil)
	environmentName := jsii.String("research")

	bucket := awss3.NewBucket(stack, jsii.String("Bucket"), &awss3.BucketProps{Versioned: jsii.Bool(true)})
	role := cdkmwaaiam.NewMwaaExecutionRole(stack, jsii.String("Role"), &cdkmwaaiam.MwaaExecutionRoleProps{
		EnvironmentName: environmentName,
		SourceBucket:    bucket,
	})

	environment := awsmwaa.NewCfnEnvironment(stack, jsii.String("Environment"), &awsmwaa.CfnEnvironmentProps{
		Name:            environmentName,
		SourceBucketArn: bucket.BucketArn(),
		DagS3Path:       jsii.String("dags"), // and NetworkConfiguration
	})
	role.AssociateWith(environment)
	role.ConfineCeleryQueue(environment)

	return stack
}

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	NewReporting(app, "Reporting")
	NewResearch(app, "Research")
	app.Synth(nil)
}
