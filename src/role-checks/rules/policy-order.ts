import { decide } from '../evaluator';
import { ANYWHERE } from '../matching';
import { waitsFor } from '../order';
import { documentsOf, permissionOf } from '../permissions';
import { AttachedPolicy, ResourceOf } from '../role';
import { nameOf, NOTHING, RoleRule, ruleId, Verdict } from '../rule';
import { Subject } from '../subject';
import { show } from '../text';

/** The environment waits for every separate policy that carries a permission it needs. */
export const POLICY_ORDER: RoleRule = {
  id: ruleId('policyOrder'),
  severity: 'error',
  check(subject: Subject): Verdict {
    const { role, requirements } = subject;
    const needed = requirements.flatMap(({ requests }) => requests);
    const carries = (policy: AttachedPolicy) => needed.some((request) => decide([policy.document], request, [], ANYWHERE) === 'allowed');
    const late = role?.policies.filter((policy) => isLate(subject, policy) && carries(policy)) ?? [];
    if (role === undefined || late.length === 0) {
      return NOTHING;
    }
    const inTime = role.policies.filter((policy) => !late.includes(policy));
    const requests = needed
      .filter((request) => permissionOf(role, request, documentsOf({ ...role, policies: inTime })) === 'implicitDeny');
    const carriers = late.filter((policy) =>
      requests.some((request) => permissionOf(role, request, documentsOf({ ...role, policies: [...inTime, policy] })) === 'allowed'));
    return { problems: carriers.map((policy) => problem(subject, policy.separate!)), doubts: [] };
  },
};

function isLate({ assembly, environment }: Subject, { separate }: AttachedPolicy): boolean {
  if (separate === undefined) {
    return false;
  }
  return separate.template === environment.template
    ? !waitsFor(environment.template, environment.logicalId, separate.logicalId)
    : assembly.waitsFor(environment.template, separate.template) === false;
}

function problem(subject: Subject, policy: ResourceOf) {
  const { environment } = subject;
  const sameTemplate = policy.template === environment.template;
  return {
    description: show(`${nameOf(subject)} does not wait for ${policy.logicalId}, which carries permissions that it needs: `
      + 'it may be created before they are there, and fails then with "Provided role does not have sufficient permissions" or the like'),
    fix: sameTemplate
      ? `add a dependency: \`environment.node.addDependency(policy)\`, or "DependsOn": "${policy.logicalId}" on ${environment.logicalId}`
      : 'add a dependency on the stack of the policy: `environmentStack.addDependency(policyStack)`',
    at: environment,
    location: 'DependsOn',
  };
}
