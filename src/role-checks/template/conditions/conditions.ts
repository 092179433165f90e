import { canonical } from '../../../iam/intrinsics';
import { match } from '../../../iam/matching/matching';
import { literalPattern } from '../../../iam/matching/pattern';
import { Text } from '../../../iam/text';

/** Two texts that a condition compares, or something else that decides it. */
export interface Question {
  /** Tells questions apart. */
  readonly id: string;
  readonly compared?: readonly [Text, Text];
}

/** What decides conditions. */
export interface ConditionScope {
  /** The expression of a condition of the template. */
  readonly expressions: Record<string, unknown>;
  text(value: unknown): Text;
  /** Whether another condition is true. */
  isTrue(condition: string): boolean | undefined;
  /** How a question is answered that the texts leave open. */
  answer(question: Question): boolean | undefined;
}

/**
 * Whether the expression of a condition is true; `undefined` where that is left open.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html
 */
export function truthOf(expression: any, scope: ConditionScope): boolean | undefined {
  if (typeof expression === 'string' && Object.hasOwn(scope.expressions, expression)) {
    return scope.isTrue(expression);
  }
  const [name, argument] = Object.entries<any>(expression ?? {}).flat();
  const parts = () => [argument].flat().map((part) => truthOf(part, scope));
  switch (name) {
    case 'Condition': return truthOf(String(argument), scope);
    case 'Fn::Not': return opposite(parts()[0]);
    case 'Fn::And': return all(parts());
    case 'Fn::Or': return opposite(all(parts().map(opposite)));
    case 'Fn::Equals': return equal(argument, scope);
    default: return scope.answer({ id: canonical(expression) });
  }
}

function equal(argument: any, scope: ConditionScope): boolean | undefined {
  const [one, other] = [argument].flat().map((value) => scope.text(value));
  if (one === undefined || other === undefined) {
    return undefined;
  }
  const { truth } = match(literalPattern(one), other);
  return truth === 'could be' ? scope.answer({ id: [one.key, other.key].sort().join(' = '), compared: [one, other] }) : truth === 'yes';
}

function opposite(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

function all(values: (boolean | undefined)[]): boolean | undefined {
  if (values.includes(false)) {
    return false;
  }
  return values.includes(undefined) ? undefined : true;
}
