import { aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { foreignIdentity, identityIn, warnAboutForeignRole } from './foreign-grantee';
import { inputError } from '../../common/input-rules';
import { warnAboutGrants } from '../size-warning';

/** One allowed access, which `iam.Grant` turns into a statement. */
export type Access = Pick<iam.GrantOnPrincipalOptions, 'actions' | 'resourceArns' | 'conditions'>;

/**
 * Adds statements to the policy of an identity.
 *
 * Throws if the grantee has no policy to add to, as with an account, or if it is a user or a group of another account than its
 * stack. Synth warns if it is a role of another account, because CDK then adds nothing. An identity of the same account that
 * is imported as immutable gets nothing, and nothing is said.
 *
 * @param subject the method of the construct, for messages
 * @param path the path of the construct, for messages
 * @param resourceAccount the account of what is granted, if it is not that of the grantee
 * @param key the key that is granted, if there is one
 */
export function grantAccess(
  subject: string, path: string | undefined, grantee: iam.IGrantable, accesses: Access[], resourceAccount?: string, key?: kms.IKeyRef,
): iam.Grant {
  const foreign = foreignIdentity(grantee);
  if (foreign !== undefined && !('roleArn' in foreign.identity)) {
    throw inputError(subject, path, [
      `\`grantee\` '${foreign.identity.node.path}' must be in the account of its stack, ${foreign.here}, not in ${foreign.account}, because a policy of the stack`
      + ' cannot name a user or a group of another account: grant to a role of the stack, and let users of the other account assume it',
    ]);
  }
  const grant = accesses.map((access) => iam.Grant.addToPrincipal({ grantee, ...access })).reduce((all, one) => all.combine(one));
  if (!grant.success) {
    throw inputError(subject, path, [
      `\`grantee\` ${grantee.grantPrincipal} must have a policy to add to, which an account, an organization or a service does not have:` +
      ' grant to a role, a user or a group',
    ]);
  }
  warnAboutGrants(identityIn(grantee));
  if (foreign !== undefined) {
    warnAboutForeignRole(foreign, grant, resourceAccount, key);
  }
  return grant;
}
