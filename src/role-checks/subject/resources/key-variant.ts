import { DocumentedStatementName } from '../../../execution-policy/documented-statements';
import { Text } from '../../../iam/text';
import { Subject } from '../checked-environment';
import { EnvironmentNeeds } from '../needs';
import { documentedFor, Requirement, requirementOf } from '../requirements';
import { Role } from '../role';
import { permissionsOf } from '../role-permission';

/** What a role is made for: the AWS owned key, or the customer managed key with this ARN. */
export type KeyVariant = 'AWS owned' | Text;

/** The other key that a role may use as documented, where it may not use that of its environment. */
export function otherVariant({ needs }: Pick<Subject, 'needs'>, role: Role, { documented: { name } }: Requirement): KeyVariant | undefined {
  if (name === 'useCustomerManagedKey' && mayUse(role, withKey(needs), 'useAwsOwnedKey')) {
    return 'AWS owned';
  }
  return name === 'useAwsOwnedKey' || name === 'useCustomerManagedKey'
    ? keysIn(role).find((keyArn) => keyArn.key !== needs.keyArn?.key && mayUse(role, withKey(needs, keyArn), 'useCustomerManagedKey'))
    : undefined;
}

function withKey(needs: EnvironmentNeeds, keyArn?: Text): EnvironmentNeeds {
  return { ...needs, keyArn, keyName: keyArn };
}

function mayUse(role: Role, needs: EnvironmentNeeds, name: DocumentedStatementName): boolean {
  return documentedFor(needs).filter((documented) => documented.name === name)
    .flatMap((documented) => requirementOf(documented, needs).together)
    .every((requests) => permissionsOf(role, requests).every((permission) => permission === 'allowed'));
}

/** The ARNs that statements on KMS alone name, each once. */
function keysIn({ policies }: Role): Text[] {
  const arns = policies.flatMap(({ document }) => document.about('Allow', 'kms'))
    .filter(({ actions }) => actions !== undefined && [...actions.names].every((action) => action.startsWith('kms:')))
    .flatMap(({ resources }) => resources ?? [])
    .filter(({ literals }) => literals.every((part) => !/[*?]/.test(part)));
  return [...new Map(arns.map((arn) => [arn.key, arn])).values()];
}
