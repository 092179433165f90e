import { allowLogsStatement } from '../../data-key-policy';
import { decide } from '../evaluator';
import { ANYWHERE, COULD, Reading } from '../matching';
import { forService } from '../principals';
import { environmentLogGroups } from '../requirements';
import { nameOf, NOTHING, RoleRule, ruleId, Verdict } from '../rule';
import { PolicyDocumentJson } from '../statement';
import { Subject } from '../subject';
import { show, showJson } from '../text';

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
      return { problems: [], doubts: [`whether the key ${show(needs.keyArn)} lets CloudWatch Logs in (templates do not show its policy)`] };
    }
    if (mayUseKey(subject, key.policy, ANYWHERE)) {
      return NOTHING;
    }
    if (mayUseKey(subject, key.policy, COULD)) {
      return { problems: [], doubts: ['whether the key lets CloudWatch Logs in (it depends on values that only the deployment knows)'] };
    }
    return {
      problems: [{
        description: show(`the key of ${nameOf(subject)} does not let CloudWatch Logs encrypt the environment's log groups. `
          + 'MWAA cannot create them, and the environment fails'),
        fix: `add this documented statement to the key policy: ${showJson(allowLogsStatement(needs))} (${PAGE})`,
        at: key,
        location: 'Properties.KeyPolicy',
      }],
      doubts: [],
    };
  },
};

function mayUseKey({ needs }: Subject, policy: PolicyDocumentJson = {}, reading: Reading): boolean {
  const service = `logs.${needs.region}.amazonaws.com`;
  const documents = [forService(policy, [service, 'logs.amazonaws.com'], reading)];
  const place = { 'kms:CallerAccount': needs.account, 'aws:SourceAccount': needs.account, 'aws:PrincipalServiceName': service };
  return environmentLogGroups(needs).every((group) => {
    const context = { ...place, 'kms:EncryptionContext:aws:logs:arn': group, 'aws:SourceArn': group };
    return ACTIONS.every((action) => decide(documents, { action, resource: needs.keyArn!, context }, [], reading) === 'allowed');
  });
}
