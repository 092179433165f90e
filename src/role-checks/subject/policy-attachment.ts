import { match } from '../../iam/matching/matching';
import { literalPattern } from '../../iam/matching/pattern';
import { same, Text } from '../../iam/text';
import { Reading } from '../template/reading';
import { ResourceOf } from '../template/template';

/** A policy that names the roles it goes to, in the template that defines it. */
export interface Attachable {
  readonly roles: readonly Text[];
  readonly separate: ResourceOf;
}

/** A role by its name, in the template that defines it. */
export interface NamedRole {
  readonly name: Text;
  readonly resource: ResourceOf;
}

/**
 * Whether a policy goes to a role, which it knows by name only: a name stands for another role in another account, and
 * what a parameter names is known at deployment.
 */
export function isAttached({ roles, separate }: Attachable, role: NamedRole, namesakes: readonly NamedRole[], reading: Reading): 'surely' | 'maybe' | undefined {
  const { template } = separate;
  if (!mayBeOneAccount(reading.location(separate).account, reading.location(role.resource).account) || !roles.some((name) => mayBe(name, role.name))
    || (role.resource.template !== template && namesakes.some((other) => other.resource.template === template))) {
    return undefined;
  }
  const isCertain = roles.some((name) => same(name, role.name)) && (namesakes.length === 0 || role.resource.template === template);
  return isCertain ? 'surely' : 'maybe';
}

function mayBe(name: Text, other: Text): boolean {
  return match(literalPattern(name), other).truth !== 'no';
}

/** Whether two accounts may be one. */
export function mayBeOneAccount(one: Text, other: Text): boolean {
  return same(one, other) || one.literal === undefined || other.literal === undefined;
}
