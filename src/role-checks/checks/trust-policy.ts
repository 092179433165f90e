import { Doubt, ruleId, locationOf, nameOf, NOTHING, RoleRule, roleResource, Verdict } from './role-check';
import { MWAA_SERVICE_PRINCIPALS, sourceConditions, trustStatement } from '../../execution-role/trust-policy';
import { RequestContext } from '../../iam/condition';
import { AccessRequest, decide, denialsOf, isAllowed } from '../../iam/evaluation';
import { service } from '../../iam/principal';
import { pasteable } from '../messages/pasteable';
import { reasonOf } from '../messages/reason';
import { Subject } from '../subject/checked-environment';
import { environmentArn } from '../subject/requirements';
import { Role } from '../subject/role';

const [, ENVIRONMENT_SERVICE] = MWAA_SERVICE_PRINCIPALS;
const CONFUSED_DEPUTY = 'https://docs.aws.amazon.com/mwaa/latest/userguide/cross-service-confused-deputy-prevention.html';

/** Both services of MWAA may assume the role, on behalf of this environment. */
export const TRUST_POLICY: RoleRule = {
  id: ruleId('trustPolicy'),
  check(subject: Subject): Verdict {
    const { role, needs } = subject;
    if (role === undefined) {
      return NOTHING;
    }
    const known = {
      'aws:SourceArn': environmentArn(needs),
      'aws:SourceAccount': needs.account,
      'aws:PrincipalIsAWSService': 'true',
      'aws:RequestedRegion': needs.region,
    };
    const trusted = (principal: string, context: RequestContext) => isAllowed([role.trust], assuming(role, principal, context));
    const refused = MWAA_SERVICE_PRINCIPALS.filter((principal) => trusted(principal, known) !== 'yes');
    const certain = refused.filter((principal) => trusted(principal, known) === 'no');
    if (certain.length === 0) {
      return refused.length === 0 ? NOTHING : { problems: [], doubts: [doubt(role, assuming(role, refused[0], known))] };
    }
    // Without the source of the call a condition on it could be anything: then it is the condition that refuses.
    const conditions = certain.filter((principal) => trusted(principal, {}) !== 'no');
    const [denial] = MWAA_SERVICE_PRINCIPALS.flatMap((principal) => denialsOf(role.trust, assuming(role, principal, known)));
    const why = denial !== undefined ? `the statement ${JSON.stringify(denial.elements)} of its trust policy denies it` : conditions.length > 0
      ? `a condition of its trust policy does not fit this environment, whose ARN is ${environmentArn(needs)}`
      : 'its trust policy does not allow it';
    // Environments run with this service alone; the page asks for both.
    const isEnough = certain.every((principal) => principal !== ENVIRONMENT_SERVICE);
    const source = conditions.length > 0 ? sourceConditions(locationOf(subject), String(needs.environmentName)) : {};
    return {
      problems: [{
        severity: isEnough ? 'warning' : 'error',
        description: `${certain.join(' and ')} may not assume the role of ${nameOf(subject)}: ${why}. `
          + (isEnough ? `Environments are known to run with ${ENVIRONMENT_SERVICE} alone, but MWAA documents both: what ${certain.join()} does may fail` : 'MWAA cannot create the environment'),
        fix: `${denial === undefined ? '' : 'remove the deny, or except the services of MWAA from it, and '}let both services of MWAA assume the role: ${pasteable(trustStatement(source), subject)} (${CONFUSED_DEPUTY})`,
        at: roleResource(subject),
        location: 'Properties.AssumeRolePolicyDocument',
      }],
      doubts: [],
    };
  },
};

function doubt({ trust }: Role, request: AccessRequest): Doubt {
  return { what: 'whether MWAA may assume the role', because: () => reasonOf([trust], request, decide([trust], request)) };
}

function assuming(role: Role, principal: string, context: RequestContext): AccessRequest {
  return { action: 'sts:AssumeRole', resource: role.arn, context: { ...context, 'aws:PrincipalServiceName': principal }, principal: service(principal) };
}
