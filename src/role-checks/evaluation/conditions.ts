import { arnMatches, literal, matches, opposite, Reading } from './matching';
import { pseudoParameter, textOf, unknown } from './text';
import { oncePer } from '../../common/once-per';

/** What is known of a request, by condition key; a key that is not here may be missing or may have any value. */
export type RequestContext = Record<string, string | string[]>;

/** One key of one operator of a `Condition` element. */
export interface Condition {
  readonly operator: string;
  readonly negated: boolean;
  readonly quantifier?: string;
  readonly ifExists: boolean;
  /** In lower case. */
  readonly key: string;
  readonly expected: string[];
}

type Comparison = (expected: string, actual: string, reading: Reading) => boolean;

/** The operators of policies around MWAA; IAM has others, which are taken as not known. */
const COMPARISONS: Record<string, Comparison> = {
  StringEquals: equal,
  StringEqualsIgnoreCase: equalIgnoringCase,
  StringLike: matches,
  ArnEquals: arnMatches,
  ArnLike: arnMatches,
  Bool: equalIgnoringCase,
};

/**
 * The conditions of a `Condition` element, all of which have to hold.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function conditionsOf(element: unknown): Condition[] {
  return Object.entries(element ?? {}).flatMap(([name, keys]) => {
    const [, quantifier, operator, ifExists] = /(?:(ForAnyValue|ForAllValues):)?(.*?)(IfExists)?$/s.exec(name)!;
    return Object.entries(keys ?? {}).map(([key, values]) => ({
      operator: operator.replace('Not', ''),
      negated: operator.includes('Not'),
      quantifier,
      ifExists: ifExists !== undefined,
      key: key.toLowerCase(),
      expected: [values].flat().map((value) => textOf(value)),
    }));
  });
}

/** Policy variables such as `${aws:PrincipalAccount}`, filled in from what is known of the request. */
export function withVariables(text: string, context: RequestContext): string {
  return text.replace(/\$\{([^}]*)\}/g, (_, variable: string) => {
    const values = valuesOf(variable.split(',')[0].trim().toLowerCase(), context);
    return values?.length === 1 ? values[0] : unknown(variable);
  });
}

/**
 * What is not the account of the resource: the role's own, as texts write it, where the resource is in another. The
 * Celery queue and its key are in an account of the MWAA service, whichever that is.
 */
export function otherAccounts({ 'aws:PrincipalAccount': own, 'aws:ResourceAccount': owner }: RequestContext): Set<unknown> {
  return owner === undefined || own === owner ? NONE : new Set([own, ACCOUNT]);
}

const NONE = new Set<unknown>();
const ACCOUNT = pseudoParameter('AWS::AccountId');

/** Whether a condition holds for a request. */
export function conditionHolds(condition: Condition, context: RequestContext, reading: Reading): boolean {
  const { operator, negated, quantifier, ifExists } = condition;
  const actual = valuesOf(condition.key, context);
  if (actual === undefined && reading.open === 'everything') {
    return reading.inFavour;
  }
  if (operator === 'Null') {
    return condition.expected.some((value) => value.toLowerCase() === String(actual === undefined));
  }
  if (actual === undefined) {
    return ifExists || quantifier === 'ForAllValues' || (negated && quantifier === undefined);
  }
  const compare = COMPARISONS[operator];
  if (compare === undefined) {
    return reading.open === 'everything' && reading.inFavour;
  }
  const others = condition.key === 'aws:resourceaccount' ? otherAccounts(context) : NONE;
  const expected = condition.expected.map((value) => withVariables(value, context)).filter((value) => !others.has(value));
  const inner = negated ? opposite(reading) : reading;
  const satisfied = (value: string) => expected.some((one) => compare(one, value, inner)) !== negated;
  // A negated operator on a key with several values refuses when any of them is listed.
  return quantifier === 'ForAllValues' || (negated && quantifier === undefined) ? actual.every(satisfied) : actual.some(satisfied);
}

/** The values of each key, which is not case sensitive; many requests share a context. */
const valuesByKey = oncePer((context: RequestContext) =>
  new Map(Object.entries(context).map(([name, value]) => [name.toLowerCase(), [value].flat()])));

function valuesOf(key: string, context: RequestContext): string[] | undefined {
  return valuesByKey(context).get(key);
}

function equal(expected: string, actual: string, reading: Reading): boolean {
  return expected === actual || matches(literal(expected), actual, reading);
}

function equalIgnoringCase(expected: string, actual: string, reading: Reading): boolean {
  return equal(expected.toLowerCase(), actual.toLowerCase(), reading);
}
