import { match } from './matching/matching';
import { literalPattern } from './matching/pattern';
import { Statement } from './statement';
import { Text } from './text';
import { not, some, Truth } from './truth';

/** Who makes a request, by any of the names that a policy may have for it. */
export interface Principal {
  readonly kind: 'AWS' | 'Service';
  readonly names: readonly Text[];
}

/** A service, by the names it goes by. */
export function service(...names: (string | Text)[]): Principal {
  return { kind: 'Service', names: names.map((name) => Text.of(name)) };
}

/**
 * A role, by its ARN or that of any session of it. Its account is not enough: that leaves it to the policies of the role.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function role(arn: Text): Principal {
  const [, partition, , , account] = arn.split(':') ?? [];
  const name = arn.split('/')?.at(-1);
  const session: Text[] = partition === undefined || account === undefined || name === undefined
    ? []
    : [Text.of('arn:', partition, ':sts::', account, ':assumed-role/', name, '/', { kind: 'name', id: `session of ${arn.key}`, name: 'Session' })];
  return { kind: 'AWS', names: [arn, ...session] };
}

/** Whether the `Principal` or `NotPrincipal` of a statement is about somebody; with neither, it may be once its text is known. */
export function isAbout({ principal, notPrincipal, effect }: Pick<Statement, 'principal' | 'notPrincipal' | 'effect'>, who: Principal): Truth {
  if (principal === undefined && notPrincipal === undefined && effect === undefined) {
    return 'could be';
  }
  return notPrincipal === undefined ? includes(principal, who) : not(includes(notPrincipal, who));
}

function includes(element: any, { kind, names }: Principal): Truth {
  if (element instanceof Text && element.literal === undefined) {
    return 'could be';
  }
  const listed: unknown[] = [isText(element) ? element : element?.AWS].flat();
  if (listed.some((one) => String(one) === '*')) {
    return 'yes';
  }
  return some(valuesOf(element, kind), (value) => some(names, (name) => match(literalPattern(value), name).truth));
}

/** The principals of a kind, such as `Service`. */
export function valuesOf(element: any, kind: Principal['kind']): Text[] {
  const values: unknown[] = isText(element) || element?.[kind] === undefined ? [] : [element[kind]].flat();
  return values.map((value) => (value instanceof Text ? value : Text.of(String(value))));
}

function isText(value: unknown): boolean {
  return typeof value === 'string' || value instanceof Text;
}
