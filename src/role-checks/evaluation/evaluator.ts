import { conditionHolds, otherAccounts, RequestContext, withVariables } from './conditions';
import { AS_WRITTEN, COULD, matches, opposite, Reading, resourceMatches } from './matching';
import { ActionPatterns, Effect, PolicyDocumentJson, Statement, StatementElements, statementsOf } from './statement';

/** A request of the role, as IAM sees it. */
export interface AccessRequest {
  readonly action: string;
  readonly resource: string;
  /** Another way to name the same resource, which serves as well. */
  readonly otherwise?: string;
  /** What is known of the request, by condition key. */
  readonly context?: RequestContext;
  /** The policies of the resource that templates show. They may allow what the policies of the role do not. */
  readonly resourcePolicies?: PolicyDocumentJson[];
}

export type Decision = 'allowed' | 'explicitDeny' | 'implicitDeny';

/** A request, ready to be compared. */
interface Asked {
  /** In lower case. */
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
  readonly otherAccounts: Set<unknown>;
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
  const asked = askedBy(request);
  const against = opposite(reading);
  const denies = (document: PolicyDocumentJson) => says('Deny', document, asked, against);
  if (documents.some(denies) || boundaries.some(denies)) {
    return 'explicitDeny';
  }
  const allowed = documents.some((document) => says('Allow', document, asked, reading))
    && boundaries.every((document) => says('Allow', document, asked, reading));
  return allowed ? 'allowed' : 'implicitDeny';
}

/** The statements of a document that deny a request however things turn out. */
export function denialsOf(document: PolicyDocumentJson, request: AccessRequest): StatementElements[] {
  const asked = askedBy(request);
  return statementsOf(document, 'Deny')
    .filter((statement) => mayCount(statement, document, MUST_NOT) && applies(statement, asked, MUST_NOT))
    .map(({ elements }) => elements);
}

/** How a denial is read where everything else turns out well. */
const MUST_NOT = opposite(COULD);

function askedBy({ action, resource, context = {} }: AccessRequest): Asked {
  return { action: action.toLowerCase(), resource, context, otherAccounts: otherAccounts(context) };
}

function says(effect: Effect, document: PolicyDocumentJson, asked: Asked, reading: Reading): boolean {
  return statementsOf(document, effect).some((statement) => mayCount(statement, document, reading) && applies(statement, asked, reading));
}

/**
 * Whether a statement counts that has the effect in question, or may have it: one that may not be there, or have another
 * effect, counts for the role only where everything turns out well, and against it only where not.
 */
function mayCount({ effect }: Statement, { attachment }: PolicyDocumentJson, { open, inFavour }: Reading): boolean {
  const certain = effect !== undefined && attachment !== 'maybe';
  return certain || (open === 'everything' ? inFavour : effect === 'Deny');
}

/** Whether a statement is about the request. */
function applies({ actions, notActions, resources, notResources, conditions }: Statement, asked: Asked, reading: Reading): boolean {
  return (actions === undefined || actsOn(actions, asked, reading))
    && (notActions === undefined || !actsOn(notActions, asked, opposite(reading)))
    && (resources === undefined || names(resources, asked, reading))
    && (notResources === undefined || !names(notResources, asked, opposite(reading)))
    && conditions.every((condition) => conditionHolds(condition, asked.context, reading));
}

function actsOn(actions: ActionPatterns, { action }: Asked, reading: Reading): boolean {
  return actions.names.has(action) || actions.patterns.some((pattern) => matches(pattern, action, reading));
}

function names(resources: string[], { resource, context, otherAccounts: others }: Asked, reading: Reading): boolean {
  return resources.some((text) => {
    const pattern = withVariables(text, context);
    return resourceMatches(pattern, resource, reading) && !pattern.split(':').some((part) => others.has(part));
  });
}
