import { ruleId, nameOf, NOTHING, RoleRule, roleResource, Verdict } from './role-check';
import { PolicyDocument } from '../../iam/policy-document';
import { valuesOf } from '../../iam/principal';
import { wordsFor } from '../messages/service-words';
import { Subject, WorkflowSubject } from '../subject/checked-environment';

/** No service but MWAA's, or MWAA Serverless', may assume the role. */
export const FOREIGN_SERVICE: RoleRule<Subject | WorkflowSubject> = {
  id: ruleId('foreignService'),
  check(subject: Subject | WorkflowSubject): Verdict {
    if (subject.role === undefined) {
      return NOTHING;
    }
    const { principals, code, page } = wordsFor(subject);
    const services = [...new Set(trustedServices(subject.role.trust))].filter((service) => !principals.includes(service));
    if (services.length === 0) {
      return NOTHING;
    }
    return {
      problems: [{
        severity: 'warning',
        description: `${services.join(', ')} may assume the role of ${nameOf(subject)} and use everything that its ${code} may use`,
        fix: `give the service a role of its own and trust ${principals.join(' and ')} only (${page})`,
        at: roleResource(subject),
        location: 'Properties.AssumeRolePolicyDocument',
      }],
      doubts: [],
    };
  },
};

/** The services that a trust policy lets in, as far as they are known. */
function trustedServices({ statements }: PolicyDocument): string[] {
  return statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ principal }) => valuesOf(principal, 'Service'))
    .flatMap(({ literal }) => literal ?? []);
}
