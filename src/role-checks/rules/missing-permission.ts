import { AccessRequest } from '../evaluator';
import { Permission, permissionOf } from '../permissions';
import { Requirement, showResource } from '../requirements';
import { Role } from '../role';
import { nameOf, NOTHING, Problem, roleResource, RoleRule, ruleId, Verdict } from '../rule';
import { Subject } from '../subject';
import { show, showJson } from '../text';

type Answer = AccessRequest & { readonly permission: Permission };

/** Each permission that the environment's variant needs. */
export const MISSING_PERMISSION: RoleRule = {
  id: ruleId('missingPermission'),
  severity: 'error',
  check(subject: Subject): Verdict {
    const { role, requirements } = subject;
    if (role === undefined) {
      return NOTHING;
    }
    const answers = requirements.map((requirement) => ({ requirement, answers: ask(role, requirement) }));
    const refused = ({ permission }: Answer) => permission === 'implicitDeny' || permission === 'explicitDeny';
    return {
      problems: answers.filter(({ answers: given }) => given.some(refused))
        .map(({ requirement, answers: given }) => problem(subject, requirement, given.filter(refused))),
      doubts: answers.filter(({ answers: given }) => !given.some(refused) && given.some(({ permission }) => permission === 'unknown'))
        .map(({ requirement }) => doubt(role, requirement)),
    };
  },
};

function ask(role: Role, { requests }: Requirement): Answer[] {
  return requests.map((request) => ({ ...request, permission: permissionOf(role, request) }));
}

function problem(subject: Subject, { documented }: Requirement, refused: Answer[]): Problem {
  const { purpose, see, statement } = documented;
  const denied = refused.every(({ permission }) => permission === 'explicitDeny');
  const actions = [...new Set(refused.map(({ action }) => action))].join(', ');
  const resources = [...new Set(refused.map(({ resource }) => showResource(resource)))].join(', ');
  const through = [...new Set(refused.map(({ context }) => context!['kms:ViaService']).filter((service) => service !== undefined))];
  const how = through.length > 0 ? ` through ${through.join(' and ')}` : '';
  const description = `the role of ${nameOf(subject)} may not do ${actions} on ${resources}${how}: `
    + `${denied ? 'a statement denies it' : 'no statement allows it'}. MWAA needs it to ${purpose}; without it the environment fails`;
  const fix = denied
    ? `remove the deny, or except from it what this documented statement allows: ${showJson(statement)}`
    : `add this documented statement to the role: ${showJson(statement)}`;
  return {
    about: documented.name,
    description: show(description),
    fix: `${fix} (${see})`,
    at: roleResource(subject),
    location: 'Properties.Policies',
  };
}

function doubt(role: Role, { documented }: Requirement): string {
  const hidden = [...role.unseen, ...(role.unseenBoundary === undefined ? [] : [role.unseenBoundary])];
  const because = hidden.length > 0 ? `templates do not show ${hidden.map(show).join(', ')}` : 'it depends on values that only the deployment knows';
  return `whether the role may ${documented.purpose} (${because})`;
}
