import { Token } from 'aws-cdk-lib';
import { InputProblem, InputRule, matching } from '../common/input-rules';

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
  const { Version: version, Statement: statement } = document;
  return [
    rule('document.Version', version, (value) => ['2012-10-17', '2008-10-17', undefined].includes(value), 'must be "2012-10-17" or "2008-10-17"'),
    rule('document.Statement', statement, (value) => [value].flat().some((item) => item !== undefined), 'must hold at least one statement'),
    ...Array.isArray(statement)
      ? statement.flatMap((item, index) => statementRules(`document.Statement[${index}]`, item))
      : [statement].filter((item) => item !== undefined).flatMap((item) => statementRules('document.Statement', item)),
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
    ...['Principal', 'NotPrincipal'].map((member) => (
      rule(`${where}.${member}`, statement[member], (value) => value === undefined, 'must be left out, because a policy of a role has no principal')
    )),
  ];
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
  const text = JSON.stringify(document);
  const characters = text.replace(/\$\{Token\[[^\]]*\]\}|\s/g, '').length; // the length of a token is unknown
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
