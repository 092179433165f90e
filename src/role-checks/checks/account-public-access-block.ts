import { nameOf, NOTHING, RoleRule, roleResource, Verdict } from './role-check';
import { ACCOUNT_PUBLIC_ACCESS_BLOCK_RULE } from '../../execution-policy/account-public-access-block';
import { Text } from '../../iam/text';
import { pasteable } from '../messages/pasteable';
import { Subject } from '../subject/checked-environment';
import { documentedFor, knownOf } from '../subject/requirements';
import { isRefused } from '../subject/role-permission';

/** The role may read the public access block of the account, which MWAA asks for in accounts that have one. */
export const ACCOUNT_PUBLIC_ACCESS_BLOCK: RoleRule = {
  id: ACCOUNT_PUBLIC_ACCESS_BLOCK_RULE,
  check(subject: Subject): Verdict {
    const { role, needs } = subject;
    const request = { action: 's3:GetAccountPublicAccessBlock', resource: Text.of('*'), context: knownOf(needs), resourcePolicies: [] };
    if (role === undefined || !isRefused(role, request)) {
      return NOTHING;
    }
    const { statement, see } = documentedFor(needs).find(({ name }) => name === 'readAccountPublicAccessBlock')!;
    return {
      problems: [{
        severity: 'info',
        description: `the role of ${nameOf(subject)} may not do ${request.action}: in an account that blocks public access for all its buckets, `
          + 'MWAA cannot create the environment',
        fix: `if the account has such a block, let the role read it: ${pasteable(statement, subject)} (${see})`,
        at: roleResource(subject),
        location: 'Properties.Policies',
      }],
      doubts: [],
    };
  },
};
