import { inspect } from 'util';
import { Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** A value that this library cannot use. */
export interface InputProblem {
  /** The name of the prop. */
  readonly prop: string;
  /** The value of the prop. */
  readonly value: unknown;
  /** The rule and the way out, worded to complete the sentence "`prop` value …". */
  readonly rule: string;
}

/** A rule about one prop. A rule about several props is a function that returns problems. */
export interface InputRule extends InputProblem {
  /** Returns whether the value satisfies the rule. Of a value whose type is wrong, it may throw: such a value does not satisfy it. */
  readonly accepts: (value: any) => boolean;
}

/** The path of a construct that is about to be created. Throws if there can be none with this scope and id. */
export function pathOf(subject: string, scope: Construct, id: string, rule: InputRule = idRule(id)): string {
  assertInput(subject, undefined, [
    { prop: 'scope', value: scope, accepts: isInStack, rule: 'must be a construct in a stack: pass a Stack, or a construct below one' },
    rule,
  ]);
  return `${scope.node.path}/${id}`;
}

function idRule(id: unknown): InputRule {
  return {
    prop: 'id',
    value: id,
    accepts: (value) => typeof value === 'string' && value !== '' && !Token.isUnresolved(value),
    rule: 'must be a literal text that is not empty: pass a text that is known at synth',
  };
}

function isInStack(scope: unknown): boolean {
  return Construct.isConstruct(scope) && scope.node.scopes.some(Stack.isStack);
}

/** An error about wrong input: the subject, the path of the construct if it has one, and every problem. */
export function inputError(subject: string, path: string | undefined, problems: string[]): Error {
  const where = path === undefined ? subject : `${subject} at '${path}'`;
  return new Error(`${where}: ${problems.join('; ')}`);
}

/** Throws one error that lists every problem and every broken rule. */
export function assertInput(subject: string, path: string | undefined, checks: (InputRule | InputProblem)[]): void {
  const problems = checks
    .filter((check) => !('accepts' in check) || !satisfies(check))
    .map(({ prop, value, rule }) => `\`${prop}\` ${show(value)} ${rule}`);
  if (problems.length > 0) {
    throw inputError(subject, path, problems);
  }
}

/** Whether the value satisfies the rule. A value whose getters throw, such as the policy of an unknown principal, does not. */
function satisfies({ value, accepts }: InputRule): boolean {
  try {
    return accepts(value);
  } catch {
    return false;
  }
}

/** Accepts a text if `accepts` accepts it, or if it is a token, because its value is unknown before deployment. */
export function text(accepts: (value: string) => boolean): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && (Token.isUnresolved(value) || accepts(value));
}

/** Accepts a text that matches the pattern, or a token. Anchor the pattern at both ends. */
export function matching(pattern: RegExp): (value: unknown) => boolean {
  return text((value) => pattern.test(value));
}

/** Accepts a value that `accepts` accepts, or a prop that is left out. */
export function optional(accepts: (value: any) => boolean): (value: unknown) => boolean {
  return (value) => value === undefined || accepts(value);
}

/** Accepts a list if `accepts` accepts each of its items. */
export function listOf(accepts: (value: any) => boolean): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.every(accepts);
}

/** Accepts an object that has a text in the given member, such as the ARN of a managed policy. */
export function withText(member: string): (value: any) => boolean {
  return (value) => isObject(value) && nonEmptyText(value[member]);
}

/** Accepts a construct with an `env` that refers to a resource by ARN, such as by `bucketRef.bucketArn`, in CDK's reference interface for buckets. */
export function referenceTo(reference: string, arn: string): (value: any) => boolean {
  return (value) => isObject(value) && withText(arn)(value[reference]) && isObject(value.env) && isObject(value.node) && typeof value.node.path === 'string';
}

const nonEmptyText = text((value) => value !== '');

/** Accepts a principal of aws-iam. */
export function isPrincipal(value: any): boolean {
  return isObject(value) && 'policyFragment' in value && typeof value.addToPrincipalPolicy === 'function';
}

/** The rule for the props of a construct or the options of a method. A construct is not an object of props. */
export function propsRule(prop: string, props: unknown): InputRule {
  return {
    prop,
    value: props,
    accepts: optional((value) => isObject(value) && !Array.isArray(value) && !Construct.isConstruct(value) && !Token.isUnresolved(value)),
    rule: 'must be an object with the documented properties',
  };
}

/** The prop must be true, false or left out. JavaScript would take the text "false", for example from the CDK context, as true. */
export function booleanRule(prop: string, value: unknown): InputRule {
  return { prop, value, accepts: optional((given) => typeof given === 'boolean'), rule: 'must be true or false' };
}

/** The rule for the grantee of a permission. */
export function granteeRule(grantee: unknown): InputRule {
  return {
    prop: 'grantee',
    value: grantee,
    accepts: (value) => isObject(value) && isPrincipal(value.grantPrincipal),
    rule: 'must be an identity: pass a role, a user, a group or an imported one',
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function show(value: unknown): string {
  if (value === undefined) {
    return 'is missing, and';
  }
  if (Construct.isConstruct(value)) {
    return `'${value.node.path}'`;
  }
  return typeof value === 'string' ? JSON.stringify(value) : inspect(value, { depth: 0, breakLength: Infinity });
}
