import { COULD, matches } from '../evaluation/matching';
import { hasAtoms, isGenerated } from '../evaluation/text';
import { Template } from '../template/template';

/** A policy that names the roles it goes to. */
export interface Attachable {
  readonly roles: string[];
  readonly separate?: { readonly template: Template };
}

/** A role by its name, and the template that defines it. */
export interface NamedRole {
  readonly name: string;
  readonly template: Template;
}

/**
 * Whether a policy goes to a role, which it knows by name only: a name stands for another role in another account, and
 * what a parameter names is known at deployment.
 */
export function isAttached({ roles, separate }: Attachable, role: NamedRole, others: NamedRole[]): 'surely' | 'maybe' | undefined {
  // Most policies of an app are for another role of it, whose name is made up like this one's.
  if (isGenerated(role.name) && roles.every((name) => name !== role.name && isGenerated(name))) {
    return undefined;
  }
  const { template } = separate!;
  const namesake = others.some((other) => other.template === template);
  if (!roles.some((name) => matches(name, role.name, COULD)) || !mayBeOneAccount(template, role.template)
    || (namesake && role.template !== template)) {
    return undefined;
  }
  const certain = roles.includes(role.name) && (others.length === 0 || role.template === template);
  return certain ? 'surely' : 'maybe';
}

function mayBeOneAccount(...templates: Template[]): boolean {
  const [one, other] = templates.map(({ location }) => location.account);
  return one === other || hasAtoms(one) || hasAtoms(other);
}
