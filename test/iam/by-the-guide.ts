/**
 * IAM's evaluation once more, for requests of which everything is known: written from the IAM user guide alone, to be
 * compared with the evaluator of the library, section by section.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function decidedByTheGuide(policies: any[], request: Request, boundaries: any[] = []): 'allowed' | 'explicitDeny' | 'implicitDeny' {
  const context = new Map(Object.entries(request.context).map(([key, value]) => [key.toLowerCase(), listOf(value)]));
  const matching = (policy: any, effect: string) => listOf<any>(policy.Statement)
    .some((statement) => statement.Effect === effect && isAbout(statement, request, context, policy.Version));
  if ([...policies, ...boundaries].some((policy) => matching(policy, 'Deny'))) {
    return 'explicitDeny';
  }
  return policies.some((policy) => matching(policy, 'Allow')) && boundaries.every((policy) => matching(policy, 'Allow')) ? 'allowed' : 'implicitDeny';
}

/** What is asked: the values of condition keys, and who asks where a resource is asked. */
export interface Request {
  readonly action: string;
  readonly resource: string;
  readonly context: Record<string, string | string[]>;
  /** A service, or the ARN of a role. */
  readonly principal?: string;
}

function listOf<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}

/** The values of condition keys, by their names in lower case. */
type Context = ReadonlyMap<string, string[]>;

function isAbout(statement: any, request: Request, context: Context, version?: string): boolean {
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  const variables = version === '2012-10-17' ? context : undefined;
  const action = request.action.toLowerCase();
  const acts = (patterns: string | string[]) => listOf(patterns).some((one) => isLike(one.toLowerCase(), action, asIs));
  const names = (patterns: string | string[]) => listOf(patterns).some((one) => isLike(one, request.resource, asResource, variables));
  return (Action === undefined || acts(Action)) && (NotAction === undefined || !acts(NotAction))
    && (Resource === undefined || names(Resource)) && (NotResource === undefined || !names(NotResource))
    && (request.principal === undefined || isPrincipal(statement, request.principal))
    && Object.entries<any>(Condition).every(([operator, keys]) =>
      Object.entries<any>(keys).every(([key, values]) =>
        conditionHolds(operator, listOf(values).map(String), context.get(key.toLowerCase()) ?? [], variables)));
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
function isPrincipal({ Principal, NotPrincipal }: any, name: string): boolean {
  const includes = (element: any) => element === '*' || [element?.AWS].flat().includes('*') || [element?.[name.startsWith('arn:') ? 'AWS' : 'Service']].flat().includes(name);
  return NotPrincipal === undefined ? includes(Principal) : !includes(NotPrincipal);
}

/** A letter that has to be the same, or the letters that may stand there, one or any number of them. */
type Piece = string | { readonly not: string; readonly many: boolean };

const ANY: Piece = { not: '', many: true };
const ONE: Piece = { not: '', many: false };

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
function letters(text: string, variables?: Context): Piece[] | undefined {
  const pieces = variables === undefined ? [text] : text.split(/\$\{([^{}]*)\}/);
  const filled = pieces.map((piece, index) => (index % 2 === 0
    ? [...piece].map((letter) => (letter === '*' ? ANY : letter === '?' ? ONE : letter))
    : valueOf(piece, variables!)?.split('')));
  return filled.includes(undefined) ? undefined : filled.flat() as Piece[];
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-default-values */
function valueOf(variable: string, variables: Context): string | undefined {
  if (['*', '?', '$'].includes(variable)) {
    return variable;
  }
  const [key, ...rest] = variable.split(',');
  const values = variables.get(key.trim().toLowerCase()) ?? [];
  return values.length === 1 ? values[0] : values.length === 0 && rest.length > 0 ? rest.join(',').trim().slice(1, -1) : undefined;
}

/** What wildcards of a pattern may stand for. */
type Reading = (pieces: Piece[]) => Piece[];

const asIs: Reading = (pieces) => pieces;
/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards */
const asResource: Reading = (pieces) => withinSegments(pieces, (next) => next === undefined || next === ':');
/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN */
const asArn: Reading = (pieces) => (pieces.every((piece) => piece === ANY) ? pieces : withinSegments(pieces, () => false));
/** Without wildcards. */
const asText: Reading = (pieces) => pieces.map((piece) => (piece === ANY ? '*' : piece === ONE ? '?' : piece));

/** Nothing is like what has no value. */
function isLike(pattern: string, text: string, reading: Reading, variables?: Context): boolean {
  if (variables !== undefined && pattern.includes('${')) {
    const pieces = letters(pattern, variables);
    return pieces !== undefined && expression(reading(pieces)).test(text);
  }
  const known = KNOWN.get(reading)!;
  const like = known.get(pattern) ?? expression(reading(letters(pattern)!));
  if (known.size < MOST_KNOWN) {
    known.set(pattern, like);
  }
  return like.test(text);
}

/** Patterns without variables are looked at again and again. */
const MOST_KNOWN = 100_000;
const KNOWN = new Map([asIs, asResource, asArn, asText].map((reading) => [reading, new Map<string, RegExp>()]));

function expression(pieces: Piece[]): RegExp {
  return new RegExp(`^${pieces.map((piece) => (typeof piece === 'string'
    ? piece.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
    : `[^${piece.not}]${piece.many ? '*' : ''}`)).join('')}$`);
}

/** In the first five segments a wildcard takes no colon, unless it is a star that may go on. */
function withinSegments(pieces: Piece[], goesOn: (next?: Piece) => boolean): Piece[] {
  let colons = 0;
  return pieces.map((piece, index) => {
    colons += piece === ':' ? 1 : 0;
    const isFree = typeof piece === 'string' || colons >= 5 || (piece.many && goesOn(pieces.slice(index).find((one) => one !== ANY)));
    return isFree ? piece : { not: ':', many: piece.many };
  });
}

/**
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function conditionHolds(written: string, expected: string[], actual: string[], variables?: Context): boolean {
  const quantifier = written.includes(':') ? written.split(':')[0] : undefined;
  const name = written.replace(/^.*:/, '').replace(/IfExists$/, '');
  if (name === 'Null') {
    return expected.some((one) => one.toLowerCase() === String(actual.length === 0));
  }
  const isNegated = name.includes('Not');
  if (actual.length === 0) {
    return written.endsWith('IfExists') || quantifier === 'ForAllValues' || (isNegated && quantifier === undefined);
  }
  const satisfies = (value: string) => expected.some((one) => COMPARED[name.replace('Not', '')](one, value, variables)) !== isNegated;
  return quantifier === 'ForAllValues' || (isNegated && quantifier === undefined) ? actual.every(satisfies) : actual.some(satisfies);
}

type Compared = (expected: string, actual: string, variables?: Context) => boolean;

const equals: Compared = (expected, actual, variables) => isLike(expected, actual, asText, variables);
const arnIsLike: Compared = (expected, actual, variables) => isLike(expected, actual, asArn, variables);
const COMPARED: Record<string, Compared> = {
  StringEquals: equals,
  StringEqualsIgnoreCase: (expected, actual, variables) => equals(expected.toLowerCase(), actual.toLowerCase(), variables),
  StringLike: (expected, actual, variables) => isLike(expected, actual, asIs, variables),
  ArnEquals: arnIsLike,
  ArnLike: arnIsLike,
  Bool: (expected, actual) => expected.toLowerCase() === actual.toLowerCase(),
};
