import {
  CfnCondition, CfnElement, CfnParameter, CfnResource, DefaultTokenResolver, IPostProcessor, IResolvable, IResolveContext, Reference, Stack,
  StringConcat, Tokenization,
} from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { conditionIds } from './carried-condition';
import { inOneStack } from '../same-place';

/** A condition, or undefined for one that no construct of the stack defines. */
type Condition = CfnCondition | undefined;

/** The conditions under which a resource is deployed: its own and those of the nested stacks around it. Call it when the app is validated. */
export function conditionsOf(resource: CfnResource): Condition[] {
  const { stack, cfnOptions: { condition: given } } = resource;
  const own = conditionIds(resource).map((id) => given !== undefined && hasId(given, id) ? given : conditionIn(stack, id));
  return stack.nestedStackResource === undefined ? own : [...own, ...conditionsOf(stack.nestedStackResource)];
}

function conditionIn(stack: Stack, id: string): Condition {
  return stack.node.findAll().filter(isCondition).find((condition) => condition.stack === stack && hasId(condition, id));
}

function hasId({ stack, logicalId }: CfnCondition, id: string): boolean {
  return stack.resolve(logicalId) === id;
}

function isCondition(construct: IConstruct): construct is CfnCondition {
  return CfnElement.isCfnElement(construct) && 'expression' in construct;
}

/**
 * Whether two resources of an app are certainly both created in some deployment. Two stacks have parameters of their own, so
 * conditions in them may exclude each other by values that synth cannot see.
 */
export function areBothCreated(one: CfnResource, other: CfnResource): boolean {
  const conditions = [...conditionsOf(one), ...conditionsOf(other)];
  return inOneStack(one, other) ? !excludeEachOther(conditions) : conditions.length === 0;
}

/** The most combinations of values to try. If there are more, the conditions count as exclusive. */
const MOST = 4_096;

/**
 * Whether these conditions can never all be true. Also returns true if that cannot be decided.
 *
 * Tries the values that decide the comparisons: for a parameter its allowed values, for anything else each literal that the
 * conditions contain and two other texts. What is worked out of other values, and places beside each other, cannot be decided.
 */
export function excludeEachOther(conditions: Condition[]): boolean {
  const known = conditions.filter((condition) => condition !== undefined);
  // What a nested stack gets for its parameters decides too.
  if (known.length < conditions.length || new Set(known.map(({ stack }) => stack)).size > 1) {
    return true;
  }
  const expressions = known.map(expressionOf);
  const operands = expressions.flatMap(operandsOf);
  const isDecidable = operands.every((operand) => isText(operand) || operand.Ref !== undefined);
  if (!isDecidable || new Set(operands.map(({ Ref }) => Ref).filter(isOfPlace)).size > 1) {
    return true;
  }
  const texts = operands.filter(isText);
  const values = new Map(operands.filter((operand) => !isText(operand)).map((operand) =>
    [JSON.stringify(operand), operand.AllowedValues ?? [...texts, 'any other', JSON.stringify(operand)]] as [string, string[]]));
  if ([...values.values()].reduce((product, { length }) => product * length, 1) > MOST) {
    return true;
  }
  const combinations = [...values].reduce<Map<string, string>[]>(
    (all, [operand, its]) => all.flatMap((some) => its.map((value) => new Map([...some, [operand, value]]))), [new Map()],
  );
  return !combinations.some((combination) => expressions.every((expression) => holds(expression, combination)));
}

/** The expression of a condition, with those of the conditions in it. */
function expressionOf(condition: CfnCondition): any {
  return inlined(condition.stack, Tokenization.resolve(condition.expression, {
    scope: condition, resolver: new ConditionResolver(), preparing: false,
  }));
}

/** Replaces the conditions that are written as in a template. */
function inlined(stack: Stack, expression: any): any {
  const [name, parts] = Object.entries<any>(expression ?? {}).flat();
  if (name === 'Condition') {
    const condition = conditionIn(stack, parts);
    return condition && expressionOf(condition);
  }
  return isJunction(name) ? { [name]: parts.map((part: unknown) => inlined(stack, part)) } : expression;
}

function isJunction(name: string): boolean {
  return ['Fn::And', 'Fn::Or', 'Fn::Not'].includes(name);
}

/** Resolves a reference to a condition to its expression, and adds the allowed values to a reference to a parameter. */
class ConditionResolver extends DefaultTokenResolver {
  constructor() {
    super(new StringConcat());
  }

  public override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): any {
    if (CfnElement.isCfnElement(token) && 'expression' in token) {
      return context.resolve(token.expression);
    }
    if (Reference.isReference(token) && 'allowedValues' in token.target) {
      const { node, allowedValues } = token.target as CfnParameter;
      return { Ref: node.path, AllowedValues: allowedValues };
    }
    return super.resolveToken(token, context, postProcessor);
  }
}

/** What an expression compares. Something that is neither a text nor a reference, if it is no expression that can be decided. */
function operandsOf(expression: any): any[] {
  const [name, parts] = Object.entries<any>(expression ?? {}).flat();
  return name === 'Fn::Equals' ? parts.map(textOrReference) : isJunction(name) ? parts.flatMap(operandsOf) : [{}];
}

/** CloudFormation compares numbers and booleans as texts. */
function textOrReference(operand: any): any {
  return typeof operand === 'object' ? operand : String(operand);
}

/** Partition, URL suffix and Region depend on each other. */
function isOfPlace(ref: string | undefined): boolean {
  return ref !== undefined && /^AWS::(Partition|URLSuffix|Region)$/.test(ref);
}

function isText(operand: unknown): operand is string {
  return typeof operand === 'string';
}

function holds(expression: any, combination: Map<string, string>): boolean {
  const [name, parts] = Object.entries<any>(expression).flat();
  const valueOf = (operand: unknown) => isText(operand) ? operand : combination.get(JSON.stringify(operand));
  switch (name) {
    case 'Fn::Equals': return valueOf(textOrReference(parts[0])) === valueOf(textOrReference(parts[1]));
    case 'Fn::Not': return !holds(parts[0], combination);
    case 'Fn::And': return parts.every((part: unknown) => holds(part, combination));
    default: return parts.some((part: unknown) => holds(part, combination));
  }
}
