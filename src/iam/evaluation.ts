import { match } from './matching/matching';
import { pattern } from './matching/pattern';
import { PolicyDocument, PolicyDocumentJson } from './policy-document';
import { Action, actionOf, Actions, Effect, Statement } from './statement';
import { RequestTarget, Target } from './target';
import { both, every, not, some, Truth } from './truth';

/** A request, as IAM sees it. */
export interface AccessRequest extends RequestTarget {
  readonly action: string;
}

/** Requests that are the same but for their action. */
export interface AccessRequests extends RequestTarget {
  readonly actions: readonly string[];
}

/** What IAM decides about a request. */
export interface Decision {
  readonly isAllowed: Truth;
  /** Whether a statement denies it. */
  readonly isDenied: Truth;
  /** Whether a statement allows it, but for permissions boundaries and denies. */
  readonly isGranted: Truth;
}

/**
 * What IAM decides about a request of which everything is known: a deny anywhere wins, an allow is needed, and in each
 * permissions boundary too. A condition key that the request does not have is missing.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function evaluate(
  documents: readonly PolicyDocumentJson[], request: AccessRequest, boundaries: readonly PolicyDocumentJson[] = [],
): 'allowed' | 'explicitDeny' | 'implicitDeny' {
  const [own, limits] = [documents, boundaries].map((all) => all.map((json) => PolicyDocument.of(json)));
  const decision = decided({ documents: own, boundaries: limits, target: new Target(request, true) }, actionOf(request.action));
  return decision.isAllowed === 'yes' ? 'allowed' : decision.isDenied === 'yes' ? 'explicitDeny' : 'implicitDeny';
}

/** What IAM decides about a request, as far as it is known. A condition key that is not known of it may have any value. */
export function decide(documents: readonly PolicyDocument[], request: AccessRequest, boundaries: readonly PolicyDocument[] = []): Decision {
  return decided({ documents, boundaries, target: new Target(request, false) }, actionOf(request.action));
}

/** What IAM decides about each of the requests. What is the same for several actions is looked at once. */
export function decideEach(
  documents: readonly PolicyDocument[], requests: AccessRequests, boundaries: readonly PolicyDocument[],
): Decision[] {
  const question = { documents, boundaries, target: new Target(requests, false) };
  return requests.actions.map((action) => decided(question, actionOf(action)));
}

/** Whether IAM allows all of the requests, as far as it is known. What is the same for several actions is looked at once. */
export function isAllowed(
  documents: readonly PolicyDocument[], request: AccessRequest | AccessRequests, boundaries: readonly PolicyDocument[] = [],
): Truth {
  const question = { documents, boundaries, target: new Target(request, false) };
  return 'actions' in request ? every(request.actions, (action) => allowed(question, actionOf(action))) : allowed(question, actionOf(request.action));
}

/** The actions of the requests that IAM surely allows. */
export function allowedActions(
  documents: readonly PolicyDocument[], requests: AccessRequests, boundaries: readonly PolicyDocument[],
): string[] {
  const question = { documents, boundaries, target: new Target(requests, false) };
  return requests.actions.filter((action) => allowed(question, actionOf(action)) === 'yes');
}

/** The same requests, each with its action. */
export function oneByOne<R extends RequestTarget>({ actions, ...target }: R & AccessRequests): (Omit<R, 'actions'> & AccessRequest)[] {
  return actions.map((action) => ({ ...target, action }));
}

/** The statements of a document that surely deny a request. */
export function denialsOf(document: PolicyDocument, request: AccessRequest): Statement[] {
  const [target, action] = [new Target(request, false), actionOf(request.action)];
  return document.about('Deny', action.service).filter((statement) => says('Deny', statement, action, target) === 'yes');
}

/** Who decides about what. */
interface Question {
  readonly documents: readonly PolicyDocument[];
  readonly boundaries: readonly PolicyDocument[];
  readonly target: Target;
}

function decided(question: Question, action: Action): Decision {
  const isGranted = granted(question, action);
  const isWithin = isGranted === 'no' ? isGranted : withinBoundaries(question, action);
  const isDenied = denied(question, action);
  return { isAllowed: both(isGranted, both(isWithin, not(isDenied))), isDenied, isGranted };
}

/** Looks first at what refuses most requests. */
function allowed(question: Question, action: Action): Truth {
  const truth = granted(question, action);
  return truth === 'no' ? truth : both(truth, both(withinBoundaries(question, action), not(denied(question, action))));
}

function withinBoundaries({ boundaries, target }: Question, action: Action): Truth {
  return every(boundaries, (boundary) => speaks('Allow', boundary, action, target));
}

function granted({ documents, target }: Question, action: Action): Truth {
  return some(documents, (document) => speaks('Allow', document, action, target));
}

function denied({ documents, boundaries, target }: Question, action: Action): Truth {
  const denies = (document: PolicyDocument) => speaks('Deny', document, action, target);
  return some([some(documents, denies), some(boundaries, denies)], (truth) => truth);
}

/** Whether any statement of a document has an effect on a request. */
function speaks(effect: Effect, document: PolicyDocument, action: Action, target: Target): Truth {
  return some(document.about(effect, action.service), (statement) => says(effect, statement, action, target));
}

/** Whether a statement that may have an effect has it on a request. */
export function says(effect: Effect, statement: Statement, action: Action, target: Target): Truth {
  const acts = actsOn(statement, action);
  return acts === 'no' ? acts : both(acts, target.isCoveredBy(effect, statement));
}

function actsOn({ actions, notActions }: Statement, action: Action): Truth {
  return both(actions === undefined ? 'yes' : isListed(action, actions), notActions === undefined ? 'yes' : not(isListed(action, notActions)));
}

function isListed({ name }: Action, { names, patterns }: Actions): Truth {
  return names.has(name.literal!) ? 'yes' : some(patterns, (text) => match(pattern(text), name).truth);
}
