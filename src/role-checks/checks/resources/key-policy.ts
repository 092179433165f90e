import { shutOut } from './key-user';
import { allowLogsStatement } from '../../../bucket-and-key/key-policy';
import { keyAccess, logsRequests } from '../../../bucket-and-key/key-policy-access';
import { AccessRequests, decide, isAllowed as isAllowedBy, oneByOne } from '../../../iam/evaluation';
import { PolicyDocument } from '../../../iam/policy-document';
import { pasteable } from '../../messages/pasteable';
import { reasonOf } from '../../messages/reason';
import { Subject, WorkflowSubject } from '../../subject/checked-environment';
import { anyLogGroup, environmentLogGroups } from '../../subject/requirements';
import { ruleId, locationOf, nameOf, NOTHING, RoleRule, Verdict } from '../role-check';

const PAGE = 'https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-cmk';

/** A key of the app lets CloudWatch Logs encrypt the log groups of the environment or workflow, and lets the role use it. */
export const KEY_POLICY: RoleRule<Subject | WorkflowSubject> = {
  id: ruleId('keyPolicy'),
  check(subject: Subject | WorkflowSubject): Verdict {
    const { key, needs, requirements } = subject;
    if (needs.keyArn === undefined) {
      return NOTHING;
    }
    if (key === undefined) {
      return needs.kind === 'workflow' ? NOTHING : { problems: [], doubts: [{ what: `whether the key ${needs.keyArn} lets CloudWatch Logs in`, because: () => 'templates do not show its policy' }] };
    }
    const ofRole = shutOut(subject, key, requirements.filter(({ documented }) => documented.name === 'useCustomerManagedKey').flatMap(({ together }) => together));
    if (needs.kind !== 'workflow' && logsRequests(needs, needs.keyArn, [anyLogGroup(needs)]).every((request) => isAllowedBy([key.policy], request) === 'yes')) {
      return { problems: [], doubts: ofRole };
    }
    const requests = logsRequests(needs, needs.keyArn, needs.kind === 'workflow' ? [needs.logGroupArn] : environmentLogGroups(needs));
    const { isAllowed, denial } = keyAccess(key.policy, requests);
    if (isAllowed !== 'no') {
      const ofLogs = { what: 'whether the key lets CloudWatch Logs in', because: () => reasonIn(key.policy, requests) };
      return { problems: [], doubts: isAllowed === 'yes' ? ofRole : [ofLogs, ...ofRole] };
    }
    const denies = denial === undefined ? '' : `The statement ${JSON.stringify(denial.elements)} of its policy denies it. `;
    const fix = `${denial === undefined ? '' : 'remove the deny, or except CloudWatch Logs from it, and '}`
      + `add this documented statement to the key policy: ${pasteable(allowLogsStatement(locationOf(subject)), subject)}`;
    if (needs.kind === 'workflow') {
      // Its log group may be encrypted without the key.
      const ofLogs = { what: `whether its tasks have logs: the policy of the key does not let CloudWatch Logs in. ${denies}If the log group is encrypted with the key, ${fix}` };
      return { problems: [], doubts: [ofLogs, ...ofRole] };
    }
    return {
      problems: [{
        severity: 'error',
        description: `the key of ${nameOf(subject)} does not let CloudWatch Logs encrypt the environment's log groups. `
          + `${denies}MWAA cannot create them, and the environment fails`,
        fix: `${fix} (${PAGE})`,
        at: key,
        location: 'Properties.KeyPolicy',
      }],
      doubts: ofRole,
    };
  },
};

/** On what the first request depends that is not surely allowed. */
function reasonIn(policy: PolicyDocument, requests: AccessRequests[]): string {
  const [reason] = requests.flatMap(oneByOne).map((request) => ({ request, decided: decide([policy], request) })).filter(({ decided }) => decided.isAllowed !== 'yes');
  return reasonOf([policy], reason.request, reason.decided);
}
