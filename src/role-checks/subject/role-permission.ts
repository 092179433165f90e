import { NeededRequest, NeededRequests } from './requirements';
import { AttachedPolicy, PERHAPS_ANYTHING, Role } from './role';
import { decideEach, isAllowed as isAllowedBy } from '../../iam/evaluation';
import { role as roleWithArn } from '../../iam/principal';
import { Truth } from '../../iam/truth';

/** Whether a role may do something, and why not; `could be` where only the deployment can tell. */
export type Permission = 'allowed' | 'could be' | 'beyondBoundary' | 'implicitDeny' | 'explicitDeny';

/** The best answer is the first. */
const RANK: Permission[] = ['allowed', 'could be', 'beyondBoundary', 'implicitDeny', 'explicitDeny'];

/** Whether the policies of a role surely allow requests, as their resource is mostly named. */
export function areAllowed(role: Role, requests: NeededRequests): boolean {
  const { documents, boundaries } = deciding(role, role.policies);
  return isAllowedBy(documents, requests, boundaries) === 'yes';
}

/** What the policies that templates show say, and whether what they do not show could change it. */
export function permissionOf(role: Role, { action, ...request }: NeededRequest, policies: readonly AttachedPolicy[] = role.policies): Permission {
  const [permission] = permissionsOf(role, { ...request, actions: [action] }, policies);
  return permission;
}

/** The same for each action. */
export function permissionsOf(role: Role, requests: NeededRequests, policies: readonly AttachedPolicy[] = role.policies): Permission[] {
  const { otherwise } = requests;
  const permissions = permissionsAsNamed(role, requests, policies);
  if (otherwise === undefined || permissions.every((permission) => permission === 'allowed')) {
    return permissions;
  }
  const others = permissionsAsNamed(role, { ...requests, resource: otherwise }, policies);
  return permissions.map((permission, index) => (RANK.indexOf(others[index]) < RANK.indexOf(permission) ? others[index] : permission));
}

/** Whether the policies of a role surely refuse something, whatever the policy of the resource says. */
export function isRefused(role: Role, request: NeededRequest): boolean {
  return !['allowed', 'could be'].includes(permissionOf(role, { ...request, resourcePolicies: [] }));
}

/** What decides about a role. */
function deciding({ unseen, boundary, unseenBoundary }: Role, policies: readonly AttachedPolicy[]) {
  return {
    documents: [...policies.map(({ document }) => document), ...(unseen.length > 0 ? [PERHAPS_ANYTHING] : [])],
    boundaries: [...(boundary === undefined ? [] : [boundary.document]), ...(unseenBoundary === undefined ? [] : [PERHAPS_ANYTHING])],
  };
}

function permissionsAsNamed(role: Role, requests: NeededRequests, policies: readonly AttachedPolicy[]): Permission[] {
  const { documents, boundaries } = deciding(role, policies);
  const decisions = decideEach(documents, requests, boundaries);
  const elsewhere = requests.resourcePolicies.length > 0 && decisions.some(({ isAllowed }) => isAllowed === 'no') ? grantedByResource(role, requests) : [];
  return decisions.map(({ isAllowed, isDenied, isGranted }, index) => {
    const mayBeGrantedElsewhere = isDenied !== 'yes' && (elsewhere[index] ?? 'no') !== 'no';
    if (isAllowed !== 'no' || mayBeGrantedElsewhere) {
      return isAllowed === 'yes' ? 'allowed' : 'could be';
    }
    return isDenied === 'yes' ? 'explicitDeny' : isGranted === 'no' ? 'implicitDeny' : 'beyondBoundary';
  });
}

/**
 * Whether the policy of the resource itself may allow each action.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
 */
function grantedByResource({ arn }: Role, { resourcePolicies, ...requests }: NeededRequests): Truth[] {
  return decideEach(resourcePolicies, { ...requests, principal: roleWithArn(arn) }, []).map(({ isAllowed }) => isAllowed);
}
