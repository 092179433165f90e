import { Dependence, dependencesOf, Difference } from '../../iam/dependence';
import { AccessRequest } from '../../iam/evaluation';
import { PolicyDocument } from '../../iam/policy-document';
import { Effect } from '../../iam/statement';
import { OpenValue, Text } from '../../iam/text';
import { showResource } from '../subject/requirements';

/** Said where nothing more can be. */
export const DEPLOYMENT = 'it depends on values that only the deployment knows';

/** On what it depends whether documents allow a request, in words: what could allow it, or else what could deny it. */
export function reasonOf(documents: readonly PolicyDocument[], request: AccessRequest, decided: { readonly isGranted: string }): string {
  const effect = decided.isGranted === 'yes' ? 'Deny' : 'Allow';
  const [first, ...others] = dependencesOf(documents, effect, request);
  return first === undefined ? DEPLOYMENT : wordsFor(first, effect, others.length === 0);
}

function wordsFor({ differences: [difference] }: Dependence, effect: Effect, isOnly: boolean): string {
  const verb = effect === 'Allow' ? 'allows' : 'denies';
  if (difference === undefined) {
    return `only the deployment knows a statement that ${verb} it`;
  }
  const { element, expected, actual, isNegated } = difference;
  if (expected === undefined || actual === undefined) {
    return `a statement ${verb} it depending on ${element === 'Principal' ? ['its principal', ...expected === undefined ? [] : [expected]].join(' ') : element}, which only the deployment knows`;
  }
  const [one, other] = apart(showResource(expected), showResource(actual));
  const not = isNegated ? 'all but ' : '';
  const what = SUBJECTS.includes(element)
    ? `a statement ${verb} ${not}${one}, and MWAA needs ${other}`
    : `a statement ${verb} it where ${element} is ${isNegated ? 'not ' : ''}${one}, and it is ${other}`;
  const [forgotten] = expected.literals.flatMap((part) => part.match(REFERENCE) ?? []);
  if (forgotten !== undefined) {
    return `${what}: ${forgotten} stands there without Fn::Sub, and so CloudFormation does not fill it in`;
  }
  return `${what}: right ${(effect === 'Allow') === isNegated ? 'unless' : isOnly ? 'only if' : 'if, for example,'} ${equation(difference, expected, actual)}`;
}

const SUBJECTS = ['Action', 'Resource', 'NotResource'];

/** A reference as in `Fn::Sub`. The policy variables of IAM have a prefix and a colon, or a sign. */
const REFERENCE = /\$\{(?:AWS::)?[A-Za-z0-9.]+\}/;

/** Both texts, without what ARNs have before the name of a resource where that is the same. */
function apart(one: string, other: string): [string, string] {
  const pieces = piecesOf(one);
  const common = pieces.slice(0, commonLength(pieces, piecesOf(other)));
  const [, , , , , fifth] = [-1, ...common.flatMap((piece, index) => (piece === ':' ? [index] : []))];
  const from = fifth === undefined ? 0 : common.slice(0, fifth + 1).join('').length;
  return [one.slice(from), other.slice(from)];
}

/** When the two texts are alike, as plainly as it can be said. */
function equation({ values = new Map() }: Difference, expected: Text, actual: Text): string {
  const [one, other] = [expected, actual].map((text) => showResource(text));
  const [left, right] = rests(one, other);
  const open = [...expected.openValues, ...actual.openValues];
  const solved = solution(open, left, right) ?? solution(open, right, left);
  const known: string[] = solved === undefined && !/[*?]/.test(one)
    ? [...values].map(([value, text]) => `${named(value)} is ${text}`)
    : [];
  return solved ?? (known.length > 0 ? `${known.join(' and ')}, or the like` : 'the one covers the other');
}

function solution(open: readonly OpenValue[], left: string, right: string): string | undefined {
  const value = open.find(({ name }) => left === `\${${name}}`);
  return value && `${named(value)} is ${/[*?]/.test(right) ? 'like ' : ''}${right === '' ? 'empty' : right}`;
}

function named({ name, usually }: OpenValue): string {
  return usually === undefined ? name : `${name} (by default "${usually}")`;
}

/** What is left of two texts without what they begin and end with alike. */
function rests(one: string, other: string): [string, string] {
  const [ours, theirs] = [piecesOf(one), piecesOf(other)];
  const start = commonLength(ours, theirs);
  const [left, right] = [ours.slice(start), theirs.slice(start)];
  const end = commonLength([...left].reverse(), [...right].reverse());
  return [left.slice(0, left.length - end).join(''), right.slice(0, right.length - end).join('')];
}

function commonLength(one: readonly string[], other: readonly string[]): number {
  const index = one.findIndex((piece, at) => piece !== other[at]);
  return index < 0 ? one.length : index;
}

/** The letters of a text as people read it, with each value that is open as one. */
function piecesOf(shown: string): string[] {
  return [...shown.matchAll(/\$\{[^}]*\}|\{\{[^}]*\}\}|[^]/g)].map(([piece]) => piece);
}
