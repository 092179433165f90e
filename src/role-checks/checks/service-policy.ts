import { nameOf, NOTHING, RoleRule, roleResource, ruleId, Verdict } from './role-check';
import { Subject, WorkflowSubject } from '../subject/checked-environment';

const PAGE = 'https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-slr.html';

/** No managed policy of a service-linked role is attached to the role: IAM refuses that. */
export const SERVICE_POLICY: RoleRule<Subject | WorkflowSubject> = {
  id: ruleId('servicePolicy'),
  check(subject: Subject | WorkflowSubject): Verdict {
    const arns = subject.role?.ofServices ?? [];
    if (arns.length === 0) {
      return NOTHING;
    }
    return {
      problems: [{
        severity: 'error',
        description: `the role of ${nameOf(subject)} has the managed policy ${arns.join(' and ')}, which IAM attaches to service-linked roles only. `
          + 'The role cannot be created',
        fix: `remove it from the role: MWAA gives it to its service-linked role itself, and an execution role has other permissions (${PAGE})`,
        at: roleResource(subject),
        location: 'Properties.ManagedPolicyArns',
      }],
      doubts: [],
    };
  },
};
