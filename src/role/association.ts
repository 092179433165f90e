import { aws_iam as iam, CfnResource, Stage, Token } from 'aws-cdk-lib';
import { templateText } from '../bucket-and-key/template-texts';
import { knownComponents } from '../common/arn-components';
import { inputError, InputRule, optional, text } from '../common/input-rules';
import { definedPath, referencedConstructs } from '../common/references';
import { ReadText } from '../common/rendered-properties';
import { finalArn, isOtherResource } from '../common/resource-identity';

/** A property of a resource that may contradict a role. The problem completes the sentence "environment … …". */
export type Contradiction = [contradicts: boolean, problem: () => string];

/** A role, what it is for, and what a message calls them. */
export interface Pair {
  /** The name of the role's construct. */
  readonly construct: string;
  readonly role: iam.Role;
  /** What the resource is called, such as `environment`. */
  readonly what: string;
  readonly resource: CfnResource;
}

/** The resource of each role and the role of each resource: each resource requires a role of its own. */
const RESOURCES = new WeakMap<iam.Role, CfnResource>();
const ROLES = new WeakMap<CfnResource, iam.Role>();

/** Records that a role and a resource belong together. Throws one error that lists everything in which the resource contradicts the role. */
export function pair(pairing: Pair, contradictions: Contradiction[]): void {
  const { role, resource } = pairing;
  const error = associationError(pairing, contradictions);
  if (error !== undefined) {
    throw error;
  }
  RESOURCES.set(role, resource);
  ROLES.set(resource, role);
}

/** The role that was given to a resource. */
export function pairedRole(resource: CfnResource): iam.Role | undefined {
  return ROLES.get(resource);
}

/** The error that lists everything in which a resource, as it is now, contradicts a role. */
export function associationError(pairing: Pair, contradictions: Contradiction[]): Error | undefined {
  const { construct, role, what, resource } = pairing;
  const problems = problemsOf(pairing, contradictions);
  return problems.length === 0 ? undefined
    : inputError(construct, role.node.path, problems.map((problem) => `${what} '${resource.node.path}' ${problem}`));
}

/** What contradicts, and the role or the resource that is paired with another. */
function problemsOf({ role, what, resource }: Pair, contradictions: Contradiction[]): string[] {
  const [itsResource, itsRole] = [RESOURCES.get(role) ?? resource, ROLES.get(resource) ?? role];
  const all: Contradiction[] = [
    ...contradictions,
    [
      itsResource !== resource,
      () => `cannot share the role of ${what} '${itsResource.node.path}', because MWAA requires a role for each ${what}: define another role for it`,
    ],
    [
      itsRole !== role,
      () => `already has the execution role '${itsRole.node.path}', and each ${what} has only one: remove one of the two roles`,
    ],
  ];
  return all.filter(([contradicts]) => contradicts).map(([, problem]) => problem());
}

/** The property of a resource that names its role names another. If another role was given to the resource, that is said instead. */
export function roleContradiction(
  { role, resource }: Pair, property: string, current: string | undefined, wayOut: string, read?: ReadText,
): Contradiction {
  return [
    (ROLES.get(resource) ?? role) === role && current !== undefined && isOtherResource(role, current, role.roleArn, read),
    () => `has another role as \`${property}\`, ${shown(role, current)} instead of ${shownWithArn(role, role.roleArn, read)}: ${wayOut}`,
  ];
}

/**
 * The ARN that a resource names as its role. CloudFormation then creates the role first: a reference to the role does
 * so by itself. If the ARN does not become a reference, this function adds a dependency on the role's resource.
 *
 * Call `pair` first. An ARN that is already set then names this role and becomes a reference to it, or only
 * the deployment knows which role it names and it stays.
 */
export function roleArnFor(resource: CfnResource, currentArn: string | undefined, role: iam.Role): string {
  const roleArn = currentArn === undefined || knownComponents(currentArn).at(-1) !== undefined ? role.roleArn : currentArn;
  const roleResource = role.node.defaultChild; // undefined with `Role.customizeRoles`
  if (CfnResource.isCfnResource(roleResource)
    && Stage.of(roleResource) === Stage.of(resource)
    && !refersTo(resource, roleArn, roleResource)) {
    addDependency(resource, roleResource);
  }
  return roleArn;
}

/** What newer versions of the CDK call `addDependency`, which they deprecate. The oldest one that works does not have it. */
interface NewerResource {
  addResourceDependency?(target: CfnResource): void;
}

function addDependency(resource: CfnResource & NewerResource, target: CfnResource): void {
  (resource.addResourceDependency ?? resource.addDependency).call(resource, target);
}

/** Whether a value becomes a reference in the template. Between accounts or Regions, CDK writes literal ARNs instead. */
function refersTo({ stack }: CfnResource, value: string, resource: CfnResource): boolean {
  const rendered = stack.resolve(value);
  return typeof rendered === 'object' && !('Fn::Join' in rendered) && referencedConstructs(stack, value).has(resource);
}

/** The rule for a property of an L1 construct that is compared. */
export function textRule(prop: string, value: unknown): InputRule {
  return { prop, value, accepts: optional(text(() => true)), rule: 'must be a text: pass the name or the ARN itself, or a token of it' };
}

/** Whether both values are known and differ. */
export function isOther(theirs: string | undefined, ours: string | undefined): boolean {
  return [theirs, ours].every((value) => value !== undefined && !Token.isUnresolved(value)) && theirs !== ours;
}

/** Whether a key is given by the ARN or the name of an alias. */
export function isAlias({ stack }: CfnResource, key: string | undefined): boolean {
  return /[:"]alias\//.test(JSON.stringify([stack.resolve(key)]));
}

/** A value as a message shows it: the path of the construct that it refers to, if it refers to one. */
export function shown(role: iam.Role, value: string | undefined): string {
  const [target] = referencedConstructs(role, value);
  return target !== undefined ? `that of '${definedPath(target)}'` : Token.isUnresolved(value) ? 'a reference' : `"${value}"`;
}

/** A reference to a resource as a message shows it, with the ARN that the resource has at last: it can be renamed. */
export function shownWithArn(role: iam.Role, value: string, read?: ReadText): string {
  const arn = read && finalArn(role, value);
  return arn === undefined ? shown(role, value) : `${shown(role, value)}, "${templateText(role.stack, arn)}"`;
}
