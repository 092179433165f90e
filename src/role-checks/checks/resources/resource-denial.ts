import { Context, holds } from '../../../iam/condition';
import { AccessRequest, AccessRequests } from '../../../iam/evaluation';
import { ResourceDenial, resourceDenials } from '../../../iam/resource-denial';
import { Statement } from '../../../iam/statement';
import { DEPLOYMENT } from '../../messages/reason';
import { wordsFor } from '../../messages/service-words';
import { Subject, WorkflowSubject } from '../../subject/checked-environment';
import { decryption, Requirement } from '../../subject/requirements';
import { DefinedKey } from '../../subject/resources/defined-key';
import { ResourcePolicy } from '../../subject/resources/resource-policy';
import { Doubt, nameOf, Problem, RoleRule, ruleId, Verdict } from '../role-check';

const PAGE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html';

/** The policies of the bucket and of the keys deny the role nothing that it needs: a deny wins, whatever the role is allowed. */
export const RESOURCE_DENIAL: RoleRule<Subject | WorkflowSubject> = {
  id: ruleId('resourceDenial'),
  check(subject: Subject | WorkflowSubject): Verdict {
    const denials = [...subject.requirements.map((requirement) => required(subject, requirement)), ...ofBucketKey(subject)]
      .flatMap((use) => denialsOf(subject, use));
    return {
      problems: denials.filter(({ truth }) => truth === 'yes').map((denial) => problem(subject, denial)),
      doubts: denials.filter(({ truth }) => truth === 'could be').map(doubt),
    };
  },
};

/** What a role does with a resource that may have a policy. */
interface Use {
  readonly policies: readonly ResourcePolicy[];
  readonly requests: readonly AccessRequests[];
  /** What happens if it may not. */
  readonly failure: string;
}

/** A denial by the policy of a resource that is used. */
interface Denial extends ResourceDenial {
  readonly policy: ResourcePolicy;
  readonly failure: string;
}

function required(subject: Subject | WorkflowSubject, requirement: Requirement): Use {
  const { name, purpose } = requirement.documented;
  const { bucketPolicies, key, needs: { kind = 'environment' } } = subject;
  const policies = name === 'readSourceBucket' ? bucketPolicies : name === 'useCustomerManagedKey' && key !== undefined ? [policyOf(key, 'key')] : [];
  return {
    policies,
    requests: policies.length === 0 ? [] : requirement.together,
    failure: `${wordsFor(subject).service} needs it to ${purpose}; without it the ${kind} fails`,
  };
}

/** The source bucket of an environment may have a key of its own. */
function ofBucketKey({ needs, bucketKey }: Subject | WorkflowSubject): Use[] {
  if (bucketKey?.key === undefined) {
    return [];
  }
  const { action, ...request } = decryption(needs, bucketKey, 's3', needs.region);
  return [{
    policies: [policyOf(bucketKey.key, 'key of the source bucket')],
    requests: [{ ...request, actions: [action] }],
    failure: 'MWAA cannot read what is in the bucket, and DAGs do not appear',
  }];
}

function policyOf(key: DefinedKey, of: ResourcePolicy['of']): ResourcePolicy {
  return { document: key.policy, resource: key, of };
}

function denialsOf({ needs: { roleArn } }: Subject | WorkflowSubject, { policies, requests, failure }: Use): Denial[] {
  return roleArn === undefined ? [] : policies.flatMap((policy) =>
    resourceDenials(policy.document, roleArn, requests).map((denial) => ({ ...denial, policy, failure })));
}

function problem(subject: Subject | WorkflowSubject, { policy, failure, statement, requests }: Denial): Problem {
  const { resource, of } = policy;
  const actions = [...new Set(requests.map(({ action }) => action))].join(', ');
  return {
    about: JSON.stringify(statement.elements),
    severity: 'error',
    description: `the policy of the ${of} of ${nameOf(subject)}, ${resource.logicalId}, denies its role ${actions}: `
      + `the statement ${JSON.stringify(statement.elements)} does. ${failure}`,
    fix: `except the role ${String(subject.needs.roleArn)} from the deny, for example with \`ArnNotEquals\` on \`aws:PrincipalArn\`, or remove it (${PAGE})`,
    at: resource,
    location: of === 'bucket' ? 'Properties.PolicyDocument' : 'Properties.KeyPolicy',
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

/** The condition keys of a statement on which it depends whether it is about a request. */
function unknownKeys({ conditions, hasVariables }: Statement, { context }: AccessRequest): string[] {
  const known = new Context({ ...context }, false);
  return [...new Set(conditions.filter((condition) => holds(condition, known, hasVariables) === 'could be').flatMap(({ key }) => key ?? []))];
}
