import { Token } from 'aws-cdk-lib';
import { InputProblem, InputRule, matching, optional, text } from '../../common/input-rules';

/** The most characters that IAM allows in a customer managed policy, not counting white space. */
const MAX_CHARACTERS = 6144;

/**
 * The rules for a document as a customer managed policy. Each rule names its place in the document.
 *
 * The rules cover the grammar of a policy. IAM Access Analyzer checks whether the actions and resources exist. Tokens pass.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
export function jsonPolicyRules(document: unknown): (InputRule | InputProblem)[] {
  if (!isMembers(document)) {
    return [problem('document', document, 'must be a JSON policy: an object with `Version` and `Statement`')];
  }
  const { Version: version, Id: id, Statement: statement } = document;
  return [
    rule('document.Id', id, optional(text(() => true)), 'must be a text'),
    ...unknownElements('document', document, ['Version', 'Id', 'Statement']),
    rule('document.Version', version, (value) => ['2012-10-17', '2008-10-17', undefined].includes(value), 'must be "2012-10-17" or "2008-10-17"'),
    rule('document.Statement', statement, (value) => [value].flat().some((item) => item !== undefined), 'must hold at least one statement'),
    ...Array.isArray(statement)
      ? statement.flatMap((item, index) => statementRules(`document.Statement[${index}]`, item))
      : [statement].filter((item) => item !== undefined).flatMap((item) => statementRules('document.Statement', item)),
    ...repeatedSids(statement),
    ...sizeProblems(document),
  ];
}

/** The rules for a statement of an identity-based policy. */
function statementRules(where: string, statement: unknown): (InputRule | InputProblem)[] {
  if (Token.isUnresolved(statement)) {
    return [];
  }
  if (!isMembers(statement)) {
    return [problem(where, statement, 'must be a statement: an object with `Effect`, `Action` and `Resource`')];
  }
  return [
    rule(`${where}.Effect`, statement.Effect, (effect) => effect === 'Allow' || effect === 'Deny', 'must be "Allow" or "Deny"'),
    ...textRules(where, statement, 'Action', /^(\*|[^\s:]+:[^\s:]+)$/, 'must be an action such as "s3:GetObject", or "*"'),
    ...textRules(where, statement, 'Resource', /^(\*|arn:[^\n\r]+)$/, 'must be an ARN, or "*"'),
    rule(`${where}.Sid`, statement.Sid, optional(matching(/^[a-zA-Z0-9]*$/)), 'must be letters and digits'),
    ...conditionRules(`${where}.Condition`, statement.Condition),
    ...unknownElements(where, statement, STATEMENT_ELEMENTS),
    ...['Principal', 'NotPrincipal'].map((member) => (
      rule(`${where}.${member}`, statement[member], (value) => value === undefined, 'must be left out, because a policy of a role has no principal')
    )),
  ];
}

/** A `Sid` is unique in its policy. An empty one counts as none, as Terraform wrote it for years. */
function repeatedSids(statement: unknown): InputProblem[] {
  const sids = [statement].flat().map((item) => (isMembers(item) ? item.Sid : undefined));
  return sids.flatMap((sid, index) => (sid === undefined || sid === '' || Token.isUnresolved(sid) || sids.indexOf(sid) === index ? [] : [
    problem(`document.Statement[${index}].Sid`, sid, `must not be that of another statement, document.Statement[${sids.indexOf(sid)}]: leave it out, or give another`),
  ]));
}

const STATEMENT_ELEMENTS = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition', 'Principal', 'NotPrincipal'];

/** IAM rejects elements that the grammar does not have. */
function unknownElements(where: string, element: Members, known: string[]): InputProblem[] {
  return Object.keys(element)
    .filter((name) => element[name] !== undefined && !known.includes(name) && !Token.isUnresolved(name))
    .map((name) => problem(`${where}.${name}`, element[name], `must be left out, because no policy has this element: IAM knows ${known.join(', ')}`));
}

/** A condition is a map of operators, each with a map of condition keys, each with one value or a list of values. */
function conditionRules(where: string, condition: unknown): (InputRule | InputProblem)[] {
  const isMap = (value: unknown) => value === undefined || isMembers(value);
  const operators = isMembers(condition) ? Object.entries(condition) : [];
  const keys = operators.flatMap(([operator, map]) => isMembers(map) ? Object.entries(map).map(([key, value]) => [`${where}.${operator}.${key}`, value] as const) : []);
  return [
    rule(where, condition, isMap, 'must be an object of condition operators, such as "StringEquals"'),
    ...operators.map(([operator, map]) => rule(`${where}.${operator}`, map, isMap, 'must be an object of condition keys, such as "aws:SourceAccount"')),
    ...keys.map(([place, value]) => rule(place, value, isConditionValue, 'must be a text, a number, true or false, or a list of them')),
  ];
}

function isConditionValue(value: unknown): boolean {
  return [value].flat().every((one) => Token.isUnresolved(one) || ['string', 'number', 'boolean', 'undefined'].includes(typeof one));
}

/** A statement has either the member or its negation, as a text or a list of texts. */
function textRules(where: string, statement: Members, member: string, pattern: RegExp, must: string): (InputRule | InputProblem)[] {
  const [present, ...more] = [member, `Not${member}`].filter((name) => statement[name] !== undefined);
  if (present === undefined || more.length > 0) {
    return [problem(`${where}.${member}`, statement[member], `must be given, or \`Not${member}\` instead: give exactly one of the two`)];
  }
  const value = statement[present];
  return [
    rule(`${where}.${present}`, value, (list) => !Array.isArray(list) || list.length > 0, 'must not be empty'),
    ...Array.isArray(value) && !Token.isUnresolved(value)
      ? value.map((item, index) => rule(`${where}.${present}[${index}]`, item, matching(pattern), must))
      : [rule(`${where}.${present}`, value, matching(pattern), must)],
  ];
}

function sizeProblems(document: Members): InputProblem[] {
  const characters = JSON.stringify(document).replace(/\$\{Token\[[^\]]*\]\}|\s/g, '').length; // the length of a token is unknown
  return characters <= MAX_CHARACTERS ? [] : [{
    prop: 'document',
    value: characters,
    rule: 'characters are too many: IAM allows 6,144 without white space in a managed policy, so split the document',
  }];
}

function rule(prop: string, value: unknown, accepts: (value: any) => boolean, must: string): InputRule {
  return { prop, value, accepts: (given) => Token.isUnresolved(given) || accepts(given), rule: must };
}

function problem(prop: string, value: unknown, must: string): InputProblem {
  return { prop, value, rule: must };
}

type Members = Record<string, unknown>;

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Token.isUnresolved(value);
}

/** The actions of a document that are written with "mwaa", which is the prefix of no service. */
export function mwaaActions(document: { readonly Statement: any }): string[] {
  return [document.Statement].flat()
    .flatMap(({ Action: action, NotAction: notAction }) => [action, notAction].flat())
    .filter((action) => /^mwaa:/i.test(action));
}
