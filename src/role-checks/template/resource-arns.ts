import { ResourceOf } from './template';
import { OpenValue, Text } from '../../iam/text';
import { Place } from '../deployments/deployment';

/** What the identity of a resource is made of. */
export interface ResourceScope {
  location(resource: ResourceOf): Place;
  /** The property that names a resource, or the name that CloudFormation makes up. */
  nameOf(resource: ResourceOf, property: string): Text;
  /** A property as a text; `undefined` where it is absent. */
  property(resource: ResourceOf, property: string): Text | undefined;
}

type Identity = (scope: ResourceScope, resource: ResourceOf) => Text;

const BUCKET: Identity = (scope, resource) => scope.nameOf(resource, 'BucketName');
const ENVIRONMENT: Identity = (scope, resource) => scope.nameOf(resource, 'Name');
const LOG_GROUP: Identity = (scope, resource) => scope.nameOf(resource, 'LogGroupName');
/** A key that is described has its id. */
const KEY: Identity = (scope, resource) => scope.property(resource, 'KeyId') ?? Text.of(madeUp(resource));
const MANAGED_POLICY: Identity = (scope, resource) => iamArn(scope, resource, 'policy', 'ManagedPolicyName');
/** The service adds six letters to the name. */
const SECRET: Identity = (scope, resource) => {
  const letters: OpenValue = { kind: 'name', length: 6, id: `${resource.template.key}#${resource.logicalId} letters`, name: `${resource.logicalId}.Letters` };
  return Text.of(regionalArn(scope.location(resource), 'secretsmanager', 'secret:', scope.nameOf(resource, 'Name')), '-', letters);
};

/** What `Ref` of a resource comes to, by type. */
const IDENTITIES = new Map<string, Identity>([
  ['AWS::S3::Bucket', BUCKET],
  ['AWS::KMS::Key', KEY],
  ['AWS::KMS::Alias', (scope, resource) => scope.nameOf(resource, 'AliasName')],
  ['AWS::Logs::LogGroup', LOG_GROUP],
  ['AWS::MWAA::Environment', ENVIRONMENT],
  ['AWS::IAM::Role', (scope, resource) => scope.nameOf(resource, 'RoleName')],
  ['AWS::IAM::ManagedPolicy', MANAGED_POLICY],
  ['AWS::SecretsManager::Secret', SECRET],
]);

/** What `Fn::GetAtt` of a resource comes to, by type and attribute. */
const ATTRIBUTES = new Map<string, Identity>([
  ['AWS::S3::Bucket.Arn', (scope, resource) => Text.of('arn:', scope.location(resource).partition, ':s3:::', BUCKET(scope, resource))],
  // What CDK's `BucketDeployment` calls its bucket, once the files are there.
  ['Custom::CDKBucketDeployment.DestinationBucketArn', (scope, resource) =>
    Text.of('arn:', scope.location(resource).partition, ':s3:::', scope.nameOf(resource, 'DestinationBucketName'))],
  ['AWS::KMS::Key.Arn', (scope, resource) => keyArn(scope.location(resource), KEY(scope, resource))],
  ['AWS::KMS::Key.KeyId', KEY],
  ['AWS::Logs::LogGroup.Arn', (scope, resource) => Text.of(regionalArn(scope.location(resource), 'logs', 'log-group:', LOG_GROUP(scope, resource)), ':*')],
  ['AWS::IAM::Role.Arn', (scope, resource) => iamArn(scope, resource, 'role', 'RoleName')],
  ['AWS::IAM::Role.RoleId', (_, { template, logicalId }) => Text.of({ kind: 'name', id: `${template.key}#${logicalId}.RoleId`, name: `${logicalId}.RoleId` })],
  ['AWS::IAM::ManagedPolicy.PolicyArn', MANAGED_POLICY],
  ['AWS::SecretsManager::Secret.Id', SECRET],
  ['AWS::MWAA::Environment.Arn', (scope, resource) => regionalArn(scope.location(resource), 'airflow', 'environment/', ENVIRONMENT(scope, resource))],
  ['AWS::MWAA::Environment.CeleryExecutorQueue', celeryQueueArn],
]);

/** What a reference to a resource comes to, for the types that matter here. */
export function identityOf(scope: ResourceScope, resource: ResourceOf): Text | undefined {
  return IDENTITIES.get(typeOf(resource))?.(scope, resource);
}

/** What an attribute of a resource comes to, for the types that matter here. */
export function attributeOf(scope: ResourceScope, resource: ResourceOf, attribute: string): Text | undefined {
  return ATTRIBUTES.get(`${typeOf(resource)}.${attribute}`)?.(scope, resource);
}

/** What CloudFormation makes up for a resource: an id, or a name that begins as its stack is called. */
export function madeUp({ template, logicalId }: ResourceOf, begins?: string): OpenValue {
  return { kind: 'made up', id: `${template.key}#${logicalId}`, name: logicalId, begins };
}

/** The ARN of a key. */
export function keyArn(location: Place, keyId: Text): Text {
  return regionalArn(location, 'kms', 'key/', keyId);
}

/** The ARN of an alias, whose name begins with `alias/`. */
export function aliasArn(location: Place, name: Text): Text {
  return regionalArn(location, 'kms', '', name);
}

/**
 * The queue of an environment: it is in an account of the MWAA service, and its name is made up by the service. An environment
 * that is described has it.
 */
export function celeryQueueArn(scope: Pick<ResourceScope, 'location' | 'property'>, resource: ResourceOf): Text {
  const { partition, region, account } = scope.location(resource);
  const part = (name: string) => ({ id: `${resource.template.key}#${resource.logicalId} queue ${name}`, name: `${resource.logicalId}.CeleryExecutorQueue.${name}` });
  const owner: OpenValue = { ...part('Account'), kind: 'account', never: account.literal };
  const described = scope.property(resource, 'CeleryExecutorQueue');
  return described?.split(':')?.length === 6 ? described
    : Text.of('arn:', partition, ':sqs:', region, ':', owner, `:${CELERY_QUEUE}`, { ...part('Name'), kind: 'name' });
}

/** What the names of the queues of environments begin with. */
export const CELERY_QUEUE = 'airflow-celery-';

/** The ARN of a resource in a place. */
export function regionalArn({ partition, region, account }: Place, service: string, type: string, name: Text): Text {
  return Text.of('arn:', partition, `:${service}:`, region, ':', account, `:${type}`, name);
}

function iamArn(scope: ResourceScope, resource: ResourceOf, type: string, nameProperty: string): Text {
  const { partition, account } = scope.location(resource);
  return Text.of('arn:', partition, ':iam::', account, `:${type}`, scope.property(resource, 'Path') ?? '/', scope.nameOf(resource, nameProperty));
}

function typeOf({ template, logicalId }: ResourceOf): string {
  return String(template.resources[logicalId]?.Type);
}
