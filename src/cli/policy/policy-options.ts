import { ParseArgsConfig } from 'util';

/** An option of `policy`. */
export interface PolicyOption {
  /** What stands after the option. Absent: it is a switch. */
  readonly argument?: string;
  /** The prop of the constructs that does the same. */
  readonly prop?: string;
  readonly help: string;
  /** The kind of role that alone takes it. Absent: both take it. */
  readonly only?: Kind;
  /** The kinds of roles that cannot be without it. */
  readonly neededBy?: readonly Kind[];
}

/** What a role is for. */
export type Kind = 'environment' | 'workflow';

const BOTH: readonly Kind[] = ['environment', 'workflow'];

/** The options, in the order of the help. */
export const POLICY_OPTIONS: Readonly<Record<string, PolicyOption>> = {
  'environment-name': { argument: '<name>', prop: 'environmentName', only: 'environment', neededBy: ['environment'], help: 'the name of the environment' },
  'bucket': { argument: '<name>', prop: 'sourceBucket', only: 'environment', neededBy: ['environment'], help: 'the name of the bucket with the DAGs' },
  'region': { argument: '<code>', prop: 'environmentRegion', neededBy: BOTH, help: 'the Region of the environment or workflow, such as eu-west-1' },
  'account': { argument: '<id>', neededBy: BOTH, help: 'its account, 12 digits' },
  'kms-key': { argument: '<arn>', prop: 'kmsKey', help: 'its customer managed key; without it, it uses a key of AWS' },
  'bucket-key': { argument: '<arn>', only: 'environment', help: 'the customer managed key of the bucket, if it is another one' },
  'exact-log-groups': { prop: 'exactLogGroups', only: 'environment', help: 'allow the five log groups of the environment only, instead of their prefix' },
  'triggerer-logs': { prop: 'triggererLogs', only: 'environment', help: 'allow reading the logs of the triggerer, for Airflow 3' },
  'no-account-public-access-block': {
    prop: 'accountPublicAccessBlock', only: 'environment', help: 'leave out s3:GetAccountPublicAccessBlock',
  },
  'no-confused-deputy-protection': {
    prop: 'confusedDeputyProtection', only: 'environment', help: 'leave out the source conditions of the trust policy',
  },
  'queue-arn': { argument: '<arn>', only: 'environment', help: 'the Celery queue of the environment once it exists: deny those of other accounts' },
  'serverless': { help: 'print the policies of a workflow, without --environment-name and --bucket' },
  'log-group': { argument: '<name>', prop: 'logGroup', only: 'workflow', help: 'the log group of the workflow; without it, the role may write to every log group' },
  'format': { argument: '<format>', help: 'text to paste (the default), json or cloudformation' },
  'json': { help: 'the same as --format json: TrustPolicy, PermissionsPolicy and others' },
  'help': { help: 'print this' },
};

/** The options as Node.js takes them. */
export const PARSED_OPTIONS: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(Object.entries(POLICY_OPTIONS)
  .map(([name, { argument }]) => [name, { type: argument === undefined ? 'boolean' : 'string' }]));

/** An option with its argument. */
export function written(name: string): string {
  return [`--${name}`, POLICY_OPTIONS[name].argument ?? []].flat().join(' ');
}

/** A line of the help for each option. */
export function helpOfOptions(): string {
  const names = Object.keys(POLICY_OPTIONS);
  const width = Math.max(...names.map((name) => written(name).length));
  return names.map((name) => `  ${written(name).padEnd(width)}  ${POLICY_OPTIONS[name].help}`).join('\n');
}
