import { AccessRequest } from '../../../iam/evaluation';
import { ResourceDenial, resourceDenials } from '../../../iam/resource-denial';
import { Statement } from '../../../iam/statement';
import { DEPLOYMENT } from '../../messages/reason';
import { wordsFor } from '../../messages/service-words';
import { Subject, WorkflowSubject } from '../../subject/checked-environment';
import { Requirement } from '../../subject/requirements';
import { ResourcePolicy } from '../../subject/resources/resource-policy';
import { Doubt, nameOf, Problem, RoleRule, ruleId, Verdict } from '../role-check';

const PAGE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html';

/** The policies of the bucket and the key deny the role nothing that it needs: a deny wins, whatever the role is allowed. */
export const RESOURCE_DENIAL: RoleRule<Subject | WorkflowSubject> = {
  id: ruleId('resourceDenial'),
  check(subject: Subject | WorkflowSubject): Verdict {
    const denials = subject.requirements.flatMap((requirement) => denialsOf(subject, requirement));
    return {
      problems: denials.filter(({ truth }) => truth === 'yes').map((denial) => problem(subject, denial)),
      doubts: denials.filter(({ truth }) => truth === 'could be').map(doubt),
    };
  },
};

/** A denial by the policy of a resource that the environment uses. */
interface Denial extends ResourceDenial {
  readonly policy: ResourcePolicy;
  readonly requirement: Requirement;
}

function denialsOf({ needs: { roleArn }, bucketPolicies, key }: Subject | WorkflowSubject, requirement: Requirement): Denial[] {
  const { name } = requirement.documented;
  const policies = name === 'readSourceBucket' ? bucketPolicies
    : name === 'useCustomerManagedKey' && key !== undefined ? [{ document: key.policy, resource: key, of: 'key' as const }] : [];
  return roleArn === undefined ? [] : policies.flatMap((policy) => resourceDenials(policy.document, roleArn, requirement.together)
    .filter(({ statement }) => !isAboutTls(statement)).map((denial) => ({ ...denial, policy, requirement })));
}

/** MWAA speaks no old version of TLS. */
function isAboutTls({ conditions }: Statement): boolean {
  return conditions.some(({ key }) => key?.toLowerCase() === 's3:tlsversion');
}

function problem(subject: Subject | WorkflowSubject, { policy, requirement: { documented }, statement, requests }: Denial): Problem {
  const { resource, of } = policy;
  const actions = [...new Set(requests.map(({ action }) => action))].join(', ');
  const { needs: { kind = 'environment', roleArn } } = subject;
  return {
    about: JSON.stringify(statement.elements),
    severity: 'error',
    description: `the policy of the ${of} of ${nameOf(subject)}, ${resource.logicalId}, denies its role ${actions}: `
      + `the statement ${JSON.stringify(statement.elements)} does. `
      + `${wordsFor(subject).service} needs it to ${documented.purpose}; without it the ${kind} fails`,
    fix: `except the role ${String(roleArn)} from the deny, for example with \`ArnNotEquals\` on \`aws:PrincipalArn\`, or remove it (${PAGE})`,
    at: resource,
    location: of === 'key' ? 'Properties.KeyPolicy' : 'Properties.PolicyDocument',
  };
}

function doubt({ policy: { resource, of }, statement, requests: [request] }: Denial): Doubt {
  return {
    what: `whether the statement ${JSON.stringify(statement.elements)} of the policy of the ${of}, ${resource.logicalId}, denies the role what it needs`,
    because: () => {
      const keys = unknownKeys(statement, request);
      return keys.length > 0 ? `it depends on ${keys.join(' and ')}` : statement.notPrincipal === undefined ? DEPLOYMENT
        : 'it depends on the session of the role, which `NotPrincipal` has to name as well';
    },
  };
}

/** The condition keys of a statement of which nothing is known. */
function unknownKeys({ conditions }: Statement, { context }: AccessRequest): string[] {
  const known = Object.keys({ ...context }).map((key) => key.toLowerCase());
  return [...new Set(conditions.flatMap(({ key }) => key ?? []))].filter((key) => !known.includes(key.toLowerCase()));
}
