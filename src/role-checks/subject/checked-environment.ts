import { precreatedRole } from './precreated-roles';
import { EnvironmentNeeds, Requirement, requirementsOf } from './requirements';
import { Role, rolesOf } from './role';
import { ANYWHERE, matches } from '../evaluation/matching';
import { documentOf, PolicyDocumentJson } from '../evaluation/statement';
import { hasUnknown } from '../evaluation/text';
import { Assembly } from '../template/assembly';
import { celeryQueueArn, keyArn } from '../template/resource-arns';
import { ResourceOf, Template } from '../template/template';

/** A customer managed key that a template of the app defines. */
export interface DefinedKey extends ResourceOf {
  /** Without statements where KMS gives the key its default policy. */
  readonly policy: PolicyDocumentJson;
}

/** An environment, and what the app knows of the role and the key that it uses. */
export interface Subject {
  readonly environment: ResourceOf;
  readonly assembly: Assembly;
  readonly needs: EnvironmentNeeds;
  readonly environmentArn: string;
  /** What the environment needs its role to be allowed. */
  readonly requirements: Requirement[];
  /** Absent: no template of the app defines the role. */
  readonly role?: Role;
  /** Absent: no template of the app defines the key, or the environment uses an AWS owned key. */
  readonly key?: DefinedKey;
}

/** The parts of Airflow, as a log configuration calls them. */
const LOGS: Record<string, string> = {
  DagProcessingLogs: 'DAGProcessing',
  SchedulerLogs: 'Scheduler',
  TaskLogs: 'Task',
  WebserverLogs: 'WebServer',
  WorkerLogs: 'Worker',
};

/** Every environment of a cloud assembly. */
export function subjectsOf(assembly: Assembly): Subject[] {
  const environments = assembly.templates.flatMap((template) =>
    template.idsOf('AWS::MWAA::Environment').map((logicalId) => ({ template, logicalId })));
  if (environments.length === 0) {
    return [];
  }
  const roles = rolesOf(assembly.templates);
  const keys = keysOf(assembly.templates);
  const bucketPolicies = bucketPoliciesOf(assembly.templates);
  return environments.map((environment) => {
    const { template, logicalId } = environment;
    const properties = template.properties(logicalId);
    const needs = needsOf(environment, properties);
    const key = needs.keyArn === undefined ? undefined : named(keys, needs.keyArn, template);
    return {
      environment,
      assembly,
      needs,
      environmentArn: template.attribute(logicalId, 'Arn')!,
      requirements: requirementsOf(needs, {
        readSourceBucket: bucketPolicies.filter(({ bucket }) => mayBeBucket(bucket, needs.bucketArn)).map(({ policy }) => policy),
        useCustomerManagedKey: key === undefined ? [] : [key.policy],
      }),
      role: named(roles, needs.roleArn, template) ?? precreatedRole(assembly, template, needs.roleArn),
      key,
    };
  });
}

function needsOf({ template, logicalId }: ResourceOf, properties: any): EnvironmentNeeds {
  const queueArn = celeryQueueArn(template, logicalId);
  const logging = Object.entries<any>(properties.LoggingConfiguration ?? {});
  return {
    ...template.location,
    environmentName: template.nameOf(logicalId, 'Name'),
    roleArn: String(properties.ExecutionRoleArn),
    bucketArn: String(properties.SourceBucketArn),
    keyArn: typeof properties.KmsKey === 'string' && properties.KmsKey !== '' ? arnOfKey(template, properties.KmsKey) : undefined,
    accountPublicAccessBlock: false,
    exactLogGroups: false,
    objects: objectsOf(properties),
    queueArn,
    queueAccount: queueArn.split(':')[4],
    silentLogs: logging.filter(([, part]) => String(part?.Enabled) === 'false').map(([name]) => LOGS[name]),
  };
}

/** What the environment is told to read; everything in the bucket, if it is not told where its DAGs are. */
function objectsOf({ DagS3Path, RequirementsS3Path, PluginsS3Path, StartupScriptS3Path }: any): string[] {
  const dags = typeof DagS3Path === 'string' ? `${DagS3Path.replace(/\/$/, '')}/` : '';
  return [dags, ...[RequirementsS3Path, PluginsS3Path, StartupScriptS3Path].filter((path) => typeof path === 'string')];
}

/** `KmsKey` takes an ARN or the id of a key of the same account and Region. */
function arnOfKey(template: Template, key: string): string {
  return /^(arn:|\u0002)/.test(key) ? key : keyArn(template, key);
}

function keysOf(templates: Template[]): (DefinedKey & { arn: string })[] {
  return templates.flatMap((template) => template.idsOf('AWS::KMS::Key').map((logicalId) => ({
    template,
    logicalId,
    arn: template.attribute(logicalId, 'Arn')!,
    policy: documentOf(template.properties(logicalId).KeyPolicy ?? {}),
  })));
}

/** The policies of buckets, with the name of the bucket. */
function bucketPoliciesOf(templates: Template[]): { bucket: string; policy: PolicyDocumentJson }[] {
  return templates.flatMap((template) => template.idsOf('AWS::S3::BucketPolicy').map((logicalId) => {
    const { Bucket, PolicyDocument } = template.properties(logicalId);
    return { bucket: String(Bucket), policy: documentOf(PolicyDocument) };
  }));
}

function mayBeBucket(name: string, arn: string): boolean {
  return arn.endsWith(`:${name}`) || hasUnknown(name) || hasUnknown(arn.slice(arn.lastIndexOf(':')));
}

/** What an ARN names; written out for a place or for wherever the app is deployed, as long as it can only be one. */
function named<T extends { arn: string; resource?: ResourceOf }>(things: T[], arn: string, user: Template): T | undefined {
  const exact = things.filter((thing) => thing.arn === arn);
  if (exact.length > 0) {
    // The same words in two templates for anywhere: each means its own.
    return exact.length === 1 ? exact[0] : exact.find(({ resource }) => resource!.template === user);
  }
  const fitting = things.filter((thing) => lastPart(thing.arn) === lastPart(arn) && matches(thing.arn, arn, ANYWHERE));
  return fitting.length === 1 ? fitting[0] : undefined;
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf('/'));
}
