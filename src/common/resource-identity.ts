import { ArnFormat, aws_iam as iam, aws_s3 as s3, CfnResource, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { knownComponents } from './arn-components';
import { referencedConstructs } from './references';

/** What is known of what an ARN or id stands for. */
interface Identity {
  /** The resource of this app that it refers to. */
  readonly resource?: CfnResource;
  /** The ARN, as far as it is known. */
  readonly arn?: string;
  /** The components of the ARN, with the last one alone for an id or a name. */
  readonly components?: (string | undefined)[];
}

/**
 * Whether two ARNs are known to be of different resources.
 *
 * What only the deployment knows is never known to differ. An ARN that is spelt out differs from a resource of this app
 * whose name CloudFormation generates.
 */
export function isOtherResource(scope: IConstruct, theirs: string, ours: string): boolean {
  const [one, other] = [theirs, ours].map((value) => identity(scope, value));
  if (one.resource !== undefined && one.resource === other.resource) {
    return false;
  }
  if (one.components === undefined || other.components === undefined) {
    return isKnown(one) && isKnown(other);
  }
  // An id or a name alone is compared with the end of an ARN.
  const length = Math.min(one.components.length, other.components.length);
  const [left, right] = [one.components.slice(-length), other.components.slice(-length)];
  return left.some((part, index) => part !== undefined && right[index] !== undefined && part !== right[index]);
}

/**
 * Whether an ARN is known to be that of a resource.
 *
 * It is if the template writes both in the same way, or if it is spelt out and the resource has that account and name. Asked of
 * what is in one place only, so partitions are the same.
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

/** The id of a key stands for itself, and the path of a role is part of its name. */
function componentsOf(arn: string): (string | undefined)[] {
  return knownComponents(arn).map((part) => part?.replace(/^key\//, ''));
}

/** The ARN of a resource whose name is spelt out in this app. */
function knownArn(resource: CfnResource): string | undefined {
  const { stack } = resource;
  if (iam.CfnRole.isCfnRole(resource) && isLiteral(resource.roleName)) {
    return stack.formatArn({ service: 'iam', region: '', resource: `role${resource.path ?? '/'}${resource.roleName}`, arnFormat: ArnFormat.NO_RESOURCE_NAME });
  }
  if (s3.CfnBucket.isCfnBucket(resource) && isLiteral(resource.bucketName)) {
    return stack.formatArn({ service: 's3', region: '', account: '', resource: resource.bucketName! });
  }
  return undefined;
}

function isLiteral(name: string | undefined): boolean {
  return name !== undefined && !Token.isUnresolved(name);
}
