import { Context, holds, knownContext, RequestContext } from './condition';
import { match } from './matching';
import { pattern, resourcePattern } from './pattern';
import { isAbout, Principal } from './principal';
import { Actions, Effect, PolicyDocumentJson, Statement, statementsOf } from './statement';
import { Text, TextLike, textOf } from './text';
import { both, every, not, some, Truth } from './truth';

/** A request, as IAM sees it. */
export interface AccessRequest {
  readonly action: string;
  /** The ARN of a resource, or `*` where the action has none. */
  readonly resource: TextLike;
  /** What is known of the request, by condition key. */
  readonly context?: RequestContext;
  /** Who makes it. Absent: the one whose policies are looked at. */
  readonly principal?: Principal;
}

/** What IAM decides about a request. */
export interface Decision {
  readonly isAllowed: Truth;
  /** Whether a statement denies it. */
  readonly isDenied: Truth;
  /** Whether a statement allows it, but for permissions boundaries and denies. */
  readonly isGranted: Truth;
}

/** A request, ready to be compared. */
export interface Asked {
  /** In lower case. */
  readonly action: Text;
  readonly resource: Text;
  /** The resource where something of it is enough: in what denies, and in what is excepted. */
  readonly anyOfResource: Text;
  readonly context: Context;
  readonly principal?: Principal;
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
  const { isAllowed, isDenied } = decision(documents, asked(request, true), boundaries);
  return isAllowed === 'yes' ? 'allowed' : isDenied === 'yes' ? 'explicitDeny' : 'implicitDeny';
}

/** What IAM decides about a request, as far as it is known. A condition key that is not known of it may have any value. */
export function decide(documents: readonly PolicyDocumentJson[], request: AccessRequest, boundaries: readonly PolicyDocumentJson[] = []): Decision {
  return decision(documents, asked(request, false), boundaries);
}

/** The statements of a document that surely deny a request. */
export function denialsOf(document: PolicyDocumentJson, request: AccessRequest): Statement[] {
  const ready = asked(request, false);
  return statementsOf(document, 'Deny').filter((statement) => says('Deny', statement, ready) === 'yes');
}

/** Makes a request ready. What a complete context lacks, the request has not. */
export function asked({ action, resource, context = NOTHING_KNOWN, principal }: AccessRequest, isComplete: boolean): Asked {
  const text = textOf(resource);
  return {
    action: Text.of(action.toLowerCase()),
    resource: text,
    anyOfResource: text.once(anyOf),
    context: isComplete ? new Context(context, true) : knownContext(context),
    principal,
  };
}

const NOTHING_KNOWN: RequestContext = {};
/** The text with any one of its kind in the place of every one. */
function anyOf(text: Text): Text {
  return text.replaceOpen((open) => (open.each === undefined ? open : { ...open, kind: open.each }));
}

function decision(documents: readonly PolicyDocumentJson[], request: Asked, boundaries: readonly PolicyDocumentJson[]): Decision {
  const inDocument = (effect: Effect) => (document: PolicyDocumentJson) =>
    some(statementsOf(document, effect), (statement) => says(effect, statement, request));
  const denies = inDocument('Deny');
  const isDenied = some([some(documents, denies), some(boundaries, denies)], (truth) => truth);
  const isGranted = some(documents, inDocument('Allow'));
  const isAllowed = both(not(isDenied), both(isGranted, every(boundaries, inDocument('Allow'))));
  return { isAllowed, isDenied, isGranted };
}

/** Whether a statement that may have an effect has it on a request. */
export function says(effect: Effect, statement: Statement, request: Asked): Truth {
  const { actions, notActions, resources, notResources, conditions, hasVariables, isUncertain } = statement;
  const acts = both(actions === undefined ? 'yes' : actsOn(actions, request), notActions === undefined ? 'yes' : not(actsOn(notActions, request)));
  if (acts === 'no') {
    return 'no';
  }
  const { context, principal, resource, anyOfResource } = request;
  const variables = hasVariables ? context.variables : undefined;
  const names = (texts: Text[], one: Text) => some(texts, (text) => match(resourcePattern(text, variables), one).truth);
  let result: Truth = isUncertain ? 'could be' : acts;
  if (principal !== undefined) {
    result = both(result, isAbout(statement, principal));
  }
  if (resources !== undefined && result !== 'no') {
    result = both(result, names(resources, effect === 'Allow' ? resource : anyOfResource));
  }
  if (notResources !== undefined && result !== 'no') {
    result = both(result, not(names(notResources, anyOfResource)));
  }
  return result === 'no' ? result : both(result, every(conditions, (condition) => holds(condition, context, hasVariables)));
}

function actsOn({ names, patterns }: Actions, { action }: Asked): Truth {
  return names.has(action.literal!) ? 'yes' : some(patterns, (text) => match(pattern(text), action).truth);
}
