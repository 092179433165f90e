import {
  ArnFormat, aws_iam as iam, aws_kms as kms, aws_logs as logs, aws_s3 as s3, CfnResource, Intrinsic, IResolveContext, Reference, Stack,
  Token, Tokenization,
} from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { knownComponents } from './arn-components';
import { definedPath, isChosen, referencedConstructs, referenceTarget } from './references';
import { finalText, ReadText, renderedText } from './rendered-properties';

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
 *
 * @param read how to read the names of resources
 */
export function isOtherResource(scope: IConstruct, theirs: string, ours: string, read: ReadText = currentName): boolean {
  if (theirs === ours) {
    return false;
  }
  const [one, other] = [theirs, ours].map((value) => identity(scope, value, read));
  if (one.resource !== undefined && one.resource === other.resource) {
    return false;
  }
  const areResources = one.resource !== undefined && other.resource !== undefined;
  if (one.components === undefined || other.components === undefined || (areResources && !(hasName(one) && hasName(other)))) {
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
 * The partition is not compared, so both must be in the same account. Call it when the app is validated.
 */
export function isSameResource(scope: IConstruct, theirs: string, ours: string): boolean {
  const { arn, components } = identity(scope, ours, finalText);
  const written = (value: unknown) => JSON.stringify(Stack.of(scope).resolve(value));
  const withoutPartition = (parts?: unknown[]) => JSON.stringify(parts?.slice(2));
  return [ours, arn].some((known) => written(known) === written(theirs))
    || !Token.isUnresolved(theirs) && withoutPartition(componentsOf(theirs)) === withoutPartition(components);
}

function isKnown(it: Identity): boolean {
  return it.resource !== undefined || hasName(it);
}

function hasName({ components }: Identity): boolean {
  return components!.at(-1) !== undefined;
}

function identity(scope: IConstruct, value: string, read: ReadText): Identity {
  const resource = isChosen(Stack.of(scope).resolve(value)) ? undefined : [...referencedConstructs(scope, value)].find(isCompared);
  const arn = resource === undefined ? value : knownArn(resource, read);
  return { resource, arn, components: arn === undefined ? undefined : componentsOf(arn) };
}

/** The ARN of the role, bucket or log group of this app that a value refers to, as the template has it, unless CloudFormation generates its name. */
export function finalArn(scope: IConstruct, value: string): string | undefined {
  const { resource, arn } = identity(scope, value, finalText);
  return resource && arn;
}

/** The known components of an ARN, with the `key/` before the id of a key removed, so that the ARN compares with the id alone. */
function componentsOf(arn: string): (string | undefined)[] {
  return knownComponents(arn).map((part) => part?.replace(/^key\//, ''));
}

/** The name of a resource as it is now. Undefined if CloudFormation generates it: the name of an L2 construct is a token of nothing then. */
function currentName(resource: CfnResource, property: string, given: string | undefined): string | undefined {
  const name = renderedText(resource, property, given);
  const token = Tokenization.reverse(name, { failConcat: false });
  // A lazy name is not resolved early, because CDK keeps what it comes to.
  return token instanceof Intrinsic && resource.stack.resolve(token) === undefined ? undefined : name;
}

/** Whether a resource is one of those that are compared. What any other gives, such as a custom resource, could be anything. */
function isCompared(construct: IConstruct): construct is CfnResource {
  return [iam.CfnRole.isCfnRole, s3.CfnBucket.isCfnBucket, kms.CfnKey.isCfnKey, logs.CfnLogGroup.isCfnLogGroup].some((isOne) => isOne(construct));
}

/** The ARN of a role, bucket or log group of this app, unless CloudFormation generates its name. */
function knownArn(resource: CfnResource, read: ReadText): string | undefined {
  const { stack } = resource;
  if (iam.CfnRole.isCfnRole(resource)) {
    const [path, name] = [read(resource, 'Path', resource.path) ?? '/', nameOf(resource, read)];
    return name !== undefined ? stack.formatArn({ service: 'iam', region: '', resource: `role${path}${name}`, arnFormat: ArnFormat.NO_RESOURCE_NAME }) : undefined;
  }
  if (s3.CfnBucket.isCfnBucket(resource)) {
    const name = nameOf(resource, read);
    return name !== undefined ? stack.formatArn({ service: 's3', region: '', account: '', resource: name }) : undefined;
  }
  if (logs.CfnLogGroup.isCfnLogGroup(resource)) {
    const name = read(resource, 'LogGroupName', resource.logGroupName);
    return name !== undefined ? stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: name, arnFormat: ArnFormat.COLON_RESOURCE_NAME }) : undefined;
  }
  return undefined;
}

/**
 * A reference to a role or a bucket by its ARN or name, which says the name that the resource has when the app is synthesized.
 *
 * In another account or Region CDK writes out the name of the props, and an Aspect or an override can rename the resource. Synth
 * fails if the resource has no literal name any more.
 */
export function withFinalName(value: string): string {
  const reference = Tokenization.reverse(value, { failConcat: false });
  const target = reference && Reference.isReference(reference) ? reference.target : undefined;
  const isNamed = iam.CfnRole.isCfnRole(target) || s3.CfnBucket.isCfnBucket(target);
  // An attribute of the resource itself stays a reference wherever it is.
  return isNamed && ![target.attrArn, target.ref].includes(value) ? Token.asString(new FinalName(reference as Reference, target)) : value;
}

class FinalName extends Reference {
  constructor(private readonly reference: Reference, private readonly resource: iam.CfnRole | s3.CfnBucket) {
    super(reference, resource, reference.displayName);
  }

  public override resolve(context: IResolveContext): any {
    const value = this.reference.resolve(context);
    if (typeof value !== 'string' || referenceTarget(value) !== undefined) {
      return value;
    }
    const name = nameOf(this.resource, finalText);
    if (name === undefined || Token.isUnresolved(name)) {
      throw new Error(`'${definedPath(this.resource)}' is called "${value.split(/[:\/]/).at(-1)}" in another account or Region, where its name must be a literal, but`
        + ' something has replaced this name by one that only the deployment knows:'
        + ` set \`${iam.CfnRole.isCfnRole(this.resource) ? 'roleName' : 'bucketName'}\` in its props, and leave the property as it is`);
    }
    return value.includes(':') ? knownArn(this.resource, finalText) : name;
  }
}

/** The name of a role or a bucket of this app, unless CloudFormation generates it. */
function nameOf(resource: iam.CfnRole | s3.CfnBucket, read: ReadText): string | undefined {
  return iam.CfnRole.isCfnRole(resource) ? read(resource, 'RoleName', resource.roleName) : read(resource, 'BucketName', resource.bucketName);
}
