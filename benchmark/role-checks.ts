/**
 * What `MwaaRoleChecks` adds to the synthesis of an app with 200 environments, printed as Markdown.
 *
 * Runs with and without the plugin take turns, so that what else the machine does hits both; medians of the runs, in
 * fresh processes. It measures the compiled package, as users run it. Usage: `npx projen compile`, then
 * `tsx benchmark/role-checks.ts [runs]`.
 */
import { spawnSync } from 'child_process';
import { mkdtempSync, rmSync } from 'fs';
import { createRequire } from 'module';
import { cpus, tmpdir } from 'os';
import { join } from 'path';
import { App, aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, aws_mwaa as mwaa, aws_s3 as s3, IPolicyValidationPlugin, Stack, Validations } from 'aws-cdk-lib';
import type * as library from '../src';

const { MwaaExecutionRole, MwaaRoleChecks } = createRequire(__filename)('../lib') as typeof library;

const ENVIRONMENTS = 200;

/** What is measured: no plugin, one that does nothing, which shows what the CDK itself spends on plugins, and ours. */
const PLUGINS = ['none', 'idle', 'checks'] as const;
type Plugin = (typeof PLUGINS)[number];
const IDLE: IPolicyValidationPlugin = { name: 'idle', validate: () => ({ success: true, violations: [] }) };

/** An app as a platform team would have it: a stack an environment, with its network, bucket, key and role. */
function synthesize(plugin: Plugin, outdir: string): number {
  const start = process.cpuUsage();
  const app = new App({ outdir });
  for (let index = 0; index < ENVIRONMENTS; index++) {
    define(new Stack(app, `Team${index}`, { env: { account: '111122223333', region: 'eu-west-1' } }), `team-${index}`);
  }
  if (plugin !== 'none') {
    Validations.of(app).addPlugins(plugin === 'checks' ? new MwaaRoleChecks() : IDLE);
  }
  app.synth();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
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

/** The processor time of one synthesis in a process of its own, in milliseconds; other processes do not count. */
function measure(plugin: Plugin): number {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', __filename, 'run', plugin], { encoding: 'utf-8' });
  if (status !== 0) {
    throw new Error(stderr);
  }
  return Number(stdout);
}

function median(values: number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

function report(runs: number): void {
  const times: Record<Plugin, number[]> = { none: [], idle: [], checks: [] };
  for (let run = 0; run < runs; run++) {
    PLUGINS.forEach((plugin) => times[plugin].push(measure(plugin)));
  }
  const [none, idle, checks] = PLUGINS.map((plugin) => median(times[plugin]));
  const row = (name: string, time: number) => `| ${name} | ${time.toFixed(0)} ms | ${((time / none - 1) * 100).toFixed(1)} % |`;
  process.stdout.write([
    `### \`MwaaRoleChecks\` on an app with ${ENVIRONMENTS} environments`,
    '',
    `Median of ${runs} interleaved runs, Node.js ${process.versions.node}, ${cpus().length} cores.`,
    '',
    '| synthesis | processor time | added |',
    '| --- | ---: | ---: |',
    row('without a plugin', none),
    row('with a plugin that does nothing', idle),
    row('with `MwaaRoleChecks`', checks),
    '',
    `The checks themselves add ${((checks - idle) / none * 100).toFixed(1)} %; the rest is what the CDK spends on any plugin: it hashes the cloud assembly.`,
    '',
  ].join('\n'));
}

if (process.argv[2] === 'run') {
  const outdir = mkdtempSync(join(tmpdir(), 'mwaa-benchmark-'));
  process.stdout.write(String(synthesize(process.argv[3] as Plugin, outdir)));
  rmSync(outdir, { recursive: true });
} else {
  report(Number(process.argv[2] ?? 9));
}
