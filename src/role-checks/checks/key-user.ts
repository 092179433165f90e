import { Doubt } from './role-check';
import { accountOrRole, keyAccess } from '../../bucket-and-key/key-policy-access';
import { AccessRequest } from '../../iam/evaluation';
import { Subject } from '../subject/checked-environment';
import { DefinedKey } from '../subject/defined-key';

/**
 * What the role may not do with a key because the policy of the key lets in neither the account nor the role. A grant that
 * somebody made by hand may allow it, and so that is never certain. What the policy denies is not looked at here.
 */
export function shutOut({ role, needs }: Subject, { policy }: Pick<DefinedKey, 'policy'>, requests: readonly AccessRequest[]): Doubt[] {
  if (role === undefined || policy.Statement === undefined) {
    return [];
  }
  const asked = requests.map((request) => ({ ...request, principal: accountOrRole(needs, role.arn) }));
  const refused = asked.filter((request) => {
    const { isAllowed, denial } = keyAccess(policy, [request]);
    return isAllowed === 'no' && denial === undefined;
  });
  return refused.length === 0 ? [] : [{
    what: `whether the role may do ${[...new Set(refused.map(({ action }) => action))].join(', ')} with the key ${String(refused[0].resource)}`,
    because: () => 'the policy of the key lets neither the account nor the role do it, and so only a grant of KMS could',
  }];
}
