import { brokenKeyRules } from '../../../bucket-and-key/environment-key';
import { knownPart } from '../../../bucket-and-key/key-name';
import { DocumentedStatementName } from '../../../execution-policy/documented-statements';
import { Text } from '../../../iam/text';
import { Subject } from '../checked-environment';
import { EnvironmentNeeds, isNoKey } from '../needs';
import { Requirement, requirementOf } from '../requirements';
import { Role } from '../role';
import { permissionsOf } from '../role-permission';

/** What a role is made for: the AWS owned key, or the customer managed key with this ARN. */
export type KeyVariant = 'AWS owned' | Text;

/** The other key that a role may use as documented, where it may not use that of its environment. */
export function otherVariant({ needs }: Pick<Subject, 'needs'>, role: Role, { documented }: Requirement): KeyVariant | undefined {
  const { name } = documented;
  if (name !== 'useAwsOwnedKey' && name !== 'useCustomerManagedKey') {
    return undefined;
  }
  // Both statements have the same actions.
  const mayUse = (other: DocumentedStatementName, keyArn?: Text) =>
    requirementOf({ ...documented, name: other }, { ...needs, keyArn, keyName: keyArn }).together
      .every((requests) => permissionsOf(role, requests).every((permission) => permission === 'allowed'));
  return name === 'useCustomerManagedKey' && mayUse('useAwsOwnedKey')
    ? 'AWS owned'
    : keysIn(role).find((keyArn) => keyArn.key !== needs.keyArn?.key && isSupported(keyArn, needs) && mayUse('useCustomerManagedKey', keyArn));
}

/** Whether an environment may have a key, as far as its ARN tells. */
function isSupported(keyArn: Text, { region, account }: EnvironmentNeeds): boolean {
  const known = { name: knownPart(keyArn), isMalformed: isNoKey(keyArn), region: region.literal && keyArn.split(':')?.[3].literal };
  return brokenKeyRules(known, { region: String(region.literal), account: String(account.literal) }, 'environment').length === 0;
}

/** The ARNs that statements on KMS alone name, each once. */
function keysIn({ policies }: Role): Text[] {
  const arns = policies.flatMap(({ document }) => document.about('Allow', 'kms'))
    .filter(({ actions }) => actions !== undefined && [...actions.names].every((action) => action.startsWith('kms:')))
    .flatMap(({ resources }) => resources ?? [])
    .filter(({ literals }) => literals.every((part) => !/[*?]/.test(part)));
  return [...new Map(arns.map((arn) => [arn.key, arn])).values()];
}
