import { Doubt, ruleId, nameOf, NOTHING, Problem, RoleRule, roleResource, Verdict } from './role-check';
import { decide, denialsOf } from '../../iam/evaluation';
import { pasteable } from '../messages/pasteable';
import { reasonOf } from '../messages/reason';
import { wordsFor } from '../messages/service-words';
import { Subject, WorkflowSubject } from '../subject/checked-environment';
import { narrowerRequests } from '../subject/narrower-requests';
import { EnvironmentNeeds } from '../subject/needs';
import { NeededRequest, Requirement, showResource } from '../subject/requirements';
import { otherVariant } from '../subject/resources/key-variant';
import { Role } from '../subject/role';
import { areAllowed, isRefused, Permission, permissionOf, permissionsOf } from '../subject/role-permission';

type Answer = NeededRequest & { readonly permission: Permission };

/** Each permission that the environment's variant, or the workflow, needs. */
export const MISSING_PERMISSION: RoleRule<Subject | WorkflowSubject> = {
  id: ruleId('missingPermission'),
  check(subject: Subject | WorkflowSubject): Verdict {
    const { role, requirements } = subject;
    if (role === undefined) {
      return NOTHING;
    }
    // What is not surely allowed is refused in part, or could be allowed.
    const answers = requirements.filter(({ atOnce }) => atOnce === undefined || !areAllowed(role, atOnce))
      .map((requirement) => ({ requirement, answers: ask(role, requirement) }))
      .filter(({ answers: given }) => given.length > 0);
    const refused = ({ permission }: Answer) => permission !== 'allowed' && permission !== 'could be';
    return {
      problems: answers.flatMap(({ requirement, answers: given }) => REFUSALS.map((refusal) =>
        ({ requirement, refusal, given: given.filter(({ permission }) => permission === refusal.permission) })))
        .filter(({ given }) => given.length > 0)
        .map(({ requirement, refusal, given }) => problem(subject, role, requirement, refusal, given)),
      doubts: answers.filter(({ answers: given }) => !given.some(refused))
        .map(({ requirement }) => doubt(role, requirement)),
    };
  },
};

/** Why a permission is refused, and what to do about it. */
interface Refusal {
  readonly about: string;
  readonly permission: Permission;
  why(role: Role, refused: Answer[]): string;
  fix(role: Role): string;
}

const REFUSALS: Refusal[] = [
  {
    about: 'denied',
    permission: 'explicitDeny',
    why: (role, refused) => denials(role, refused),
    fix: () => 'remove the deny, or except from it what this documented statement allows',
  },
  {
    about: 'beyond the boundary',
    permission: 'beyondBoundary',
    why: (role) => `its permissions boundary ${role.boundary!.separate!.logicalId} does not allow it`,
    fix: (role) => `add this documented statement to the permissions boundary ${role.boundary!.separate!.logicalId}`,
  },
  {
    about: 'not allowed',
    permission: 'implicitDeny',
    why: () => 'no statement allows it',
    fix: () => 'add this documented statement to the role',
  },
];

/** What the role may not surely do of it. */
function ask(role: Role, requirement: Requirement): Answer[] {
  return requirement.inOrder(requirement.together.flatMap((requests) => permissionsOf(role, requests)
    .flatMap((permission, index) => (permission === 'allowed' ? [] : [{ ...requests, action: requests.actions[index], permission }]))));
}

/** The policies that deny something, with their statements. */
function denials(role: Role, refused: Answer[]): string {
  const policies = role.boundary === undefined ? role.policies : [...role.policies, role.boundary];
  const found = policies.flatMap((policy) => refused.flatMap((answer) => denialsOf(policy.document, answer))
    .map(({ elements }) => `the statement ${JSON.stringify(elements)} of ${policy.separate?.logicalId ?? `its inline policy ${policy.name}`}`));
  return `${[...new Set(found)].join(' and ')} denies it`;
}

function problem(subject: Subject | WorkflowSubject, role: Role, requirement: Requirement, refusal: Refusal, refused: Answer[]): Problem {
  const { name, purpose, see, statement } = requirement.documented;
  const actions = [...new Set(refused.map(({ action }) => action))].join(', ');
  const resources = [...new Set(refused.map(({ resource }) => showResource(resource)))].join(', ');
  const through = [...new Set(refused.flatMap(({ context }) => context['kms:ViaService'] ?? []).map(String))];
  const how = through.length > 0 ? ` through ${through.join(' and ')}` : '';
  const { needs } = subject;
  const { service, roleProperty } = wordsFor(subject);
  const [kind, isEnough, otherwise] = needs.kind === 'workflow' ? [needs.kind, false, ''] : [
    'environment',
    narrowerRequests(requirement, needs).some((request) => !isRefused(role, request)),
    refusal.permission === 'implicitDeny' ? otherKey(needs, role, requirement) : '',
  ];
  return {
    about: `${name} ${refusal.about}`,
    severity: isEnough ? 'warning' : 'error',
    description: `the role of ${nameOf(subject)} may not do ${actions} on ${resources}${how}: ${refusal.why(role, refused)}. `
      + `${service} needs it to ${purpose}; without it the ${kind} ${isEnough ? 'may fail, although its role may do so on log groups of its own' : 'fails'}`,
    fix: `${otherwise}${refusal.fix(role)}: ${pasteable(statement, subject)} (${see})`,
    at: roleResource(subject),
    location: role.resource === undefined ? `Properties.${roleProperty}` : 'Properties.Policies',
  };
}

/** What to do about the key of the environment, where the role is made for another. */
function otherKey(needs: EnvironmentNeeds, role: Role, requirement: Requirement): string {
  const variant = otherVariant({ needs }, role, requirement);
  if (variant === undefined) {
    return '';
  }
  const first = variant === 'AWS owned' ? 'leave out `KmsKey` of the environment, because the role is made for an AWS owned key'
    : `set \`KmsKey\` of the environment to ${variant}, which the role is made for`;
  return `${first}. To keep the key that the environment has, `;
}

function doubt(role: Role, { documented, requests }: Requirement): Doubt {
  const what = `whether the role may ${documented.purpose}`;
  if (requests.some((request) => isRefused(role, request))) {
    return { what, because: () => `no policy of the role allows it, the policy of the ${documented.name === 'readSourceBucket' ? 'bucket' : 'key'} may` };
  }
  if (role.unseen.length > 0 && requests.some((request) => permissionOf({ ...role, unseen: [] }, request) === 'implicitDeny')) {
    return { what, reservation: `no policy that templates show allows it, only ${role.unseen.join(', ')} could` };
  }
  const hidden = [...role.unseen, ...(role.unseenBoundary === undefined ? [] : [role.unseenBoundary])];
  return {
    what,
    because: () => {
      const open = requests.find((request) => permissionOf(role, request) === 'could be')!;
      return hidden.length > 0 ? `templates do not show ${hidden.join(', ')}` : reasonFor(role, open);
    },
  };
}

function reasonFor({ policies, boundary }: Role, { otherwise, ...asNamed }: NeededRequest): string {
  const documents = policies.map(({ document }) => document);
  const request = otherwise !== undefined && decide(documents, asNamed).isAllowed === 'no' ? { ...asNamed, resource: otherwise } : asNamed;
  const decided = decide(documents, request);
  return decided.isAllowed === 'yes' && boundary !== undefined
    ? reasonOf([boundary.document], request, decide([boundary.document], request))
    : reasonOf(documents, request, decided);
}
