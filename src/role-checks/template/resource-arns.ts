import { EnvironmentLocation } from '../../common/environment-location';
import { generated, unknownPart } from '../evaluation/text';

/** A resource as a template has it. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Record<string, any>;
  readonly DependsOn?: string | string[];
  readonly Metadata?: Record<string, any>;
}

/** The resources of a template, and where they live. */
export interface ResourceScope {
  /** Tells the templates of an app apart. */
  readonly key: string;
  readonly location: EnvironmentLocation;
  readonly resources: Record<string, TemplateResource>;
  /** The property that names a resource, or the name that CloudFormation generates. */
  nameOf(logicalId: string, property: string): string;
  /** A value of the template as text. */
  text(value: unknown): string;
}

type Identity = (template: ResourceScope, id: string) => string;

const BUCKET = (template: ResourceScope, id: string) => template.nameOf(id, 'BucketName');
const KEY = (template: ResourceScope, id: string) => generated(`${template.key}#${id}`);
const ENVIRONMENT = (template: ResourceScope, id: string) => template.nameOf(id, 'Name');

/** What `Ref` of a resource comes to, by type. */
const IDENTITIES: Record<string, Identity> = {
  'AWS::S3::Bucket': BUCKET,
  'AWS::KMS::Key': KEY,
  'AWS::MWAA::Environment': ENVIRONMENT,
  'AWS::IAM::Role': (template, id) => template.nameOf(id, 'RoleName'),
  'AWS::IAM::ManagedPolicy': (template, id) => iamArn(template, 'policy', id, 'ManagedPolicyName'),
};

/** What `Fn::GetAtt` of a resource comes to, by type and attribute. */
const ATTRIBUTES: Record<string, Identity> = {
  'AWS::S3::Bucket.Arn': (template, id) => `arn:${template.location.partition}:s3:::${BUCKET(template, id)}`,
  'AWS::KMS::Key.Arn': (template, id) => keyArn(template, KEY(template, id)),
  'AWS::KMS::Key.KeyId': KEY,
  'AWS::IAM::Role.Arn': (template, id) => iamArn(template, 'role', id, 'RoleName'),
  'AWS::MWAA::Environment.Arn': (template, id) => regionalArn(template, 'airflow', `environment/${ENVIRONMENT(template, id)}`),
  'AWS::MWAA::Environment.CeleryExecutorQueue': celeryQueueArn,
};

/** What a reference to a resource of this template comes to, for the types that matter here. */
export function identityOf(template: ResourceScope, id: string): string | undefined {
  return IDENTITIES[template.resources[id]?.Type]?.(template, id);
}

/** What an attribute of a resource of this template comes to, for the types that matter here. */
export function attributeOf(template: ResourceScope, id: string, attribute: string): string | undefined {
  return ATTRIBUTES[`${template.resources[id]?.Type}.${attribute}`]?.(template, id);
}

/** The ARN of a key of the template's place. */
export function keyArn(template: ResourceScope, keyId: string): string {
  return regionalArn(template, 'kms', `key/${keyId}`);
}

/** The queue of an environment: it is in an account of the MWAA service, and its name is made up. */
export function celeryQueueArn(template: ResourceScope, environmentId: string): string {
  const { partition, region } = template.location;
  const part = (name: string) => unknownPart(`${template.key}#${environmentId}.CeleryExecutorQueue.${name}`);
  return `arn:${partition}:sqs:${region}:${part('Account')}:${celeryQueue(part('Name'))}`;
}

/** How MWAA calls the queues of environments. */
export function celeryQueue(name: string): string {
  return `airflow-celery-${name}`;
}

function regionalArn(template: ResourceScope, service: string, resource: string): string {
  const { partition, region, account } = template.location;
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

function iamArn(template: ResourceScope, type: string, id: string, nameProperty: string): string {
  const { partition, account } = template.location;
  const path = template.resources[id].Properties?.Path;
  return `arn:${partition}:iam::${account}:${type}${path === undefined ? '/' : template.text(path)}${template.nameOf(id, nameProperty)}`;
}
