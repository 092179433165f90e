import { ruleId, nameOf, NOTHING, RoleRule, roleResource, Verdict } from './role-check';
import { MWAA_SERVICE_PRINCIPALS } from '../../execution-role/trust-policy';
import { valuesOf } from '../../iam/principal';
import { PolicyDocumentJson, statementsOf } from '../../iam/statement';
import { Subject } from '../subject/checked-environment';

/** No service but MWAA's may assume the role. */
export const FOREIGN_SERVICE: RoleRule = {
  id: ruleId('foreignService'),
  check(subject: Subject): Verdict {
    if (subject.role === undefined) {
      return NOTHING;
    }
    const services = [...new Set(trustedServices(subject.role.trust))]
      .filter((service) => !MWAA_SERVICE_PRINCIPALS.includes(service));
    if (services.length === 0) {
      return NOTHING;
    }
    return {
      problems: [{
        severity: 'warning',
        description: `${services.join(', ')} may assume the role of ${nameOf(subject)} and use everything that its DAGs may use`,
        fix: `give the service a role of its own and trust ${MWAA_SERVICE_PRINCIPALS.join(' and ')} only`
          + ' (https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html)',
        at: roleResource(subject),
        location: 'Properties.AssumeRolePolicyDocument',
      }],
      doubts: [],
    };
  },
};

/** The services that a trust policy lets in, as far as they are known. */
export function trustedServices(trust: PolicyDocumentJson): string[] {
  return statementsOf(trust)
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ principal }) => valuesOf(principal, 'Service'))
    .flatMap(({ literal }) => literal ?? []);
}
