import { match } from './matching/matching';
import { arnPattern, literalPattern, NOTHING, Pattern, pattern, Variables } from './matching/pattern';
import { Text, TextLike, textOf } from './text';
import { every, not, some, Truth } from './truth';

/** What is known of a request, by condition key. A key without values is known to be missing. */
export type RequestContext = Readonly<Record<string, TextLike | readonly TextLike[]>>;

/** The context of a request, ready to be looked into. */
export class Context {
  /** A complete context has every key that the request has. Another context may lack some. */
  constructor(private readonly known: RequestContext, private readonly isComplete: boolean) {}

  /** The values of a key, in upper or lower case. Undefined if nobody knows. */
  public valuesOf(key: string): Text[] | undefined {
    const name = Object.hasOwn(this.known, key) ? key : Object.keys(this.known).find((one) => one.toLowerCase() === key.toLowerCase());
    if (name === undefined) {
      return this.isComplete ? [] : undefined;
    }
    return [this.known[name]].flat().map((value) => textOf(value as TextLike));
  }

  /**
   * What policy variables come to, such as `${aws:PrincipalAccount}`.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
   */
  public readonly variables: Variables = (variable) => {
    if (['*', '?', '$'].includes(variable)) {
      return Text.of(variable);
    }
    const [, key, byDefault] = /^\s*([^,]*?)\s*(?:,\s*'(.*)'\s*)?$/s.exec(variable) ?? [];
    const values = key === undefined ? [] : this.valuesOf(key);
    if (values === undefined) {
      return Text.of({ kind: 'chosen', id: `variable ${variable}`, name: variable });
    }
    return values.length === 1 ? values[0] : byDefault === undefined || values.length > 1 ? NOTHING : Text.of(byDefault);
  };
}

/** One key of one operator of a `Condition` element. */
export interface Condition {
  /** Absent: nothing is known of it here. */
  readonly operator?: Operator;
  readonly isNegated: boolean;
  readonly quantifier?: 'ForAnyValue' | 'ForAllValues';
  readonly ifExists: boolean;
  /** Absent: it is chosen at deployment. */
  readonly key?: string;
  readonly expected: Text[];
}

/** How a value of a policy is compared with one of the request. */
interface Operator {
  readonly pattern: (expected: Text, variables?: Variables) => Pattern;
  readonly ignoresCase?: boolean;
  /** Texts and ARNs may have policy variables in them, other values not. */
  readonly takesNoVariables?: boolean;
  readonly isNull?: boolean;
  readonly isTrueOf?: (actual: number, expected: number) => boolean;
}

const EQUALS: Operator = { pattern: literalPattern };
const EQUALS_IGNORING_CASE: Operator = { pattern: literalPattern, ignoresCase: true };

function numeric(isTrueOf: Operator['isTrueOf']): Operator {
  return { pattern: literalPattern, takesNoVariables: true, isTrueOf };
}

/** The operators of policies around MWAA; IAM has others, of which nothing is known here. */
const OPERATORS = new Map<string, Operator>([
  ['StringEquals', EQUALS],
  ['StringEqualsIgnoreCase', EQUALS_IGNORING_CASE],
  ['StringLike', { pattern }],
  ['ArnEquals', { pattern: arnPattern }],
  ['ArnLike', { pattern: arnPattern }],
  ['Bool', { ...EQUALS_IGNORING_CASE, takesNoVariables: true }],
  ['NumericEquals', numeric((actual, expected) => actual === expected)],
  ['NumericLessThan', numeric((actual, expected) => actual < expected)],
  ['NumericLessThanEquals', numeric((actual, expected) => actual <= expected)],
  ['NumericGreaterThan', numeric((actual, expected) => actual > expected)],
  ['NumericGreaterThanEquals', numeric((actual, expected) => actual >= expected)],
  ['Null', { ...EQUALS_IGNORING_CASE, takesNoVariables: true, isNull: true }],
]);

/**
 * The conditions of a `Condition` element, all of which have to hold.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-wheretouse
 */
export function conditionsOf(element: unknown): Condition[] {
  return isChosen(element) ? [UNKNOWN] : Object.entries(element ?? {}).flatMap(([name, keys]) => {
    const [, quantifier, operator, ifExists] = /^(?:(ForAnyValue|ForAllValues):)?(.*?)(IfExists)?$/s.exec(name)!;
    return isChosen(keys) ? [UNKNOWN] : Object.entries(keys ?? {}).map(([key, values]): Condition => ({
      operator: OPERATORS.get(operator.replace('Not', '')),
      isNegated: operator.includes('Not'),
      quantifier: quantifier as Condition['quantifier'],
      ifExists: ifExists !== undefined,
      key,
      expected: [values].flat().map((value) => (value instanceof Text ? value : Text.of(String(value)))),
    }));
  });
}

const UNKNOWN: Condition = { isNegated: false, ifExists: false, expected: [] };

function isChosen(value: unknown): boolean {
  return typeof value === 'string' || value instanceof Text;
}

/** Whether a condition holds for a request. Variables are looked at where the version of the policy knows them. */
export function holds({ operator, isNegated, quantifier, ifExists, key, expected }: Condition, context: Context, hasVariables: boolean): Truth {
  const actual = key === undefined ? undefined : context.valuesOf(key);
  if (actual === undefined || (operator === undefined && actual.length > 0)) {
    return 'could be';
  }
  const variables = hasVariables && operator?.takesNoVariables === undefined ? context.variables : undefined;
  const isLike = (value: Text) => some(expected, (one) => compare(operator!, one, value, variables));
  if (operator?.isNull) {
    return isLike(Text.of(String(actual.length === 0)));
  }
  if (actual.length === 0) {
    return ifExists || quantifier === 'ForAllValues' || (isNegated && quantifier === undefined) ? 'yes' : 'no';
  }
  const satisfies = (value: Text) => (isNegated ? not(isLike(value)) : isLike(value));
  // A negated operator on a key with several values refuses when any of them is listed.
  return quantifier === 'ForAllValues' || (isNegated && quantifier === undefined) ? every(actual, satisfies) : some(actual, satisfies);
}

function compare({ pattern: patternOf, ignoresCase, isTrueOf }: Operator, expected: Text, actual: Text, variables?: Variables): Truth {
  if (isTrueOf !== undefined) {
    return compareNumbers(isTrueOf, expected, actual);
  }
  const [one, other] = ignoresCase ? [expected.toLowerCase(), actual.toLowerCase()] : [expected, actual];
  return match(patternOf(one, variables), other).truth;
}

/** A number may be one of several, such as the version of a protocol. */
function compareNumbers(isTrueOf: NonNullable<Operator['isTrueOf']>, { literal: expected }: Text, { literal, openValues: [open] }: Text): Truth {
  const numbers = literal === undefined ? open.oneOf ?? [] : [literal];
  const truths = expected === undefined ? [] : numbers.map((number) => isTrueOf(Number(number), Number(expected)));
  return truths.length === 0 || (truths.includes(true) && truths.includes(false)) ? 'could be' : truths[0] ? 'yes' : 'no';
}
