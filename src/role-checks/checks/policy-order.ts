import { ruleId, nameOf, NOTHING, Problem, RoleRule, Severity, Verdict } from './role-check';
import { isAllowed } from '../../iam/evaluation';
import { PolicyDocument } from '../../iam/policy-document';
import { Text } from '../../iam/text';
import { Subject } from '../subject/checked-environment';
import { AttachedPolicy, Role } from '../subject/role';
import { permissionOf } from '../subject/role-permission';
import { Assembly } from '../template/assembly';
import { ResourceOf } from '../template/template';

/** The environment waits for every separate policy that carries a permission it needs. */
export const POLICY_ORDER: RoleRule = {
  id: ruleId('policyOrder'),
  check(subject: Subject): Verdict {
    const { role, requirements } = subject;
    if (role === undefined) {
      return elsewhere(subject);
    }
    const separate = role.policies.filter((policy) => policy.separate !== undefined && allowsAnything(policy));
    if (separate.length === 0) {
      return NOTHING;
    }
    const unordered = separate.filter((policy) => isLate(subject, policy.separate!));
    if (unordered.length === 0) {
      return NOTHING;
    }
    const needed = requirements.flatMap(({ requests }) => requests);
    const late = unordered.filter((policy) => needed.some((request) => isAllowed([policy.document], request) === 'yes'));
    const inTime = role.policies.filter((policy) => !late.includes(policy));
    const requests = needed
      .filter((request) => permissionOf(role, request, inTime) === 'implicitDeny');
    const carriers = late.filter((policy) =>
      requests.some((request) => permissionOf(role, request, [...inTime, policy]) === 'allowed'));
    return { problems: carriers.map((policy) => problem(subject, policy.separate!, 'error')), doubts: [] };
  },
};

function allowsAnything({ document }: AttachedPolicy): boolean {
  return document.statements.some(({ effect }) => effect === 'Allow');
}

function isLate({ assembly, environment }: Subject, policy: ResourceOf): boolean {
  return assembly.waitsFor(environment, policy) === false;
}

/**
 * Policies for a role from outside of the app, which may have the permissions from elsewhere as well. One that carries everything
 * is late; one that carries a part, as it does where the stack is deployed to another place than it names, is a doubt.
 */
function elsewhere(subject: Subject): Verdict {
  const { needs: { roleArn: arn = Text.of() }, requirements, attachedElsewhere } = subject;
  const role: Role = { name: arn, arn, trust: PolicyDocument.of({}), policies: [], fromOutside: [], unseen: [], ofServices: [] };
  const needed = requirements.flatMap(({ requests }) => requests);
  const late = attachedElsewhere.filter((policy) => isLate(subject, policy.separate!))
    .map((policy) => ({ separate: policy.separate!, allowed: needed.filter((request) => permissionOf(role, request, [policy]) === 'allowed').length }));
  return {
    problems: late.filter(({ allowed }) => allowed === needed.length).map(({ separate }) => problem(subject, separate, 'warning')),
    doubts: late.filter(({ allowed }) => allowed > 0 && allowed < needed.length).map(({ separate: { logicalId } }) => ({
      what: `whether the role has from elsewhere what ${logicalId} allows`, because: () => `the environment does not wait for ${logicalId}`,
    })),
  };
}

function problem({ assembly, environment, ...subject }: Subject, policy: ResourceOf, severity: Severity): Problem {
  return {
    about: policy.logicalId,
    severity,
    description: `${nameOf(subject)} does not wait for ${policy.logicalId}, which carries permissions that it needs: `
      + 'it may be created before they are there, and fails then with "Provided role does not have sufficient permissions" or the like',
    fix: fixFor(assembly, environment, policy),
    at: environment,
    location: 'DependsOn',
  };
}

function fixFor(assembly: Assembly, environment: ResourceOf, policy: ResourceOf): string {
  if (assembly.waitsFor(policy, environment) === true) {
    return `put the permissions of ${policy.logicalId} that the environment needs into the role itself, as an inline policy: `
      + 'it cannot wait for a policy that comes after the environment';
  }
  return policy.template === environment.template
    ? `add a dependency of the environment on the policy: "DependsOn": "${policy.logicalId}" on ${environment.logicalId}`
    : 'add a dependency of the stack of the environment on the stack of the policy';
}
