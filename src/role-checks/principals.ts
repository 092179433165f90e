import { literal, matches, opposite, Reading } from './matching';
import { PolicyDocumentJson, StatementElements, statementsOf } from './statement';
import { hasUnknown, textOf } from './text';

/** The statements of a resource policy that are about a service, by any of the names it goes by. */
export function forService(document: PolicyDocumentJson, names: string[], reading: Reading): PolicyDocumentJson {
  const about = (principal: any, inner: Reading) => [principal, principal?.AWS].flat().includes('*')
    || servicesOf(principal).some((service) => names.some((name) => service === name || matches(literal(service), name, inner)));
  return {
    Statement: elementsOf(document).filter(({ Effect, Principal, NotPrincipal }) => {
      const inner = Effect === 'Deny' ? opposite(reading) : reading;
      return Effect === undefined || (NotPrincipal === undefined ? about(Principal, inner) : !about(NotPrincipal, opposite(inner)));
    }),
  };
}

/** The services that a resource policy lets in. */
export function trustedServices(document: PolicyDocumentJson): string[] {
  return elementsOf(document)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Principal }) => servicesOf(Principal));
}

function elementsOf(document: PolicyDocumentJson): StatementElements[] {
  return statementsOf(document).map(({ elements }) => elements);
}

function servicesOf(principal: any): string[] {
  // A principal that is text is chosen at deployment, and may be a service.
  const services = typeof principal === 'string' && hasUnknown(principal) ? principal : principal?.Service;
  return services === undefined ? [] : [services].flat().map((name) => textOf(name));
}
