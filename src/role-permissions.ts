import { aws_iam as iam, aws_kms as kms, aws_mwaa as mwaa, Stack } from 'aws-cdk-lib';
import { Dependable, IConstruct, IDependable } from 'constructs';
import { keyResource } from './data-key';
import { referencedConstructs } from './references';

type AttachedPolicy = iam.CfnPolicy | iam.CfnManagedPolicy | iam.CfnRolePolicy;

/**
 * Makes an environment wait for its role, its key, and every policy attached to the role, wherever and whenever in the
 * app that is done.
 *
 * CloudFormation does not order them by itself: a policy refers to the role, and nothing to the policy.
 */
export function waitForPermissions(environment: mwaa.CfnEnvironment, role: iam.Role, kmsKey?: kms.IKeyRef): void {
  const permissions: IDependable = {};
  Dependable.implement(permissions, {
    // Asked for when the app is synthesized, after everything is defined.
    get dependencyRoots(): IConstruct[] {
      const key = kmsKey && keyResource(kmsKey);
      return [...policiesOf(role, environment), ...(key === undefined ? [] : [key])];
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
  return [role, ...policies.filter((policy) => isAttached(policy, role) && mayPrecede(policy, role, environment))];
}

function isPolicy(construct: IConstruct): construct is AttachedPolicy {
  return iam.CfnPolicy.isCfnPolicy(construct) || iam.CfnManagedPolicy.isCfnManagedPolicy(construct) || iam.CfnRolePolicy.isCfnRolePolicy(construct);
}

function isAttached(policy: AttachedPolicy, role: iam.CfnRole): boolean {
  const roles = iam.CfnRolePolicy.isCfnRolePolicy(policy) ? [policy.roleName] : policy.roles;
  if (referencedConstructs(policy, roles).has(role)) {
    return true;
  }
  const names: unknown[] = Stack.of(policy).resolve(roles) ?? [];
  return role.roleName !== undefined && names.includes(role.roleName);
}

/** Not a policy that itself waits for the environment: by what it says, or because its stack comes after the environment's. */
function mayPrecede(policy: AttachedPolicy, role: iam.CfnRole, environment: mwaa.CfnEnvironment): boolean {
  const comesLater = Stack.of(role) === Stack.of(environment) && Stack.of(policy) !== Stack.of(environment);
  return !comesLater && !referencedConstructs(policy, policy.policyDocument).has(environment);
}
