import { ruleId, locationOf, nameOf, NOTHING, RoleRule, Verdict } from './role-check';
import { allowLogsStatement } from '../../bucket-and-key/key-policy';
import { AccessRequest, decide, denialsOf } from '../../iam/evaluation';
import { service } from '../../iam/principal';
import { Text } from '../../iam/text';
import { every } from '../../iam/truth';
import { Subject } from '../subject/checked-environment';
import { EnvironmentNeeds } from '../subject/needs';
import { environmentLogGroups } from '../subject/requirements';

const PAGE = 'https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-cmk';

/** What CloudWatch Logs does with the key of a log group. */
const ACTIONS = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey'];

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
    const mayUseKey = every(requestsOf(needs), (request) => decide([key.policy], request).isAllowed);
    if (mayUseKey !== 'no') {
      return mayUseKey === 'yes' ? NOTHING : { problems: [], doubts: ['whether the key lets CloudWatch Logs in (it depends on values that only the deployment knows)'] };
    }
    const [denial] = requestsOf(needs).flatMap((request) => denialsOf(key.policy, request));
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

/** What CloudWatch Logs asks of the key, for each log group of the environment. */
function requestsOf(needs: EnvironmentNeeds): AccessRequest[] {
  const { account, keyArn, region } = needs;
  const regional = Text.of('logs.', region, '.amazonaws.com');
  const principal = service(regional, 'logs.amazonaws.com');
  const place = { 'kms:CallerAccount': account, 'aws:SourceAccount': account, 'aws:PrincipalServiceName': regional };
  return environmentLogGroups(needs).flatMap((group) => {
    const context = { ...place, 'kms:EncryptionContext:aws:logs:arn': group, 'aws:SourceArn': group };
    return ACTIONS.map((action) => ({ action, resource: keyArn!, context, principal }));
  });
}
