import { Annotations, aws_iam as iam, Stack, Token } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { templateTexts } from '../../bucket-and-key/template-texts';
import { inputError } from '../../common/input-rules';
import { warnAboutGrants } from '../size-warning';

/** One allowed access, which `iam.Grant` turns into a statement. */
export type Access = Pick<iam.GrantOnPrincipalOptions, 'actions' | 'resourceArns' | 'conditions'>;

/**
 * Adds statements to the policy of an identity.
 *
 * Throws if the grantee has no policy to add to, as with an account. Synth warns if the grantee is in another account than
 * its stack, because CDK then adds nothing. An identity of the same account that is imported as immutable gets nothing, and
 * nothing is said.
 *
 * @param subject the method and the path of the construct, for messages
 */
export function grantAccess(subject: string, path: string | undefined, grantee: iam.IGrantable, accesses: Access[]): iam.Grant {
  const grant = accesses.map((access) => iam.Grant.addToPrincipal({ grantee, ...access })).reduce((all, one) => all.combine(one));
  if (!grant.success) {
    throw inputError(subject, path, [
      `\`grantee\` ${grantee.grantPrincipal} must have a policy to add to, which an account, an organization or a service does not have:` +
      ' grant to a role, a user or a group',
    ]);
  }
  warnAboutGrants(grantee);
  const foreign = foreignIdentity(grantee);
  if (foreign !== undefined) {
    const { identity, account } = foreign;
    const stack = Stack.of(identity);
    const statements = grant.principalStatements.map((statement) => JSON.stringify(templateTexts(stack, statement.toStatementJson()), undefined, 2));
    Annotations.of(identity).addWarningV2('cdk-mwaa-iam:grantNotAdded',
      `nothing was granted to '${identity.node.path}', which is in account ${account}, because its stack is in ${stack.account}: attach these statements to it in its account:\n`
      + statements.join(',\n'));
  }
  return grant;
}

/** An identity that is known to be in another account than its stack, with its account. */
export function foreignIdentity({ grantPrincipal }: iam.IGrantable): { identity: IConstruct; account: string } | undefined {
  const { principalAccount: account } = grantPrincipal;
  if (account === undefined || Token.isUnresolved(account) || !Construct.isConstruct(grantPrincipal)) {
    return undefined;
  }
  const { account: here } = Stack.of(grantPrincipal);
  return Token.isUnresolved(here) || here === account ? undefined : { identity: grantPrincipal, account };
}
