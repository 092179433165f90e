import { literal, matches, opposite, Reading } from './matching';
import { PolicyDocumentJson, StatementElements, statementsOf } from './statement';
import { hasUnknown, textOf, unknownPart } from './text';

/** The statements of a resource policy that are about a service, by any of the names it goes by. */
export function forService(document: PolicyDocumentJson, names: string[], reading: Reading): PolicyDocumentJson {
  return about(document, 'Service', names, reading);
}

/**
 * The statements of a resource policy that are about a role, by its ARN or that of a session. Its account is not enough:
 * that leaves it to the policies of the role.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function forRole(document: PolicyDocumentJson, arn: string, reading: Reading): PolicyDocumentJson {
  const [, partition, , , account] = arn.split(':');
  const session = `arn:${partition}:sts::${account}:assumed-role/${arn.slice(arn.lastIndexOf('/') + 1)}/${unknownPart(arn)}`;
  return about(document, 'AWS', [arn, session], reading);
}

/** The services that a resource policy lets in. */
export function trustedServices(document: PolicyDocumentJson): string[] {
  return elementsOf(document)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Principal }) => valuesOf(Principal, 'Service'));
}

function about(document: PolicyDocumentJson, kind: string, names: string[], reading: Reading): PolicyDocumentJson {
  const isAbout = (principal: any, inner: Reading) => [principal, principal?.AWS].flat().includes('*')
    || valuesOf(principal, kind).some((value) => names.some((name) => matches(literal(value), name, inner)));
  return {
    Statement: elementsOf(document).filter(({ Effect, Principal, NotPrincipal }) => {
      const inner = Effect === 'Deny' ? opposite(reading) : reading;
      return Effect === undefined || (NotPrincipal === undefined ? isAbout(Principal, inner) : !isAbout(NotPrincipal, opposite(inner)));
    }),
  };
}

function elementsOf(document: PolicyDocumentJson): StatementElements[] {
  return statementsOf(document).map(({ elements }) => elements);
}

/** The principals of a kind. */
function valuesOf(principal: any, kind: string): string[] {
  // A principal that is text is chosen at deployment, and may be of any kind.
  const values = typeof principal === 'string' && hasUnknown(principal) ? principal : principal?.[kind];
  return values === undefined ? [] : [values].flat().map((value) => textOf(value));
}
