import { decryptStatement } from '../../../bucket-and-key/bucket-decryption';
import { accountOrRole, keyAccess } from '../../../bucket-and-key/key-policy-access';
import { AccessRequest, AccessRequests, oneByOne } from '../../../iam/evaluation';
import { pasteable } from '../../messages/pasteable';
import { Subject, WorkflowSubject } from '../../subject/checked-environment';
import { CustomerKey } from '../../subject/resources/customer-key';
import { DefinedKey } from '../../subject/resources/defined-key';
import { Doubt, locationOf } from '../role-check';

/**
 * What the role may not do with a key because the policy of the key lets in neither the account nor the role. A grant that
 * somebody made by hand may allow it, and so that is never certain. What the policy denies is not looked at here.
 */
export function shutOut({ role, needs }: Subject | WorkflowSubject, { policy }: Pick<DefinedKey, 'policy'>, requests: readonly (AccessRequest | AccessRequests)[]): Doubt[] {
  if (role === undefined || policy.Statement === undefined) {
    return [];
  }
  const asked = requests.map((request) => ({ ...request, principal: accountOrRole(needs, role.arn) }));
  if (keyAccess(policy, asked).isAllowed !== 'no') {
    return [];
  }
  const refused = asked.flatMap((request) => ('actions' in request ? oneByOne(request) : [request])).filter((request) => {
    const { isAllowed, denial } = keyAccess(policy, [request]);
    return isAllowed === 'no' && denial === undefined;
  });
  return refused.length === 0 ? [] : [{
    what: `whether the role may do ${[...new Set(refused.map(({ action }) => action))].join(', ')} with the key ${String(refused[0].resource)}`,
    because: () => 'the policy of the key lets neither the account nor the role do it, and so only a grant of KMS could',
  }];
}

/** The statement that lets the role decrypt with a key through a service of a Region, to paste. */
export function statementFor(subject: Subject, { kind, name, arn }: CustomerKey, service: string, region = String(subject.needs.region)): string {
  const key = kind === 'alias' ? { aliasName: String(name) } : { keyArn: String(arn) };
  return pasteable(decryptStatement(key, { ...locationOf(subject), region }, service), subject);
}

/** Whether a key may be one that AWS manages, which needs no permission: only the deployment knows. */
export function mayBeManaged({ kind, key }: CustomerKey): boolean {
  return kind === undefined && key === undefined;
}
