import { Doubt, ruleId, locationOf, nameOf, NOTHING, RoleRule, roleResource, Verdict } from './role-check';
import { sourceConditions, trustStatement } from '../../execution-role/trust-policy';
import { RequestContext } from '../../iam/condition';
import { AccessRequest, decide, denialsOf, isAllowed } from '../../iam/evaluation';
import { service as serviceNamed } from '../../iam/principal';
import { serverlessTrustStatement } from '../../serverless-role/serverless-trust-policy';
import { pasteable } from '../messages/pasteable';
import { reasonOf } from '../messages/reason';
import { wordsFor } from '../messages/service-words';
import { Subject, WorkflowSubject } from '../subject/checked-environment';
import { environmentArn } from '../subject/requirements';
import { Role } from '../subject/role';

const CONFUSED_DEPUTY = 'https://docs.aws.amazon.com/mwaa/latest/userguide/cross-service-confused-deputy-prevention.html';

/** Both services of MWAA may assume the role on behalf of this environment, or MWAA Serverless may. */
export const TRUST_POLICY: RoleRule<Subject | WorkflowSubject> = {
  id: ruleId('trustPolicy'),
  check(subject: Subject | WorkflowSubject): Verdict {
    const { role, needs } = subject;
    if (role === undefined) {
      return NOTHING;
    }
    const { service, principals } = wordsFor(subject);
    // Nobody has shown that MWAA Serverless sends the source of the call.
    const source: RequestContext = needs.kind === 'workflow' ? {} : { 'aws:SourceArn': environmentArn(needs), 'aws:SourceAccount': needs.account };
    const known = { ...source, 'aws:PrincipalIsAWSService': 'true', 'aws:RequestedRegion': needs.region };
    const trusted = (principal: string, context: RequestContext) => isAllowed([role.trust], assuming(role, principal, context));
    const refused = principals.filter((principal) => trusted(principal, known) !== 'yes');
    const certain = refused.filter((principal) => trusted(principal, known) === 'no');
    if (certain.length === 0) {
      return refused.length === 0 ? NOTHING : { problems: [], doubts: [doubt(service, role, assuming(role, refused[0], known))] };
    }
    // Without the source of the call a condition on it could be anything: then it is the condition that refuses.
    const isConditional = certain.some((principal) => trusted(principal, {}) !== 'no');
    const [denial] = principals.flatMap((principal) => denialsOf(role.trust, assuming(role, principal, known)));
    const why = denial !== undefined ? `the statement ${JSON.stringify(denial.elements)} of its trust policy denies it`
      : !isConditional ? 'its trust policy does not allow it'
        : `a condition of its trust policy does not fit this ${needs.kind === 'workflow' ? needs.kind : `environment, whose ARN is ${environmentArn(needs)}`}`;
    // Environments run with the last service alone; the page asks for both.
    const isEnough = !certain.includes(principals.at(-1)!);
    const { failure, who, statement, page } = needs.kind === 'workflow' ? workflowTrust({ needs }) : environmentTrust({ needs }, isConditional);
    return {
      problems: [{
        severity: isEnough ? 'warning' : 'error',
        description: `${certain.join(' and ')} may not assume the role of ${nameOf(subject)}: ${why}. `
          + (isEnough ? `Environments are known to run with ${principals.at(-1)} alone, but MWAA documents both: what ${certain.join()} does may fail` : failure),
        fix: `${denial === undefined ? '' : `remove the deny, or except the services of ${service} from it, and `}let ${who} assume the role: ${pasteable(statement, subject)} (${page})`,
        at: roleResource(subject),
        location: 'Properties.AssumeRolePolicyDocument',
      }],
      doubts: [],
    };
  },
};

function environmentTrust(subject: Pick<Subject, 'needs'>, isConditional: boolean) {
  const source = isConditional ? sourceConditions(locationOf(subject), String(subject.needs.environmentName)) : {};
  return { failure: 'MWAA cannot create the environment', who: 'both services of MWAA', statement: trustStatement(source), page: CONFUSED_DEPUTY };
}

function workflowTrust(subject: Pick<WorkflowSubject, 'needs'>) {
  return { failure: 'No task of it runs', who: 'the service', statement: serverlessTrustStatement(), page: wordsFor(subject).page };
}

function doubt(service: string, { trust }: Role, request: AccessRequest): Doubt {
  return { what: `whether ${service} may assume the role`, because: () => reasonOf([trust], request, decide([trust], request)) };
}

function assuming(role: Role, principal: string, context: RequestContext): AccessRequest {
  return { action: 'sts:AssumeRole', resource: role.arn, context: { ...context, 'aws:PrincipalServiceName': principal }, principal: serviceNamed(principal) };
}
