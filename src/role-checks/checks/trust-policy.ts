import { nameOf, NOTHING, roleResource, RoleRule, ruleId, Verdict } from './role-check';
import { MWAA_SERVICE_PRINCIPALS, sourceConditions, trustStatement } from '../../execution-role/trust-policy';
import { AccessRequest, decide, denialsOf } from '../evaluation/evaluator';
import { ANYWHERE, COULD, Reading } from '../evaluation/matching';
import { forService } from '../evaluation/principals';
import { show, showJson } from '../evaluation/text';
import { Subject } from '../subject/checked-environment';
import { Role } from '../subject/role';

const CONFUSED_DEPUTY = 'https://docs.aws.amazon.com/mwaa/latest/userguide/cross-service-confused-deputy-prevention.html';

/** Both services of MWAA may assume the role, on behalf of this environment. */
export const TRUST_POLICY: RoleRule = {
  id: ruleId('trustPolicy'),
  severity: 'error',
  check(subject: Subject): Verdict {
    const { role, needs, environmentArn } = subject;
    if (role === undefined) {
      return NOTHING;
    }
    const known = {
      'aws:SourceArn': environmentArn,
      'aws:SourceAccount': needs.account,
      'aws:PrincipalIsAWSService': 'true',
      'aws:RequestedRegion': needs.region,
    };
    const trusted = (service: string, context: Record<string, string>, reading: Reading) =>
      decide([forService(role.trust, [service], reading)], assuming(role, context), [], reading) === 'allowed';
    const refused = MWAA_SERVICE_PRINCIPALS.filter((service) => !trusted(service, known, ANYWHERE));
    const certain = refused.filter((service) => !trusted(service, known, COULD));
    if (certain.length === 0) {
      return {
        problems: [],
        doubts: refused.length > 0 ? ['whether MWAA may assume the role (it depends on values that only the deployment knows)'] : [],
      };
    }
    // Without the source of the call a condition on it could be anything: then it is the condition that refuses.
    const conditions = certain.filter((service) => trusted(service, {}, COULD));
    const [denial] = MWAA_SERVICE_PRINCIPALS.flatMap((service) =>
      denialsOf(forService(role.trust, [service], COULD), assuming(role, known)));
    const why = denial !== undefined ? `the statement ${showJson(denial)} of its trust policy denies it` : conditions.length > 0
      ? `a condition of its trust policy does not fit this environment, whose ARN is ${environmentArn}`
      : 'its trust policy does not allow it';
    const source = conditions.length > 0 ? sourceConditions(needs, needs.environmentName) : {};
    return {
      problems: [{
        description: show(`${certain.join(' and ')} may not assume the role of ${nameOf(subject)}: ${why}. MWAA cannot create the environment`),
        fix: `${denial === undefined ? '' : 'remove the deny, or except the services of MWAA from it, and '}let both services of MWAA assume the role: ${showJson(trustStatement(source))} (${CONFUSED_DEPUTY})`,
        at: roleResource(subject),
        location: 'Properties.AssumeRolePolicyDocument',
      }],
      doubts: [],
    };
  },
};

function assuming(role: Role, context: Record<string, string>): AccessRequest {
  return { action: 'sts:AssumeRole', resource: role.arn, context };
}
