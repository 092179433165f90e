import { ruleId, locationOf, nameOf, NOTHING, RoleRule, Verdict } from './role-check';
import { allowLogsStatement } from '../../bucket-and-key/key-policy';
import { keyAccess, logsRequests } from '../../bucket-and-key/key-policy-access';
import { Subject } from '../subject/checked-environment';
import { environmentLogGroups } from '../subject/requirements';

const PAGE = 'https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-cmk';

/** A key of the app lets CloudWatch Logs encrypt the environment's log groups. */
export const KEY_POLICY: RoleRule = {
  id: ruleId('keyPolicy'),
  severity: 'error',
  check(subject: Subject): Verdict {
    const { key, needs } = subject;
    if (needs.keyArn === undefined) {
      return NOTHING;
    }
    if (key === undefined) {
      return { problems: [], doubts: [`whether the key ${needs.keyArn} lets CloudWatch Logs in (templates do not show its policy)`] };
    }
    const { isAllowed, denial } = keyAccess(key.policy, logsRequests(needs, needs.keyArn, environmentLogGroups(needs)));
    if (isAllowed !== 'no') {
      return isAllowed === 'yes' ? NOTHING : { problems: [], doubts: ['whether the key lets CloudWatch Logs in (it depends on values that only the deployment knows)'] };
    }
    return {
      problems: [{
        description: `the key of ${nameOf(subject)} does not let CloudWatch Logs encrypt the environment's log groups. `
          + `${denial === undefined ? '' : `The statement ${JSON.stringify(denial.elements)} of its policy denies it. `}MWAA cannot create them, and the environment fails`,
        fix: `${denial === undefined ? '' : 'remove the deny, or except CloudWatch Logs from it, and '}`
          + `add this documented statement to the key policy: ${JSON.stringify(allowLogsStatement(locationOf(subject)))} (${PAGE})`,
        at: key,
        location: 'Properties.KeyPolicy',
      }],
      doubts: [],
    };
  },
};
