import { Role } from './role';
import { AccessRequest, Decision, decide } from '../evaluation/evaluator';
import { ANYWHERE, COULD } from '../evaluation/matching';
import { forRole } from '../evaluation/principals';
import { PolicyDocumentJson } from '../evaluation/statement';

/** Whether a role may do something; `unknown` where only the deployment can tell. */
export type Permission = Decision | 'unknown';

/** The best answer is the first. */
const RANK: Record<Permission, number> = { allowed: 1, unknown: 2, implicitDeny: 3, explicitDeny: 4 };

/** What the policies that templates show say, and whether what they do not show could change it. */
export function permissionOf(role: Role, request: AccessRequest, documents = documentsOf(role)): Permission {
  const permission = permissionAsNamed(role, request, documents);
  if (request.otherwise === undefined) {
    return permission;
  }
  const otherwise = permissionAsNamed(role, { ...request, resource: request.otherwise }, documents);
  const [best] = [permission, otherwise].sort((one, other) => RANK[one] - RANK[other]);
  return best;
}

function permissionAsNamed(role: Role, request: AccessRequest, documents: PolicyDocumentJson[]): Permission {
  const boundaries = role.boundary === undefined ? [] : [role.boundary.document];
  const decided = decide(documents, request, boundaries, ANYWHERE);
  if (decided === 'allowed') {
    return role.unseenBoundary === undefined ? 'allowed' : 'unknown';
  }
  const hopeful = role.unseen.length > 0 ? [...documents, ANYTHING] : documents;
  const atBest = decide(hopeful, request, boundaries, COULD);
  return atBest === 'allowed' || (atBest === 'implicitDeny' && isGranted(role, request)) ? 'unknown' : decided;
}

/**
 * Whether the policy of the resource itself may allow it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
 */
function isGranted({ arn }: Role, { resourcePolicies = [], ...request }: AccessRequest): boolean {
  return decide(resourcePolicies.map((policy) => forRole(policy, arn, COULD)), request, [], COULD) === 'allowed';
}

/** The policies of a role that templates show. */
export function documentsOf(role: Role): PolicyDocumentJson[] {
  return role.policies.map(({ document }) => document);
}

/** A policy that cannot be seen: one statement of which nothing is known. */
const ANYTHING: PolicyDocumentJson = { Statement: [{}] };
