import { AccessRequest, Decision, decide } from './evaluator';
import { ANYWHERE, COULD } from './matching';
import { Role } from './role';
import { PolicyDocumentJson } from './statement';

/** Whether a role may do something; `unknown` where only the deployment can tell. */
export type Permission = Decision | 'unknown';

/** What the policies that templates show say, and whether what they do not show could change it. */
export function permissionOf(role: Role, request: AccessRequest, documents = documentsOf(role)): Permission {
  const { otherwise, ...named } = request;
  const answers = [named, ...(otherwise === undefined ? [] : [{ ...named, resource: otherwise }])]
    .map((one) => permissionAsNamed(role, one, documents));
  return (['allowed', 'unknown'] as const).find((answer) => answers.includes(answer)) ?? answers[0];
}

function permissionAsNamed(role: Role, request: AccessRequest, documents: PolicyDocumentJson[]): Permission {
  const boundaries = role.boundary === undefined ? [] : [role.boundary.document];
  const decided = decide(documents, request, boundaries, ANYWHERE);
  if (decided === 'allowed') {
    return role.unseenBoundary === undefined ? 'allowed' : 'unknown';
  }
  const hopeful = role.unseen.length > 0 ? [...documents, ALLOW_EVERYTHING] : documents;
  return decide(hopeful, request, boundaries, COULD) === 'allowed' ? 'unknown' : decided;
}

/** The policies of a role that templates show. */
export function documentsOf(role: Role): PolicyDocumentJson[] {
  return role.policies.map(({ document }) => document);
}

/** What a policy that cannot be seen may say at best. */
const ALLOW_EVERYTHING: PolicyDocumentJson = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
