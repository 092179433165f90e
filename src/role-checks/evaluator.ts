import { conditionsHold, RequestContext, withVariables } from './conditions';
import { actionMatches, AS_WRITTEN, opposite, Reading, resourceMatches } from './matching';
import { hasUnknown, textOf } from './text';

/** An identity policy as JSON; what a template leaves to the deployment may still be in it. */
export interface PolicyDocumentJson {
  readonly Version?: unknown;
  readonly Statement?: unknown;
}

/** A request of the role, as IAM sees it. */
export interface AccessRequest {
  readonly action: string;
  readonly resource: string;
  /** What is known of the request, by condition key. */
  readonly context?: RequestContext;
}

export type Decision = 'allowed' | 'explicitDeny' | 'implicitDeny';

/** A statement with each of its elements optional, as people write them. */
export interface LooseStatement {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: unknown;
}

/**
 * What IAM decides about a request: a deny anywhere wins, an allow is needed, and in each permissions boundary too.
 *
 * Intrinsics are equal to intrinsics that say the same, and to nothing else; a condition key that the request does not
 * know is missing.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function evaluate(
  documents: PolicyDocumentJson[], request: AccessRequest, boundaries: PolicyDocumentJson[] = [],
): Decision {
  return decide(documents, request, boundaries, AS_WRITTEN);
}

/** What IAM decides, in the given reading of what only the deployment can tell. */
export function decide(
  documents: PolicyDocumentJson[], request: AccessRequest, boundaries: PolicyDocumentJson[], reading: Reading,
): Decision {
  if ([...documents, ...boundaries].some((document) => says('Deny', document, request, opposite(reading)))) {
    return 'explicitDeny';
  }
  const allowed = documents.some((document) => says('Allow', document, request, reading))
    && boundaries.every((document) => says('Allow', document, request, reading));
  return allowed ? 'allowed' : 'implicitDeny';
}

/** The statements of a document; of one that is chosen at deployment nothing is known, not even its effect. */
export function statementsOf(document: PolicyDocumentJson): LooseStatement[] {
  return [document.Statement ?? []].flat()
    .map((statement) => (typeof statement === 'string' && hasUnknown(statement) ? {} : statement))
    .filter((statement) => typeof statement === 'object' && statement !== null);
}

function says(effect: string, document: PolicyDocumentJson, request: AccessRequest, reading: Reading): boolean {
  return statementsOf(document).some((statement) => {
    // Chosen at deployment, by `Fn::If` for one.
    const undecided = statement.Effect === undefined;
    return (undecided && reading.open === 'everything' && reading.inFavour) || (statement.Effect === effect && applies(statement, request, reading));
  });
}

/** Whether a statement is about the request. */
export function applies(statement: LooseStatement, { action, resource, context = {} }: AccessRequest, reading: Reading): boolean {
  const listed = (patterns: unknown, match: (pattern: string, inner: Reading) => boolean, inner: Reading) =>
    [patterns].flat().some((pattern) => match(withVariables(textOf(pattern), context), inner));
  const includes = (patterns: unknown, exceptions: unknown, match: (pattern: string, inner: Reading) => boolean) =>
    (patterns === undefined || listed(patterns, match, reading))
    && (exceptions === undefined || !listed(exceptions, match, opposite(reading)));
  return includes(statement.Action, statement.NotAction, (pattern, inner) => actionMatches(pattern, action, inner))
    && includes(statement.Resource, statement.NotResource, (pattern, inner) => resourceMatches(pattern, resource, inner))
    && conditionsHold(statement.Condition, context, reading);
}
