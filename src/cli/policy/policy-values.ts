import { region_info } from 'aws-cdk-lib';
import { EnvironmentLocation, environmentNameRule } from '../../common/environment-location';
import { matching } from '../../common/input-rules';
import { logGroupNameRule } from '../../serverless-role/workflow-log-group';
import { UsageError } from '../usage-error';

/** What the options of `policy` are given. */
export type Values = Readonly<Record<string, unknown>>;

/** Where the environment or the workflow is, and its key. */
export interface PlaceAndKey {
  readonly location: EnvironmentLocation;
  readonly keyArn?: string;
}

/** Throws a `UsageError` if one of these is wrong, as the other functions do. */
export function placeAndKeyIn(values: Values): PlaceAndKey {
  const region = given(values, 'region', isRegion, 'must be the code of an AWS Region, such as eu-west-1')!;
  const account = given(values, 'account', matching(/^\d{12}$/), 'must be an account id of 12 digits')!;
  const location = { partition: region_info.RegionInfo.get(region).partition!, region, account };
  const ofAccount = arnIn(location, 'kms', `${account}:key/${UUID}`);
  const keyArn = given(values, 'kms-key', ofAccount, `must be the ARN of a single-Region key in ${region} of account ${account}: pass the key itself, not an alias`);
  return { location, keyArn };
}

export function environmentNameIn(values: Values): string {
  const name = environmentNameRule(values['environment-name']);
  return given(values, 'environment-name', name.accepts!, name.rule)!;
}

export function bucketNameIn(values: Values): string {
  return given(values, 'bucket', matching(/^(?!.*\.\.)[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9]$/),
    'must be the name of a bucket, 3 to 63 lower case letters, digits, dots and hyphens that begin and end with a letter or a digit')!;
}

export function bucketKeyIn(values: Values, location: EnvironmentLocation): string | undefined {
  return given(values, 'bucket-key', arnIn(location, 'kms', `\\d{12}:key/(?:mrk-[a-f0-9]{32}|${UUID})`),
    `must be the ARN of a key in ${location.region}: pass the key itself, not an alias`);
}

/** The account of the Celery queue. */
export function queueAccountIn(values: Values, location: EnvironmentLocation): string | undefined {
  return given(values, 'queue-arn', arnIn(location, 'sqs', '\\d{12}:airflow-celery-[\\w-]+'),
    `must be the ARN of an airflow-celery-* queue in ${location.region}, as \`CeleryExecutorQueue\` of the environment says`)?.split(':')[4];
}

export function logGroupIn(values: Values): string | undefined {
  const name = logGroupNameRule('logGroup', values['log-group']);
  return given(values, 'log-group', name.accepts, name.rule);
}

const UUID = '[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}';

function arnIn({ partition, region }: EnvironmentLocation, service: string, rest: string): (value: unknown) => boolean {
  return matching(new RegExp(`^arn:${partition}:${service}:${region}:${rest}$`));
}

function given(values: Values, option: string, accepts: (value: any) => boolean, rule: string): string | undefined {
  const value = values[option];
  if (value !== undefined && !accepts(value)) {
    throw new UsageError(`--${option} ${JSON.stringify(value)} ${rule}`);
  }
  return value as string | undefined;
}

function isRegion(value: unknown): boolean {
  return region_info.RegionInfo.regions.some(({ name }) => name === value);
}
