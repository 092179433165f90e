import { inspect } from 'util';
import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** What the caller gave and this library cannot use. */
export interface InputProblem {
  /** The prop, as the caller writes it. */
  readonly prop: string;
  /** What the caller gave. */
  readonly value: unknown;
  /** The rule and the way out. Completes the sentence "`prop` value …". */
  readonly rule: string;
}

/** What one prop has to satisfy by itself. A rule about more than that is a function that returns problems. */
export interface InputRule extends InputProblem {
  /** Whether a concrete value is acceptable. Asked about a token only where `takesTokens` is false. */
  readonly accepts: (value: any) => boolean;
  /** Whether a text that is known at deployment only may stand here. True unless said otherwise. */
  readonly takesTokens?: boolean;
}

/** The path that a construct will have once it is defined. */
export function pathOf(scope: Construct, id: string): string {
  return [scope.node.path, id].filter((part) => part !== '').join('/');
}

/** This library's error for what it cannot use: subject, path of the construct where there is one, every problem at once. */
export function inputError(subject: string, path: string | undefined, problems: string[]): Error {
  const where = path === undefined ? subject : `${subject} at '${path}'`;
  return new Error(`${where}: ${problems.join('; ')}`);
}

/** Throws one error that lists every problem and every broken rule. Tokens pass: there is nothing to look at before deployment. */
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

/** Accepts a string that the pattern, anchored at both ends, matches. */
export function matching(pattern: RegExp): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && pattern.test(value);
}

/** Accepts what `accepts` does, and a prop that was left out. */
export function optional(accepts: (value: any) => boolean): (value: unknown) => boolean {
  return (value) => value === undefined || accepts(value);
}

/** A prop that is true, false or left out; a text from the context, for one, only counts as true. */
export function booleanRule(prop: string, value: unknown): InputRule {
  return { prop, value, accepts: optional((given) => typeof given === 'boolean'), takesTokens: false, rule: 'must be true or false' };
}

/** Who is granted something. */
export function granteeRule(grantee: unknown): InputRule {
  return {
    prop: 'grantee',
    value: grantee,
    accepts: referenceTo('grantPrincipal'),
    takesTokens: false,
    rule: 'must be an identity: pass an `iam.Role`, an `iam.User`, an `iam.Group` or an imported one',
  };
}

/** Accepts a list of what `accepts` does. */
export function listOf(accepts: (value: any) => boolean): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.every(accepts);
}

/** Accepts an object that carries what CDK's reference interface of that name promises, such as `bucketRef`. */
export function referenceTo(reference: string): (value: any) => boolean {
  return (value) => typeof value === 'object' && value !== null && value[reference] !== undefined && value[reference] !== null;
}

/** Only strings stand for later values here; a construct that can `resolve`, such as a stack, is no token. */
function isToken(value: unknown): boolean {
  return typeof value === 'string' && Token.isUnresolved(value);
}

function show(value: unknown): string {
  if (Construct.isConstruct(value)) {
    return `'${value.node.path}'`;
  }
  return typeof value === 'string' ? JSON.stringify(value) : inspect(value, { depth: 0, breakLength: Infinity });
}
