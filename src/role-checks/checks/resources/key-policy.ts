import { shutOut } from './key-user';
import { allowLogsStatement } from '../../../bucket-and-key/key-policy';
import { keyAccess, logsRequests } from '../../../bucket-and-key/key-policy-access';
import { AccessRequests, decide, oneByOne } from '../../../iam/evaluation';
import { PolicyDocumentJson } from '../../../iam/statement';
import { pasteable } from '../../messages/pasteable';
import { reasonOf } from '../../messages/reason';
import { Subject } from '../../subject/checked-environment';
import { environmentLogGroups } from '../../subject/requirements';
import { ruleId, locationOf, nameOf, NOTHING, RoleRule, Verdict } from '../role-check';

const PAGE = 'https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-cmk';

/** A key of the app lets CloudWatch Logs encrypt the environment's log groups, and lets the role use it. */
export const KEY_POLICY: RoleRule = {
  id: ruleId('keyPolicy'),
  check(subject: Subject): Verdict {
    const { key, needs, requirements } = subject;
    if (needs.keyArn === undefined) {
      return NOTHING;
    }
    if (key === undefined) {
      return { problems: [], doubts: [{ what: `whether the key ${needs.keyArn} lets CloudWatch Logs in`, because: () => 'templates do not show its policy' }] };
    }
    const requests = logsRequests(needs, needs.keyArn, environmentLogGroups(needs));
    const { isAllowed, denial } = keyAccess(key.policy, requests);
    const ofRole = shutOut(subject, key, requirements.filter(({ documented }) => documented.name === 'useCustomerManagedKey').flatMap(({ together }) => together));
    if (isAllowed !== 'no') {
      const ofLogs = { what: 'whether the key lets CloudWatch Logs in', because: () => reasonIn(key.policy, requests) };
      return { problems: [], doubts: isAllowed === 'yes' ? ofRole : [ofLogs, ...ofRole] };
    }
    return {
      problems: [{
        severity: 'error',
        description: `the key of ${nameOf(subject)} does not let CloudWatch Logs encrypt the environment's log groups. `
          + `${denial === undefined ? '' : `The statement ${JSON.stringify(denial.elements)} of its policy denies it. `}MWAA cannot create them, and the environment fails`,
        fix: `${denial === undefined ? '' : 'remove the deny, or except CloudWatch Logs from it, and '}`
          + `add this documented statement to the key policy: ${pasteable(allowLogsStatement(locationOf(subject)), subject)} (${PAGE})`,
        at: key,
        location: 'Properties.KeyPolicy',
      }],
      doubts: ofRole,
    };
  },
};

/** On what the first request depends that is not surely allowed. */
function reasonIn(policy: PolicyDocumentJson, requests: AccessRequests[]): string {
  const [reason] = requests.flatMap(oneByOne).map((request) => ({ request, decided: decide([policy], request) })).filter(({ decided }) => decided.isAllowed !== 'yes');
  return reasonOf([policy], reason.request, reason.decided);
}
