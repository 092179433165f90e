import { arnMatches, matches, opposite, Reading } from './matching';
import { textOf, unknown } from './text';

/** What is known of a request, by condition key; a key that is not here may be missing or may have any value. */
export type RequestContext = Record<string, string | string[]>;

type Comparison = (expected: string, actual: string, reading: Reading) => boolean;

/** The operators of policies around MWAA; IAM has others, which are taken as not known. */
const COMPARISONS: Record<string, Comparison> = {
  StringEquals: equal,
  StringEqualsIgnoreCase: (expected, actual, reading) => equal(expected.toLowerCase(), actual.toLowerCase(), reading),
  StringLike: matches,
  ArnEquals: arnMatches,
  ArnLike: arnMatches,
  Bool: (expected, actual, reading) => equal(expected.toLowerCase(), actual.toLowerCase(), reading),
};

/**
 * Whether every operator of a `Condition` element is satisfied.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function conditionsHold(condition: unknown, context: RequestContext, reading: Reading): boolean {
  return Object.entries(condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys ?? {}).every(([key, values]) => {
      const expected = [values].flat().map((value) => withVariables(textOf(value), context));
      return holds(operator, expected, valuesOf(key, context), reading);
    }));
}

/** Policy variables such as `${aws:PrincipalAccount}`, filled in from what is known of the request. */
export function withVariables(text: string, context: RequestContext): string {
  return text.replace(/\$\{([^}]*)\}/g, (_, variable: string) => {
    const values = valuesOf(variable.split(',')[0].trim(), context);
    return values?.length === 1 ? values[0] : unknown(variable);
  });
}

/** Condition keys are not case sensitive. */
function valuesOf(key: string, context: RequestContext): string[] | undefined {
  const known = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return known && [known[1]].flat();
}

function holds(operator: string, expected: string[], actual: string[] | undefined, reading: Reading): boolean {
  const [, quantifier, name, ifExists] = /^(?:(ForAnyValue|ForAllValues):)?(.*?)(IfExists)?$/.exec(operator)!;
  const negated = name.includes('Not');
  if (actual === undefined && reading.open === 'everything') {
    return reading.inFavour;
  }
  if (name === 'Null') {
    return expected.some((value) => value.toLowerCase() === String(actual === undefined));
  }
  if (actual === undefined) {
    return ifExists !== undefined || quantifier === 'ForAllValues' || (negated && quantifier === undefined);
  }
  const compare = COMPARISONS[name.replace('Not', '')];
  if (compare === undefined) {
    return reading.open === 'everything' && reading.inFavour;
  }
  const inner = negated ? opposite(reading) : reading;
  const satisfied = (value: string) => expected.some((one) => compare(one, value, inner)) !== negated;
  // A negated operator on a key with several values refuses when any of them is listed.
  return quantifier === 'ForAllValues' || (negated && quantifier === undefined) ? actual.every(satisfied) : actual.some(satisfied);
}

function equal(expected: string, actual: string, reading: Reading): boolean {
  return expected === actual || matches(literal(expected), actual, reading);
}

/** A text in which wildcards mean nothing: what fits it otherwise is another character. */
function literal(text: string): string {
  return text.replace(/[*?]/g, '\u0007');
}
