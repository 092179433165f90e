/**
 * IAM's evaluation once more, for requests of which everything is known: written from the IAM user guide alone, to be
 * compared with the evaluator of the library. Section by section, with no thought for speed.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function decidedByTheGuide(policies: any[], request: Request, boundaries: any[] = []): 'allowed' | 'explicitDeny' | 'implicitDeny' {
  const matching = (policy: any, effect: string) => [policy.Statement].flat()
    .some((statement) => statement.Effect === effect && isAbout(statement, request, policy.Version));
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
  readonly service?: string;
}

function isAbout(statement: any, request: Request, version?: string): boolean {
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  const context = new Map(Object.entries(request.context).map(([key, value]) => [key.toLowerCase(), [value].flat()]));
  const variables = version === '2012-10-17' ? context : undefined;
  const acts = (patterns: any) => [patterns].flat().some((one) => isLike(letters(one.toLowerCase()), request.action.toLowerCase()));
  const names = (patterns: any) => [patterns].flat().some((one) => nameResource(one, request.resource, variables));
  return (Action === undefined || acts(Action)) && (NotAction === undefined || !acts(NotAction))
    && (Resource === undefined || names(Resource)) && (NotResource === undefined || !names(NotResource))
    && (request.service === undefined || isPrincipal(statement, request.service))
    && Object.entries<any>(Condition).every(([operator, keys]) =>
      Object.entries<any>(keys).every(([key, values]) =>
        conditionHolds(operator, [values].flat().map(String), context.get(key.toLowerCase()) ?? [], variables)));
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
function isPrincipal({ Principal, NotPrincipal }: any, service: string): boolean {
  const includes = (element: any) => element === '*' || [element?.AWS].flat().includes('*') || [element?.Service].flat().includes(service);
  return NotPrincipal === undefined ? includes(Principal) : !includes(NotPrincipal);
}

/** A letter that has to be the same, or the letters that may stand there, one or any number of them. */
type Piece = string | { readonly not: string; readonly many: boolean };

const ANY: Piece = { not: '', many: true };
const ONE: Piece = { not: '', many: false };

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
function letters(text: string, variables?: Map<string, string[]>): Piece[] | undefined {
  const pieces = variables === undefined ? [text] : text.split(/\$\{([^{}]*)\}/);
  const filled = pieces.map((piece, index) => (index % 2 === 0
    ? [...piece].map((letter) => (letter === '*' ? ANY : letter === '?' ? ONE : letter))
    : valueOf(piece, variables!)?.split('')));
  return filled.includes(undefined) ? undefined : filled.flat() as Piece[];
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-default-values */
function valueOf(variable: string, variables: Map<string, string[]>): string | undefined {
  if (['*', '?', '$'].includes(variable)) {
    return variable;
  }
  const [key, ...rest] = variable.split(',');
  const values = variables.get(key.trim().toLowerCase()) ?? [];
  return values.length === 1 ? values[0] : values.length === 0 && rest.length > 0 ? rest.join(',').trim().slice(1, -1) : undefined;
}

/** Tries every way in which the first pieces can stand for the first letters. Nothing is like what has no value. */
function isLike(pieces: Piece[] | undefined, text: string): boolean {
  let ends = new Set(pieces === undefined ? [] : [0]);
  for (const piece of pieces ?? []) {
    const next = new Set<number>();
    for (const end of ends) {
      if (typeof piece === 'string') {
        if (text[end] === piece) {
          next.add(end + 1);
        }
      } else {
        let to = end;
        if (piece.many) {
          next.add(to);
        }
        while (to < text.length && !(piece.not !== '' && text[to] === piece.not)) {
          to++;
          next.add(to);
          if (!piece.many) {
            break;
          }
        }
      }
    }
    ends = next;
    if (ends.size === 0) {
      return false;
    }
  }
  return ends.has(text.length);
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards */
function nameResource(pattern: string, resource: string, variables?: Map<string, string[]>): boolean {
  return isLike(withinSegments(letters(pattern, variables), (next) => next === undefined || next === ':'), resource);
}

/** In the first five segments a wildcard takes no colon, unless it is a star that may go on. */
function withinSegments(pieces: Piece[] | undefined, goesOn: (next?: Piece) => boolean): Piece[] | undefined {
  let colons = 0;
  return pieces?.map((piece, index) => {
    colons += piece === ':' ? 1 : 0;
    const isFree = typeof piece === 'string' || colons >= 5 || (piece.many && goesOn(pieces.slice(index).find((one) => one !== ANY)));
    return isFree ? piece : { not: ':', many: piece.many };
  });
}

/**
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function conditionHolds(written: string, expected: string[], actual: string[], variables?: Map<string, string[]>): boolean {
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

type Compared = (expected: string, actual: string, variables?: Map<string, string[]>) => boolean;

const equals: Compared = (expected, actual, variables) =>
  isLike(letters(expected, variables)?.map((piece) => (piece === ANY ? '*' : piece === ONE ? '?' : piece)), actual);
/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN */
const arnIsLike: Compared = (expected, actual, variables) => {
  const pieces = letters(expected, variables);
  return isLike(pieces?.every((piece) => piece === ANY) ? pieces : withinSegments(pieces, () => false), actual);
};
const COMPARED: Record<string, Compared> = {
  StringEquals: equals,
  StringEqualsIgnoreCase: (expected, actual, variables) => equals(expected.toLowerCase(), actual.toLowerCase(), variables),
  StringLike: (expected, actual, variables) => isLike(letters(expected, variables), actual),
  ArnEquals: arnIsLike,
  ArnLike: arnIsLike,
  Bool: (expected, actual) => expected.toLowerCase() === actual.toLowerCase(),
};
