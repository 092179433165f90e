import { aws_iam as iam, CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { warn } from '../../common/app-validation';
import { conditionIds } from '../../common/conditions/carried-condition';
import { definedPath, referencedConstructs } from '../../common/references';
import { renderedProperties, writtenOver } from '../../common/rendered-properties';
import { placeKey } from '../../common/same-place';
import { checkInStage } from '../../common/stage-pass';

/**
 * The most managed policies that IAM allows on a role by default. The quota can be raised.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entities
 */
const MOST = 10;

/** The roles to count for, and the policies to count for whose roles. */
const COUNTED = new WeakSet<IConstruct>();

/** Synth warns if a role, or one that a policy names or that names the policy, has more managed policies than IAM allows by default, given everything that is in its stage. */
export function warnAboutManagedPolicyCount(construct: iam.Role | iam.ManagedPolicy): void {
  const resource = construct.node.defaultChild;
  if (resource !== undefined) { // there is none with `Role.customizeRoles`
    COUNTED.add(resource);
    checkInStage(construct, countManagedPolicies);
  }
}

function countManagedPolicies(constructs: IConstruct[]): string[] {
  const policies = constructs.filter(iam.CfnManagedPolicy.isCfnManagedPolicy);
  const counted = policies.filter((policy) => COUNTED.has(policy));
  const named = counted.flatMap((policy) => [...referencedConstructs(policy, policy.roles)]);
  const naming = counted.length === 0 ? [] : constructs.filter((construct) => iam.CfnRole.isCfnRole(construct) && namesOne(construct, counted));
  const roles = new Set([...constructs.filter((construct) => COUNTED.has(construct)), ...named, ...naming].filter(iam.CfnRole.isCfnRole));
  const attached = attachedPolicies(policies);
  roles.forEach((role) => warnIfTooMany(role, attached));
  return [];
}

/** Whether a role has one of some policies in its own list. */
function namesOne(role: iam.CfnRole, policies: iam.CfnManagedPolicy[]): boolean {
  const targets = referencedConstructs(role, [role.managedPolicyArns, writtenOver(role).Properties?.ManagedPolicyArns]);
  return policies.some((policy) => targets.has(policy));
}

/** The managed policies of an app by what they name as their roles: the role itself, or its name. */
type AttachedPolicies = Map<unknown, iam.CfnManagedPolicy[]>;

function attachedPolicies(policies: iam.CfnManagedPolicy[]): AttachedPolicies {
  const attached: AttachedPolicies = new Map();
  for (const policy of policies) {
    const owners = new Set([...referencedConstructs(policy, policy.roles), ...list(renderedProperties(policy).Roles)]);
    owners.forEach((owner) => attached.set(owner, [...attached.get(owner) ?? [], policy]));
  }
  return attached;
}

function warnIfTooMany(role: iam.CfnRole, attached: AttachedPolicies): void {
  const count = policiesOf(role, attached).size;
  if (count > MOST) {
    warn(role, 'cdk-mwaa-iam:tooManyManagedPolicies',
      `the role '${definedPath(role)}' has ${count} managed policies, and IAM allows ${MOST} by default:`
      + ' join some of them, or request a higher quota');
  }
}

/** The policies that a role certainly has, by their ARNs in its template. What has a condition of its own may not be there. */
function policiesOf(role: iam.CfnRole, attached: AttachedPolicies): Set<string> {
  const { ManagedPolicyArns: arns, RoleName: name } = namesOf(role);
  const place = (resource: CfnResource) => placeKey(resource, resource.stack.account);
  const byName = (typeof name === 'string' && attached.get(name) || []).filter((policy) => place(policy) === place(role));
  const own = conditionIds(role);
  const certain = [...attached.get(role) ?? [], ...byName].filter((policy) => conditionIds(policy).every((id) => own.includes(id)));
  const given = list(arns).filter((arn) => Object(arn)['Fn::If'] === undefined);
  return new Set([...given, ...certain.map(({ ref }) => role.stack.resolve(ref))].map((arn) => JSON.stringify(arn)));
}

/** The name of a role and the ARNs of its policies, as the template has them. The inline policies of a role are long, so they are left alone. */
function namesOf(role: iam.CfnRole): { readonly RoleName?: unknown; readonly ManagedPolicyArns?: unknown } {
  const { stack, roleName, managedPolicyArns } = role;
  return 'Properties' in writtenOver(role)
    ? renderedProperties(role)
    : { RoleName: stack.resolve(roleName), ManagedPolicyArns: stack.resolve(managedPolicyArns) };
}

/** The items of a list. None if only the deployment knows the list. */
function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
