import { inspect } from 'util';
import { Token } from 'aws-cdk-lib';
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
  /** Returns whether the value satisfies the rule. Called with a token only if `takesTokens` is false. */
  readonly accepts: (value: any) => boolean;
  /** Whether a string token satisfies the rule without a check. Default: true. */
  readonly takesTokens?: boolean;
}

/** The path of a construct that is about to be created. */
export function pathOf(scope: Construct, id: string): string {
  return [scope.node.path, id].filter((part) => part !== '').join('/');
}

/** An error about wrong input: the subject, the path of the construct if it has one, and every problem. */
export function inputError(subject: string, path: string | undefined, problems: string[]): Error {
  const where = path === undefined ? subject : `${subject} at '${path}'`;
  return new Error(`${where}: ${problems.join('; ')}`);
}

/** Throws one error that lists every problem and every broken rule. String tokens pass, because their values are unknown before deployment. */
export function assertInput(subject: string, path: string | undefined, checks: (InputRule | InputProblem)[]): void {
  const problems = checks
    .filter((check) => !('accepts' in check) || isBroken(check))
    .map(({ prop, value, rule }) => `\`${prop}\` ${show(value)} ${rule}`);
  if (problems.length > 0) {
    throw inputError(subject, path, problems);
  }
}

function isBroken({ value, accepts, takesTokens = true }: InputRule): boolean {
  return !(takesTokens && isToken(value)) && !accepts(value);
}

/** Accepts a string that matches the pattern. Anchor the pattern at both ends. */
export function matching(pattern: RegExp): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && pattern.test(value);
}

/** Accepts a value that `accepts` accepts, or a prop that is left out. */
export function optional(accepts: (value: any) => boolean): (value: unknown) => boolean {
  return (value) => value === undefined || accepts(value);
}

/** The prop must be true, false or left out. JavaScript would take the text "false", for example from the CDK context, as true. */
export function booleanRule(prop: string, value: unknown): InputRule {
  return { prop, value, accepts: optional((given) => typeof given === 'boolean'), takesTokens: false, rule: 'must be true or false' };
}

/** The rule for the grantee of a permission. */
export function granteeRule(grantee: unknown): InputRule {
  return {
    prop: 'grantee',
    value: grantee,
    accepts: referenceTo('grantPrincipal'),
    takesTokens: false,
    rule: 'must be an identity: pass a role, a user, a group or an imported one',
  };
}

/** Accepts a list if `accepts` accepts each of its items. */
export function listOf(accepts: (value: any) => boolean): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.every(accepts);
}

/** Accepts an object that has the given property, such as `bucketRef` of CDK's reference interface for buckets. */
export function referenceTo(property: string): (value: any) => boolean {
  return (value) => typeof value === 'object' && value !== null && value[property] !== undefined && value[property] !== null;
}

/** Whether a value is a string token. `Token.isUnresolved` alone would also accept a construct with a `resolve` method, such as a stack. */
function isToken(value: unknown): boolean {
  return typeof value === 'string' && Token.isUnresolved(value);
}

function show(value: unknown): string {
  if (Construct.isConstruct(value)) {
    return `'${value.node.path}'`;
  }
  return typeof value === 'string' ? JSON.stringify(value) : inspect(value, { depth: 0, breakLength: Infinity });
}
