import { decryptStatement } from '../../../bucket-and-key/bucket-decryption';
import { accountOrRole, keyAccess } from '../../../bucket-and-key/key-policy-access';
import { AccessRequest, AccessRequests, decide, isAllowed as isAllowedBy, oneByOne } from '../../../iam/evaluation';
import { role as roleWithArn } from '../../../iam/principal';
import { same } from '../../../iam/text';
import { pasteable } from '../../messages/pasteable';
import { Subject, WorkflowSubject } from '../../subject/checked-environment';
import { NeededRequest } from '../../subject/requirements';
import { CustomerKey } from '../../subject/resources/customer-key';
import { DefinedKey } from '../../subject/resources/defined-key';
import { Role } from '../../subject/role';
import { Permission, permissionOf } from '../../subject/role-permission';
import { Doubt, locationOf } from '../role-check';

/**
 * What the role may not do with a key because the policy of the key lets in neither the account nor the role. A grant that
 * somebody made by hand may allow it, and so that is never certain. What the policy denies is not looked at here.
 */
export function shutOut({ role, needs }: Subject | WorkflowSubject, { policy }: Pick<DefinedKey, 'policy'>, requests: readonly (AccessRequest | AccessRequests)[]): Doubt[] {
  if (role === undefined || policy.json.Statement === undefined) {
    return [];
  }
  const principal = accountOrRole(needs, role.arn);
  const asked = requests.map((request) => ({ ...request, principal }));
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

/** Whether a role may decrypt. What the policy of the key allows it is enough: no page asks for it in the policies of the role. */
export function decryptionBy(role: Role, request: NeededRequest): Permission {
  const permission = permissionOf(role, request);
  return permission === 'could be' && isLetIn(role, request) ? 'allowed' : permission;
}

/** Whether the policy of a key surely allows a role something, which neither a boundary nor a denial takes away. */
function isLetIn({ arn, policies, boundary, unseenBoundary }: Role, { resourcePolicies, ...request }: NeededRequest): boolean {
  return boundary === undefined && unseenBoundary === undefined
    && decide(policies.map(({ document }) => document), request).isDenied === 'no'
    && isAllowedBy(resourcePolicies, { ...request, principal: roleWithArn(arn) }) === 'yes';
}

/**
 * The statement that lets the role decrypt with a key through a service of a Region, to paste. A key that is known by an alias
 * only is where that is.
 */
export function statementFor(subject: Subject, { alias, arn }: CustomerKey, service: string, region = String(subject.needs.region)): string {
  const location = { ...locationOf(subject), region };
  if (alias === undefined) {
    return pasteable(decryptStatement({ keyArn: String(arn) }, location, service), subject);
  }
  const owner = arn.split(':')![4];
  const place = same(owner, subject.needs.account) ? location : { ...location, account: String(owner) };
  return pasteable(decryptStatement({ aliasName: String(alias) }, place, service), subject);
}

/** Whether a key may be one that AWS manages, which needs no permission: only the deployment knows. */
export function mayBeManaged({ kind, key }: CustomerKey): boolean {
  return kind === undefined && key === undefined;
}
