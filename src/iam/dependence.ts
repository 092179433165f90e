import { Condition, holds } from './condition';
import { AccessRequest, says } from './evaluation';
import { match } from './matching/matching';
import { Pattern, pattern, resourcePattern, Variables } from './matching/pattern';
import { PolicyDocument } from './policy-document';
import { isAbout, valuesOf } from './principal';
import { Action, actionOf, Effect, Statement } from './statement';
import { Target } from './target';
import { OpenValue, Text } from './text';

/** Something that a statement says and what a request has in its place: whether the one is like the other, only the deployment can tell. */
export interface Difference {
  /** Where it stands: `Action`, `Resource`, `NotResource`, `Principal`, or a condition key. */
  readonly element: string;
  /** Whether the statement is about what is not like this. */
  readonly isNegated: boolean;
  readonly expected?: Text;
  /** Absent: nobody knows what the request has. */
  readonly actual?: Text;
  /** Values with which the one is like the other. */
  readonly values?: ReadonlyMap<OpenValue, Text>;
}

/** A statement that could be about a request, and on what that depends. */
export interface Dependence {
  readonly statement: Statement;
  readonly differences: Difference[];
}

/** The statements with an effect that could be about a request. */
export function dependencesOf(documents: readonly PolicyDocument[], effect: Effect, request: AccessRequest): Dependence[] {
  const [target, action] = [new Target(request, false), actionOf(request.action)];
  return documents.flatMap((document) => document.about(effect, action.service))
    .filter((statement) => says(effect, statement, action, target) === 'could be')
    .map((statement) => ({ statement, differences: differencesIn(statement, effect, action, target) }));
}

function differencesIn(statement: Statement, effect: Effect, action: Action, target: Target): Difference[] {
  const { actions, resources, notResources, principal, notPrincipal, conditions, hasVariables } = statement;
  const { resource, anyResource, context } = target;
  const variables = hasVariables ? context.variables : undefined;
  return [
    ...compared('Action', false, actions?.patterns, action.name, pattern),
    ...compared('Resource', false, resources, effect === 'Allow' ? resource : anyResource, resourcePattern, variables),
    ...compared('NotResource', true, notResources, anyResource, resourcePattern, variables),
    ...(target.principal === undefined || isAbout(statement, target.principal) !== 'could be' ? [] : [{
      element: 'Principal', isNegated: notPrincipal !== undefined, expected: valuesOf(notPrincipal ?? principal, target.principal.kind)[0],
    }]),
    ...conditions.filter((condition) => holds(condition, context, hasVariables) === 'could be').map((condition) => conditional(condition, target, hasVariables)),
  ];
}

/** The first text that could be like another, unless one surely is. */
function compared(
  element: string,
  isNegated: boolean,
  texts: readonly Text[] = [],
  actual: Text,
  patternOf: (text: Text, variables?: Variables) => Pattern,
  variables?: Variables,
): Difference[] {
  const matches = texts.map((expected) => ({ expected, ...match(patternOf(expected, variables), actual) }));
  const found = matches.some(({ truth }) => truth === 'yes') ? undefined : matches.find(({ truth }) => truth === 'could be');
  return found === undefined ? [] : [{ element, isNegated, expected: found.expected, actual, values: found.values }];
}

function conditional(condition: Condition, { context }: Target, hasVariables: boolean): Difference {
  const { key, isNegated, expected, operator } = condition;
  const [actual] = key === undefined || operator === undefined || operator.isNull ? [] : context.valuesOf(key) ?? [];
  const known = actual && expected.find((one) => holds({ ...condition, expected: [one] }, context, hasVariables) === 'could be');
  return { element: key ?? 'Condition', isNegated, ...(known === undefined ? {} : { expected: known, actual }) };
}
