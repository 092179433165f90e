import { aws_iam as iam, aws_kms as kms, aws_mwaa as mwaa, Stack, Token } from 'aws-cdk-lib';
import { Dependable, IConstruct, IDependable } from 'constructs';
import { comesAfter } from './creation-order';
import { keyResource } from './data-key';
import { referencedConstructs } from './references';

type AttachedPolicy = iam.CfnPolicy | iam.CfnManagedPolicy | iam.CfnRolePolicy;

/**
 * Makes an environment wait for its role, its key, and every policy attached to the role, wherever and whenever in the
 * app that is done; but for those that themselves come after the environment.
 *
 * CloudFormation does not order them by itself: a policy refers to the role, and nothing to the policy.
 */
export function waitForPermissions(environment: mwaa.CfnEnvironment, role: iam.Role, kmsKey?: kms.IKeyRef): void {
  const permissions: IDependable = {};
  let asking = false;
  Dependable.implement(permissions, {
    // Asked for when the app is synthesized, after everything is defined; and again by itself, while it looks for what
    // comes after the environment.
    get dependencyRoots(): IConstruct[] {
      if (asking) {
        return [];
      }
      asking = true;
      const key = kmsKey && keyResource(kmsKey);
      const roots = [...policiesOf(role, environment), ...(key === undefined ? [] : [key])];
      asking = false;
      return roots;
    },
  });
  environment.node.addDependency(permissions);
}

/** The role and its policies; nothing under `Role.customizeRoles`, where the role is there before the app. */
function policiesOf({ node: { defaultChild: role, root } }: iam.Role, environment: mwaa.CfnEnvironment): IConstruct[] {
  if (!iam.CfnRole.isCfnRole(role)) {
    return [];
  }
  const policies = root.node.findAll().filter(isPolicy);
  return [role, ...policies.filter((policy) => isAttached(policy, role) && !comesAfter(policy, environment))];
}

function isPolicy(construct: IConstruct): construct is AttachedPolicy {
  return iam.CfnPolicy.isCfnPolicy(construct) || iam.CfnManagedPolicy.isCfnManagedPolicy(construct) || iam.CfnRolePolicy.isCfnRolePolicy(construct);
}

/** By reference, or by the name of the role in the same account. */
function isAttached(policy: AttachedPolicy, role: iam.CfnRole): boolean {
  const roles = iam.CfnRolePolicy.isCfnRolePolicy(policy) ? [policy.roleName] : policy.roles;
  const { roleName } = role;
  return referencedConstructs(policy, roles).has(role)
    || (roleName !== undefined && !Token.isUnresolved(roleName) && policy.env.account === role.env.account
      && [Stack.of(policy).resolve(roles)].flat().includes(roleName));
}
