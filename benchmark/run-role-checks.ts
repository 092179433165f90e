import { mkdtempSync, rmSync } from 'fs';
import { createRequire } from 'module';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, aws_mwaa as mwaa, aws_s3 as s3, PolicyValidationPluginReport, Stack, Validations } from 'aws-cdk-lib';
import { elapsedTime } from './statistics';
import type * as library from '../src';

const { MwaaExecutionRole, MwaaRoleChecks } = createRequire(__filename)('../lib') as typeof library;

/** Milliseconds: of the whole synthesis, and of the checks in it. */
export interface RoleChecksResult {
  readonly whole: number;
  readonly checks: number;
}

/** An app as a platform team would have it: a stack an environment, with its network, bucket, key and role. */
function synthesize(environments: number, outdir: string): RoleChecksResult {
  const plugin = new MwaaRoleChecks();
  let checks = 0;
  const whole = elapsedTime(() => {
    const app = new App({ outdir });
    for (let index = 0; index < environments; index++) {
      define(new Stack(app, `Team${index}`, { env: { account: '111122223333', region: 'eu-west-1' } }), `team-${index}`);
    }
    Validations.of(app).addPlugins({
      name: plugin.name,
      validate: (context) => {
        let report: PolicyValidationPluginReport;
        checks = elapsedTime(() => report = plugin.validate(context));
        return report!;
      },
    });
    app.synth();
  });
  return { whole, checks };
}

function define(stack: Stack, environmentName: string): void {
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
  const securityGroup = new ec2.SecurityGroup(stack, 'SecurityGroup', { vpc });
  const sourceBucket = new s3.Bucket(stack, 'Dags', { versioned: true, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL });
  const kmsKey = new kms.Key(stack, 'Key');
  const role = new MwaaExecutionRole(stack, 'Role', { environmentName, sourceBucket, kmsKey });
  role.addToPolicy(new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: ['*'] }));
  new mwaa.CfnEnvironment(stack, 'Environment', {
    name: environmentName,
    sourceBucketArn: sourceBucket.bucketArn,
    kmsKey: kmsKey.keyArn,
    executionRoleArn: role.roleArn,
    dagS3Path: 'dags',
    networkConfiguration: {
      subnetIds: vpc.selectSubnets({ subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }).subnetIds,
      securityGroupIds: [securityGroup.securityGroupId],
    },
  });
}

const outdir = mkdtempSync(join(tmpdir(), 'mwaa-benchmark-'));
process.stdout.write(JSON.stringify(synthesize(Number(process.argv[2]), outdir)));
rmSync(outdir, { recursive: true });
