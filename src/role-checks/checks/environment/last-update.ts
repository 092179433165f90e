import { Subject } from '../../subject/checked-environment';
import { nameOf, NOTHING, RoleRule, ruleId, Verdict } from '../role-check';

const PAGE = 'https://docs.aws.amazon.com/mwaa/latest/userguide/troubleshooting.html';

/** What MWAA says of an environment that is described, and not available. */
export const LAST_UPDATE: RoleRule = {
  id: ruleId('lastUpdate'),
  check(subject: Subject): Verdict {
    const { template, logicalId } = subject.environment;
    const { Status: status, LastUpdate: update } = { ...template.resources[logicalId].Properties };
    const message = update?.Error?.ErrorMessage;
    if (typeof status !== 'string' || status === 'AVAILABLE' || typeof message !== 'string') {
      return NOTHING;
    }
    const reason = REASONS.find(([said]) => said.test(message))?.[1] ?? 'look at the findings, and then at the network';
    return {
      problems: [{
        severity: 'info',
        description: `${nameOf(subject)} is ${status}, and MWAA says: ${[update.Error.ErrorCode, message].filter(Boolean).join(': ')}`,
        fix: `${reason} (${PAGE})`,
        at: subject.environment,
        location: 'Properties',
      }],
      doubts: [],
    };
  },
};

/** What MWAA says, and what it comes from. The README has the same in its table of messages. */
export const REASONS: readonly (readonly [said: RegExp, reason: string])[] = [
  [/Provided role does not have sufficient permissions for s3 location/i,
    'the environment was created before a policy of its role was attached, or the role reads another bucket: put right what the findings say, and create the environment again'],
  [/check the execution role permissions policy/i, 'a permission of the role is missing: add the statement that a finding has. Without a finding, look at the network'],
  [/Provided bucket does not have BlockPublicAccess set/i, 'the bucket does not block all public access: turn all four settings on'],
  [/Unable to check PublicAccessBlock configuration.*not found/is, 'neither the bucket nor the account has a public access block: set that of the bucket'],
  [/Unable to check PublicAccessBlock configuration/i,
    'the role may not ask for the public access block of the account: allow `s3:GetAccountPublicAccessBlock`'],
  [/Failed to assume role/i, 'IAM needs some seconds to spread a new role: try again. If it stays, the trust policy does not let MWAA in, or names another environment'],
];
