import { nameOf, NOTHING, RoleRule, ruleId, Verdict } from './role-check';
import { allowLogsStatement } from '../../bucket-and-key/key-policy';
import { AccessRequest, decide, denialsOf } from '../evaluation/evaluator';
import { ANYWHERE, COULD, Reading } from '../evaluation/matching';
import { forService } from '../evaluation/principals';
import { PolicyDocumentJson } from '../evaluation/statement';
import { show, showJson } from '../evaluation/text';
import { Subject } from '../subject/checked-environment';
import { environmentLogGroups, EnvironmentNeeds } from '../subject/requirements';

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
    const [denial] = requestsOf(subject).flatMap((request) => denialsOf(logsStatements(subject, key.policy, COULD), request));
    return {
      problems: [{
        description: show(`the key of ${nameOf(subject)} does not let CloudWatch Logs encrypt the environment's log groups. `
          + `${denial === undefined ? '' : `The statement ${showJson(denial)} of its policy denies it. `}MWAA cannot create them, and the environment fails`),
        fix: `${denial === undefined ? '' : 'remove the deny, or except CloudWatch Logs from it, and '}`
          + `add this documented statement to the key policy: ${showJson(allowLogsStatement(needs))} (${PAGE})`,
        at: key,
        location: 'Properties.KeyPolicy',
      }],
      doubts: [],
    };
  },
};

function mayUseKey(subject: Subject, policy: PolicyDocumentJson, reading: Reading): boolean {
  const documents = [logsStatements(subject, policy, reading)];
  return requestsOf(subject).every((request) => decide(documents, request, [], reading) === 'allowed');
}

/** What a key policy says about CloudWatch Logs. */
function logsStatements({ needs }: Subject, policy: PolicyDocumentJson, reading: Reading): PolicyDocumentJson {
  return forService(policy, [logsService(needs), 'logs.amazonaws.com'], reading);
}

/** What CloudWatch Logs asks of the key, for each log group of the environment. */
function requestsOf({ needs }: Subject): AccessRequest[] {
  const place = { 'kms:CallerAccount': needs.account, 'aws:SourceAccount': needs.account, 'aws:PrincipalServiceName': logsService(needs) };
  return environmentLogGroups(needs).flatMap((group) => {
    const context = { ...place, 'kms:EncryptionContext:aws:logs:arn': group, 'aws:SourceArn': group };
    return ACTIONS.map((action) => ({ action, resource: needs.keyArn!, context }));
  });
}

function logsService({ region }: EnvironmentNeeds): string {
  return `logs.${region}.amazonaws.com`;
}
