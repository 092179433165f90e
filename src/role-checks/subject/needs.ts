import { isKeyArn } from '../../bucket-and-key/environment-key';
import { kindOfKeyName } from '../../bucket-and-key/key-name';
import { Text } from '../../iam/text';
import { Place } from '../deployments/deployment';
import { Reading } from '../template/reading';
import { celeryQueueArn, keyArn } from '../template/resource-arns';
import { ResourceOf } from '../template/template';

/** What an environment or a workflow depends on. */
export interface RoleNeeds extends Place {
  /** Absent: it is an environment. */
  readonly kind?: 'workflow';
  readonly environmentName: Text;
  /** Absent: it names no role. */
  readonly roleArn?: Text;
  /** The unique id of the role. Absent: no template of the app defines the role. */
  readonly roleId?: Text;
  /** Absent: it uses a key of AWS, or names one that cannot be. */
  readonly keyArn?: Text;
  /** What the template has for a key. */
  readonly keyName?: Text;
}

/** What an environment depends on, as its template says it. */
export interface EnvironmentNeeds extends RoleNeeds {
  readonly kind?: undefined;
  readonly bucketArn: Text;
  /** The queue of the environment. */
  readonly queueArn: Text;
  /** The account that the queue is in. */
  readonly queueAccount: Text;
  /** What MWAA reads in the bucket. Paths that end in a slash stand for everything below. */
  readonly objects: readonly Text[];
  /** The parts of Airflow that write no log, such as `WebServer`. */
  readonly silentLogs: readonly string[];
}

/** The parts of Airflow, as a log configuration calls them. */
const LOGS = new Map([
  ['DagProcessingLogs', 'DAGProcessing'],
  ['SchedulerLogs', 'Scheduler'],
  ['TaskLogs', 'Task'],
  ['WebserverLogs', 'WebServer'],
  ['WorkerLogs', 'Worker'],
]);

/** What an environment needs, in one deployment. */
export function needsOf(environment: ResourceOf, reading: Reading): EnvironmentNeeds {
  const properties = reading.properties(environment);
  const location = reading.location(environment);
  const keyName = properties.KmsKey instanceof Text && properties.KmsKey.literal !== '' ? properties.KmsKey : undefined;
  const queueArn = celeryQueueArn(reading, environment);
  return {
    ...location,
    environmentName: reading.nameOf(environment, 'Name'),
    roleArn: properties.ExecutionRoleArn === undefined ? undefined : textOf(properties.ExecutionRoleArn),
    bucketArn: textOf(properties.SourceBucketArn),
    keyName,
    keyArn: keyName === undefined || isNoKey(keyName) ? undefined : arnOfKey(location, keyName),
    objects: objectsOf(properties),
    queueArn,
    queueAccount: queueArn.split(':')![4],
    silentLogs: Object.entries<any>(properties.LoggingConfiguration ?? {})
      .filter(([, part]) => String(part?.Enabled) === 'false').flatMap(([name]) => LOGS.get(name) ?? []),
  };
}

/** What the environment is told to read; everything in the bucket, if it is not told where its DAGs are. */
function objectsOf({ DagS3Path, RequirementsS3Path, PluginsS3Path, StartupScriptS3Path }: any): Text[] {
  const dags = DagS3Path instanceof Text ? Text.of(withoutSlash(DagS3Path), '/') : Text.of();
  return [dags, ...[RequirementsS3Path, PluginsS3Path, StartupScriptS3Path].filter((path) => path instanceof Text)];
}

function withoutSlash(path: Text): Text {
  const last = path.parts.at(-1);
  return typeof last === 'string' && last.endsWith('/') ? Text.of(...path.parts.slice(0, -1), last.slice(0, -1)) : path;
}

/** Whether a text is surely not the name of a key: an alias, or neither an id nor an ARN. */
export function isNoKey(name: Text): boolean {
  return kindOfKeyName(name) === 'alias' || kindOfKeyName(name) === 'managed'
    || (name.literal !== undefined && !isKeyArn(name.literal) && !ID.test(name.literal));
}

/** How `KmsKey` takes an id. */
const ID = /^(key\/)?(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The ARN of a key that is named by its ARN, by its id in the same account and Region, or by an id that is cut out of its ARN. */
export function arnOfKey(location: Place, key: Text): Text {
  const [first, ...others] = key.parts;
  const { text, delimiter, index } = (typeof first === 'object' && others.length === 0 && first.pieceOf) || {};
  if (text !== undefined && delimiter === '/' && index === 1) {
    return text;
  }
  const isWhole = typeof first === 'string' ? first.startsWith('arn:') : first.kind === 'chosen';
  return isWhole ? key : keyArn(location, typeof first === 'string' ? Text.of(first.replace(/^key\//, ''), ...key.parts.slice(1)) : key);
}

/** The ARN of a key that only the deployment names, should it be named by its id. */
export function arnOfKeyId(location: Place, keyName: Text): Text | undefined {
  return typeof keyName.parts[0] === 'string' ? undefined : keyArn(location, keyName);
}

function textOf(value: unknown): Text {
  return value instanceof Text ? value : Text.of(String(value));
}
