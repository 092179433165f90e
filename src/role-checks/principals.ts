import { PolicyDocumentJson, statementsOf } from './evaluator';
import { textOf } from './text';

/** The statements of a resource policy that are about a service, as IAM reads them for it. */
export function forService(document: PolicyDocumentJson, ...names: string[]): PolicyDocumentJson {
  const about = (principal: any) => principal === '*' || namesOf(principal?.Service).some((name) => name === '*' || names.includes(name))
    || principal?.AWS === '*';
  return {
    Statement: statementsOf(document).filter(({ Effect, Principal, NotPrincipal }) =>
      Effect === undefined || (NotPrincipal === undefined ? about(Principal) : !about(NotPrincipal))),
  };
}

/** The services that a resource policy lets in. */
export function trustedServices(document: PolicyDocumentJson): string[] {
  return statementsOf(document)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Principal }) => namesOf((Principal as any)?.Service));
}

function namesOf(value: unknown): string[] {
  return value === undefined ? [] : [value].flat().map((name) => textOf(name));
}
