// What the package adds to an app that has loaded what it takes to write the role by hand: processor time in
// milliseconds. Plain JavaScript, because what runs TypeScript has a hand in how modules are loaded.
const { App, Stack, aws_iam: iam, aws_mwaa: mwaa, aws_kms: kms, aws_s3: s3 } = require('aws-cdk-lib');

void [kms.Key, mwaa.CfnEnvironment, s3.Bucket];
new iam.Role(new Stack(new App(), 'Stack'), 'Role', {
  assumedBy: new iam.CompositePrincipal(new iam.ServicePrincipal('airflow.amazonaws.com')),
  inlinePolicies: { Policy: iam.PolicyDocument.fromJson({ Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }] }) },
});

const start = process.cpuUsage();
void require('..').MwaaExecutionRole;
const { user, system } = process.cpuUsage(start);
process.stdout.write(JSON.stringify((user + system) / 1000));
