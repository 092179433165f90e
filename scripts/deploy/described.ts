import { execFile } from 'child_process';
import { readFileSync } from 'fs';
import { dirname, join } from 'path';
import { promisify } from 'util';
import { Check } from './checks';
import { EMULATED } from './emulator';
import { MwaaStandIn } from './mwaa-stand-in';
import { main } from '../../src/cli/main';
import { documented, documentedTrust } from '../../test/documented';
import { QUEUE_ACCOUNT } from '../../test/template';
import { temporaryFolder } from '../temporary-folder';

// Makes roles, keys and buckets with the AWS CLI alone, runs the commands of docs/deployed.md, and checks what they have printed.
// A call takes half a second of processor time to start: there are few cases, with much in each.

const run = promisify(execFile);
const ROOT = join(__dirname, '..', '..');
const PAGE = readFileSync(join(ROOT, 'docs', 'deployed.md'), 'utf-8');
const [COMMANDS, ALL_OF_IAM] = [...PAGE.matchAll(/```bash\n([^]*?)```/g)].map(([, commands]) => commands);
const [, GET_WORKFLOW] = /`(aws mwaa-serverless get-workflow .*?)`/.exec(PAGE)!;

const { partition, region, account } = EMULATED;
const KEY_ID = /^[0-9a-f-]{36}$/;
const iamArn = (resource: string) => `arn:${partition}:iam::${account}:${resource}`;

/** An environment with what it uses, and what `check` finds of it. */
interface Case {
  readonly name: string;
  readonly path?: string;
  readonly trusts?: string;
  /** What is in the policy of the role, which is attached as the console does it, or inline. */
  readonly statements: (documented: any[]) => any[];
  readonly isInline?: boolean;
  /** The actions of a permissions boundary. */
  readonly boundary?: string[];
  /** The statements of the policy of its key, without that for the account. */
  readonly keyStatements?: any[];
  readonly isBucketRight: boolean;
  /** The statements of the policy of its bucket. */
  readonly bucketStatements?: (bucket: string, role: string) => any[];
  readonly error?: string;
  readonly found: string[];
}

const asPublished = (statements: any[]) => statements;
const without = (action: string) => (statements: any[]) => statements.filter(({ Action }) => ![Action].flat().includes(action));
const LOGS = documented('key-policy-logs-statement', EMULATED);

const CASES: Case[] = [
  { name: 'console', path: '/service-role/', statements: asPublished, isBucketRight: true, found: ['info queueConfinement AmazonMWAA-console'] },
  {
    name: 'removed',
    statements: without('sqs:SendMessage'),
    isInline: true,
    keyStatements: [LOGS],
    isBucketRight: true,
    found: ['error missingPermission AmazonMWAA-removed'],
  },
  {
    name: 'failed',
    trusts: 'another',
    statements: asPublished,
    boundary: ['airflow:*', 's3:*', 'sqs:*', 'kms:*', 'cloudwatch:*'],
    keyStatements: [],
    isBucketRight: false,
    bucketStatements: (bucket, role) => [{ Effect: 'Deny', Principal: { AWS: role }, Action: 's3:GetObject*', Resource: `arn:${partition}:s3:::${bucket}/*` }],
    error: 'You may need to check the execution role permissions policy for your environment',
    found: [
      'error keyPolicy <key>', 'error missingPermission AmazonMWAA-failed', 'error missingPermission AmazonMWAA-failed', 'error resourceDenial mwaa-failed',
      'error trustPolicy AmazonMWAA-failed', 'info lastUpdate failed', 'info queueConfinement AmazonMWAA-failed', 'warning sourceBucket mwaa-failed',
      'warning sourceBucket mwaa-failed',
    ],
  },
];

/** A workflow whose role trusts MWAA, and may write to the log group of another. It is described with one call for all of IAM. */
const WORKFLOW = 'workflow';
const WORKFLOW_FOUND = ['error missingPermission AmazonMWAA-workflow', 'error trustPolicy AmazonMWAA-workflow', 'warning foreignService AmazonMWAA-workflow'];

/** Makes the cases, and checks what the commands of the page print of them. */
export async function checksOfDescribed(interpreter: string): Promise<Check[]> {
  const bin = dirname(interpreter);
  const aws = async (...args: string[]) => (await run(join(bin, 'aws'), [...args, '--region', region])).stdout;
  const environments: Record<string, object> = {};
  const workflows: Record<string, object> = {};
  const standIn = await MwaaStandIn.start(environments, workflows);
  const checkOf = async (name: string, commandsInto: (folder: string) => string, expected: string[]): Promise<Check> => {
    const described = join(temporaryFolder(), name);
    await run('bash', ['-c', commandsInto(described)], { env: { ...process.env, PATH: `${bin}:${process.env.PATH}` } });
    return { what: `"${name}" as the AWS CLI describes it`, type: 'the AWS CLI', actual: found(described), expected };
  };
  try {
    return await Promise.all([
      ...CASES.map(async (one) => {
        environments[one.name] = await make(one, aws);
        return checkOf(one.name, (folder) => commandsFor(one.name, folder), one.found);
      }),
      makeWorkflow(aws).then((workflow) => {
        workflows[workflow.WorkflowArn] = workflow;
        return checkOf(WORKFLOW, (folder) => commandsForWorkflow(workflow.WorkflowArn, folder), WORKFLOW_FOUND);
      }),
    ]);
  } finally {
    await standIn.stop();
  }
}

/** The commands of the page, for an environment. */
function commandsFor(environment: string, folder: string): string {
  return COMMANDS.replace('=my-env', `=${environment}`).replace('=eu-west-1', `=${region}`).replace('=described', `=${folder}`);
}

/** The commands of the page, for a workflow. */
function commandsForWorkflow(arn: string, folder: string): string {
  return `set -e; folder=${folder}; export AWS_DEFAULT_REGION=${region}; mkdir -p "$folder"
${GET_WORKFLOW.replace('<arn>', arn)} --output json > "$folder/${WORKFLOW}.get-workflow.json"
${ALL_OF_IAM}`;
}

/** What `check` finds, and what it cannot read. */
function found(folder: string): string[] {
  const printed: string[] = [];
  const mistakes: string[] = [];
  const code = main(['check', '--json', folder], {
    width: 80, hasColors: false, print: (text) => printed.push(text), printNotice: (sentence) => mistakes.push(sentence), readInput: () => '',
  });
  if (code > 1) {
    return mistakes;
  }
  const findings = JSON.parse(printed.join('')) as { rule: string; severity: string; resource: string }[];
  return findings.map(({ rule, severity, resource }) => `${severity} ${rule.split('::')[1]} ${KEY_ID.test(resource) ? '<key>' : resource}`).sort();
}

type Aws = (...args: string[]) => Promise<string>;

/** Makes what an environment uses, and describes the environment as MWAA does. */
async function make(one: Case, aws: Aws): Promise<object> {
  const [role, bucketName] = [`AmazonMWAA-${one.name}`, `mwaa-${one.name}`];
  const path = one.path ?? '/';
  const roleArn = iamArn(`role${path}${role}`);
  const keyId = one.keyStatements && JSON.parse(await aws('kms', 'create-key')).KeyMetadata.KeyId;
  const values = { ...EMULATED, environmentName: one.name, bucketName, keyId };
  const published = documented(keyId === undefined ? 'execution-policy-aws-owned-key' : 'execution-policy-customer-managed-key', values);
  const policy = JSON.stringify({ ...published, Statement: one.statements(published.Statement) });
  const trust = JSON.stringify(documentedTrust(one.trusts ?? one.name, EMULATED));
  const boundary = one.boundary === undefined ? [] : ['--permissions-boundary', await policyArn(aws, `Boundary-${one.name}`, path, allowing(one.boundary))];
  await aws('iam', 'create-role', '--role-name', role, '--path', path, '--assume-role-policy-document', trust, ...boundary);
  if (one.isInline === true) {
    await aws('iam', 'put-role-policy', '--role-name', role, '--policy-name', 'Mwaa', '--policy-document', policy);
  } else {
    await aws('iam', 'attach-role-policy', '--role-name', role, '--policy-arn', await policyArn(aws, `MWAA-Execution-Policy-${one.name}`, path, policy));
  }
  if (keyId !== undefined) {
    const root = { Effect: 'Allow', Principal: { AWS: iamArn('root') }, Action: 'kms:*', Resource: '*' };
    const keyPolicy = JSON.stringify({ Version: '2012-10-17', Statement: [root, ...one.keyStatements!] });
    await aws('kms', 'put-key-policy', '--key-id', keyId, '--policy-name', 'default', '--policy', keyPolicy);
  }
  await aws('s3api', 'create-bucket', '--bucket', bucketName, '--create-bucket-configuration', `LocationConstraint=${region}`);
  if (one.isBucketRight) {
    await aws('s3api', 'put-bucket-versioning', '--bucket', bucketName, '--versioning-configuration', 'Status=Enabled');
    await aws('s3api', 'put-public-access-block', '--bucket', bucketName, '--public-access-block-configuration',
      'BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true');
  }
  if (one.bucketStatements !== undefined) {
    const Statement = one.bucketStatements(bucketName, roleArn);
    await aws('s3api', 'put-bucket-policy', '--bucket', bucketName, '--policy', JSON.stringify({ Version: '2012-10-17', Statement }));
  }
  return {
    Name: one.name,
    Status: one.error === undefined ? 'AVAILABLE' : 'CREATE_FAILED',
    Arn: `arn:${partition}:airflow:${region}:${account}:environment/${one.name}`,
    CreatedAt: 1735689600,
    ExecutionRoleArn: roleArn,
    ...(keyId === undefined ? {} : { KmsKey: `arn:${partition}:kms:${region}:${account}:key/${keyId}` }),
    SourceBucketArn: `arn:${partition}:s3:::${bucketName}`,
    DagS3Path: 'dags',
    CeleryExecutorQueue: `arn:${partition}:sqs:${region}:${QUEUE_ACCOUNT}:airflow-celery-${one.name}`,
    LastUpdate: { Status: one.error === undefined ? 'SUCCESS' : 'FAILED', CreatedAt: 1735689600, ...failure(one.error) },
  };
}

/** Makes the role of a workflow, and describes the workflow as MWAA Serverless does. */
async function makeWorkflow(aws: Aws) {
  const role = `AmazonMWAA-${WORKFLOW}`;
  const { Version, Statement: [writeLogs] } = documented('serverless-execution-policy', { ...EMULATED, keyId: 'none' });
  const Resource = `arn:${partition}:logs:${region}:${account}:log-group:/workflows/another:*`;
  await aws('iam', 'create-role', '--role-name', role, '--assume-role-policy-document', JSON.stringify(documentedTrust(WORKFLOW, EMULATED)));
  await aws('iam', 'put-role-policy', '--role-name', role, '--policy-name', 'Workflow', '--policy-document',
    JSON.stringify({ Version, Statement: [{ ...writeLogs, Resource }] }));
  return {
    WorkflowArn: `arn:${partition}:airflow-serverless:${region}:${account}:workflow/${WORKFLOW}-1a2B3c4D5e`,
    WorkflowVersion: '1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f',
    Name: WORKFLOW,
    CreatedAt: '2025-01-01T00:00:00Z',
    EncryptionConfiguration: { Type: 'AWS_MANAGED_KEY' },
    LoggingConfiguration: { LogGroupName: '/workflows/reports' },
    EngineVersion: 1,
    WorkflowStatus: 'READY',
    DefinitionS3Location: { Bucket: 'mwaa-workflow', ObjectKey: 'reports.yaml' },
    RoleArn: iamArn(`role/${role}`),
  };
}

function failure(error: string | undefined) {
  return error === undefined ? {} : { Error: { ErrorCode: 'INCORRECT_CONFIGURATION', ErrorMessage: error } };
}

function allowing(actions: string[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: actions, Resource: '*' } });
}

async function policyArn(aws: Aws, name: string, path: string, document: string): Promise<string> {
  return JSON.parse(await aws('iam', 'create-policy', '--policy-name', name, '--path', path, '--policy-document', document)).Policy.Arn;
}
