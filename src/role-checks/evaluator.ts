import { conditionsHold, RequestContext, withVariables } from './conditions';
import { actionMatches, opposite, Reading, resourceMatches } from './matching';
import { textOf } from './text';

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
interface LooseStatement {
  readonly Effect?: unknown;
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
  return decide(documents, request, boundaries, 'asWritten');
}

/** Whether IAM may allow a request, if everything that only the deployment can tell turns out well. */
export function couldBeAllowed(
  documents: PolicyDocumentJson[], request: AccessRequest, boundaries: PolicyDocumentJson[] = [],
): boolean {
  return decide(documents, request, boundaries, 'could') === 'allowed';
}

/** The statements of a document; one that is not an object is none. */
export function statementsOf(document: PolicyDocumentJson): LooseStatement[] {
  return [document.Statement ?? []].flat().filter((statement) => typeof statement === 'object' && statement !== null);
}

function decide(
  documents: PolicyDocumentJson[], request: AccessRequest, boundaries: PolicyDocumentJson[], reading: Reading,
): Decision {
  if ([...documents, ...boundaries].some((document) => says('Deny', document, request, opposite(reading)))) {
    return 'explicitDeny';
  }
  const allowed = documents.some((document) => says('Allow', document, request, reading))
    && boundaries.every((document) => says('Allow', document, request, reading));
  return allowed ? 'allowed' : 'implicitDeny';
}

function says(effect: string, document: PolicyDocumentJson, request: AccessRequest, reading: Reading): boolean {
  return statementsOf(document).some((statement) => {
    // A statement that is chosen at deployment, by `Fn::If` for one.
    const undecided = statement.Effect === undefined && reading === 'could';
    return undecided || (statement.Effect === effect && applies(statement, request, reading));
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
