import { ArnFormat, aws_iam as iam, aws_logs as logs, aws_s3 as s3, CfnResource, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { knownComponents } from './arn-components';
import { referencedConstructs } from './references';
import { renderedText } from './rendered-properties';

/** What synth knows about the resource that an ARN, an id or a name identifies. */
interface Identity {
  /** The resource, if it is defined in this app. */
  readonly resource?: CfnResource;
  /** The ARN, if it is known, possibly with tokens. */
  readonly arn?: string;
  /** The components of the ARN. An id or a name has only the last component. */
  readonly components?: (string | undefined)[];
}

/**
 * Whether two ARNs, ids or names certainly identify different resources.
 *
 * A value that only the deployment knows never counts as different. A literal ARN counts as different from a resource of
 * this app whose name CloudFormation generates.
 */
export function isOtherResource(scope: IConstruct, theirs: string, ours: string): boolean {
  if (theirs === ours) {
    return false;
  }
  const [one, other] = [theirs, ours].map((value) => identity(scope, value));
  if (one.resource !== undefined && one.resource === other.resource) {
    return false;
  }
  if (one.components === undefined || other.components === undefined) {
    return isKnown(one) && isKnown(other);
  }
  // An id or a name has fewer components than an ARN: compare the last ones.
  const length = Math.min(one.components.length, other.components.length);
  const [left, right] = [one.components.slice(-length), other.components.slice(-length)];
  return left.some((part, index) => part !== undefined && right[index] !== undefined && part !== right[index]);
}

/**
 * Whether `theirs` certainly identifies the same resource as `ours`: both render the same in the template, or `theirs` is a
 * literal with the account and the name of `ours`.
 *
 * The partition is not compared, so both must be in the same account.
 */
export function isSameResource(scope: IConstruct, theirs: string, ours: string): boolean {
  const { arn, components } = identity(scope, ours);
  const written = (value: unknown) => JSON.stringify(Stack.of(scope).resolve(value));
  const withoutPartition = (parts?: unknown[]) => JSON.stringify(parts?.slice(2));
  return [ours, arn].some((known) => written(known) === written(theirs))
    || !Token.isUnresolved(theirs) && withoutPartition(componentsOf(theirs)) === withoutPartition(components);
}

function isKnown({ resource, components }: Identity): boolean {
  return resource !== undefined || components!.at(-1) !== undefined;
}

function identity(scope: IConstruct, value: string): Identity {
  const [resource] = [...referencedConstructs(scope, value)].filter(CfnResource.isCfnResource);
  const arn = resource === undefined ? value : knownArn(resource);
  return { resource, arn, components: arn === undefined ? undefined : componentsOf(arn) };
}

/** The known components of an ARN, with the `key/` before the id of a key removed, so that the ARN compares with the id alone. */
function componentsOf(arn: string): (string | undefined)[] {
  return knownComponents(arn).map((part) => part?.replace(/^key\//, ''));
}

/** The ARN of a role, bucket or log group of this app that has a literal name now. */
function knownArn(resource: CfnResource): string | undefined {
  const { stack } = resource;
  if (iam.CfnRole.isCfnRole(resource)) {
    const [path, name] = [renderedText(resource, 'Path', resource.path) ?? '/', renderedText(resource, 'RoleName', resource.roleName)];
    return isLiteral(name) ? stack.formatArn({ service: 'iam', region: '', resource: `role${path}${name}`, arnFormat: ArnFormat.NO_RESOURCE_NAME }) : undefined;
  }
  if (s3.CfnBucket.isCfnBucket(resource)) {
    const name = renderedText(resource, 'BucketName', resource.bucketName);
    return isLiteral(name) ? stack.formatArn({ service: 's3', region: '', account: '', resource: name! }) : undefined;
  }
  if (logs.CfnLogGroup.isCfnLogGroup(resource)) {
    const name = renderedText(resource, 'LogGroupName', resource.logGroupName);
    return isLiteral(name) ? stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: name, arnFormat: ArnFormat.COLON_RESOURCE_NAME }) : undefined;
  }
  return undefined;
}

function isLiteral(name: string | undefined): boolean {
  return name !== undefined && !Token.isUnresolved(name);
}
