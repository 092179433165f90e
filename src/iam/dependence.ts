import { Condition, holds } from './condition';
import { AccessRequest, Asked, asked, says } from './evaluation';
import { match } from './matching';
import { Pattern, pattern, resourcePattern, Variables } from './pattern';
import { isAbout, valuesOf } from './principal';
import { Effect, PolicyDocumentJson, Statement, statementsOf } from './statement';
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
export function dependencesOf(documents: readonly PolicyDocumentJson[], effect: Effect, request: AccessRequest): Dependence[] {
  const ready = asked(request, false);
  return documents.flatMap((document) => statementsOf(document, effect))
    .filter((statement) => says(effect, statement, ready) === 'could be')
    .map((statement) => ({ statement, differences: differencesIn(statement, effect, ready) }));
}

function differencesIn(statement: Statement, effect: Effect, request: Asked): Difference[] {
  const { actions, resources, notResources, principal, notPrincipal, conditions, hasVariables } = statement;
  const { action, resource, anyOfResource, context } = request;
  const variables = hasVariables ? context.variables : undefined;
  return [
    ...compared('Action', false, actions?.patterns, action, pattern),
    ...compared('Resource', false, resources, effect === 'Allow' ? resource : anyOfResource, resourcePattern, variables),
    ...compared('NotResource', true, notResources, anyOfResource, resourcePattern, variables),
    ...(request.principal === undefined || isAbout(statement, request.principal) !== 'could be' ? [] : [{
      element: 'Principal', isNegated: notPrincipal !== undefined, expected: valuesOf(notPrincipal ?? principal, request.principal.kind)[0],
    }]),
    ...conditions.filter((condition) => holds(condition, context, hasVariables) === 'could be').map((condition) => conditional(condition, request, hasVariables)),
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

function conditional(condition: Condition, { context }: Asked, hasVariables: boolean): Difference {
  const { key, isNegated, expected, operator } = condition;
  const [actual] = key === undefined || operator === undefined || operator.isNull ? [] : context.valuesOf(key) ?? [];
  const known = actual && expected.find((one) => holds({ ...condition, expected: [one] }, context, hasVariables) === 'could be');
  return { element: key ?? 'Condition', isNegated, ...(known === undefined ? {} : { expected: known, actual }) };
}
