import { Aws, Lazy, Token } from 'aws-cdk-lib';
import { assertInput } from '../../../src/common/input-rules';
import { jsonPolicyRules } from '../../../src/role/json-policy/json-policy-grammar';
import { documented } from '../../documented';
import { COMMERCIAL } from '../../template';

const SID = Token.asString({ Ref: 'Sid' });
const OK = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::data/*' };

/** What is wrong with a document, one line a problem. */
function problems(document: unknown): string[] {
  try {
    assertInput('x', undefined, jsonPolicyRules(document));
    return [];
  } catch (error) {
    return (error as Error).message.slice('x: '.length).split('; ');
  }
}

const policy = (...statements: any[]) => ({ Version: '2012-10-17', Statement: statements });

test.each<[string, unknown]>([
  ['what Amazon MWAA documents', documented('secrets-manager-read-policy', COMMERCIAL)],
  ['one statement that is no list', { Version: '2012-10-17', Statement: OK }],
  ['no version, and an id', { Id: 'mine', Statement: [OK] }],
  ['the older version', { Version: '2008-10-17', Statement: [OK] }],
  ['every action and every resource', policy({ Effect: 'Deny', Action: '*', Resource: '*' })],
  ['empty sids, and sids that differ in case', policy({ ...OK, Sid: '' }, { ...OK, Sid: '' }, { ...OK, Sid: 'a' }, { ...OK, Sid: 'A' }, OK)],
  ['a sid that is a token, twice', policy({ ...OK, Sid: SID }, { ...OK, Sid: SID })],
  ['what is negated, with a sid and a condition', policy({ Sid: 'A', Effect: 'Deny', NotAction: ['iam:*'], NotResource: ['arn:aws:s3:::x'], Condition: { Bool: { 'a:b': true } } })],
  ['tokens in every place', policy(
    { Effect: Aws.PARTITION, Action: [Aws.PARTITION], Resource: `arn:${Aws.PARTITION}:s3:::x` },
    { Effect: 'Allow', Action: Lazy.list({ produce: () => ['s3:*'] }), Resource: Lazy.any({ produce: () => '*' }) },
    Lazy.any({ produce: () => OK }),
  )],
  ['a list of statements that is a token', { Statement: Lazy.any({ produce: () => [OK] }) }],
])('takes %s', (_case, document) => {
  expect(problems(document)).toEqual([]);
});

test.each<[string, unknown, string[]]>([
  ['no document', undefined, ['`document` is missing, and must be a JSON policy: an object with `Version` and `Statement`']],
  ['null', null, ['`document` null must be a JSON policy: an object with `Version` and `Statement`']],
  ['a list', [OK], ['`document` [ [Object] ] must be a JSON policy: an object with `Version` and `Statement`']],
  ['a number', 7, ['`document` 7 must be a JSON policy: an object with `Version` and `Statement`']],
  ['another version', { ...policy(OK), Version: '2025-01-01' }, ['`document.Version` "2025-01-01" must be "2012-10-17" or "2008-10-17"']],
  ['no statements', { Version: '2012-10-17' }, ['`document.Statement` is missing, and must hold at least one statement']],
  ['an empty list of statements', policy(), ['`document.Statement` [] must hold at least one statement']],
  ['a misspelt list of statements', { Statements: [OK] }, [
    '`document.Statements` [ [Object] ] must be left out, because no policy has this element: IAM knows Version, Id, Statement',
    '`document.Statement` is missing, and must hold at least one statement',
  ]],
  ['an id that is no text', { Id: 5, Statement: OK }, ['`document.Id` 5 must be a text']],
  ['an unknown element', policy({ ...OK, Actions: 's3:*' }), [
    '`document.Statement[0].Actions` "s3:*" must be left out, because no policy has this element:' +
    ' IAM knows Sid, Effect, Action, NotAction, Resource, NotResource, Condition, Principal, NotPrincipal',
  ]],
  ['a Sid with a space', policy({ ...OK, Sid: 'read it' }), ['`document.Statement[0].Sid` "read it" must be letters and digits']],
  ['a Sid twice', policy({ ...OK, Sid: 'A' }, { ...OK, Sid: 'B' }, { ...OK, Sid: 'A' }), [
    '`document.Statement[2].Sid` "A" must not be that of another statement, document.Statement[0]: leave it out, or give another',
  ]],
  ['a Sid that is no text', policy({ ...OK, Sid: 1 }), ['`document.Statement[0].Sid` 1 must be letters and digits']],
  ['a condition that is a list', policy({ ...OK, Condition: [] }), ['`document.Statement[0].Condition` [] must be an object of condition operators, such as "StringEquals"']],
  ['a condition without keys', policy({ ...OK, Condition: { StringEquals: 'x' } }), [
    '`document.Statement[0].Condition.StringEquals` "x" must be an object of condition keys, such as "aws:SourceAccount"',
  ]],
  ['a condition value that is an object', policy({ ...OK, Condition: { Bool: { 'aws:SecureTransport': { a: 1 } } } }), [
    '`document.Statement[0].Condition.Bool.aws:SecureTransport` { a: 1 } must be a text, a number, true or false, or a list of them',
  ]],
  ['a list of condition values with null', policy({ ...OK, Condition: { Null: { 'aws:TokenIssueTime': [null] } } }), [
    '`document.Statement[0].Condition.Null.aws:TokenIssueTime` [ null ] must be a text, a number, true or false, or a list of them',
  ]],
  ['a statement that is null', { Statement: null }, ['`document.Statement` null must be a statement: an object with `Effect`, `Action` and `Resource`']],
  ['a statement that is a text', policy(OK, 's3:*'), ['`document.Statement[1]` "s3:*" must be a statement: an object with `Effect`, `Action` and `Resource`']],
  ['no effect', policy({ Action: '*', Resource: '*' }), ['`document.Statement[0].Effect` is missing, and must be "Allow" or "Deny"']],
  ['another effect', { Statement: { ...OK, Effect: 'allow' } }, ['`document.Statement.Effect` "allow" must be "Allow" or "Deny"']],
  ['no action', policy({ Effect: 'Allow', Resource: '*' }), ['`document.Statement[0].Action` is missing, and must be given, or `NotAction` instead: give exactly one of the two']],
  ['both actions', policy({ ...OK, NotAction: '*' }), ['`document.Statement[0].Action` "s3:GetObject" must be given, or `NotAction` instead: give exactly one of the two']],
  ['an empty list of actions', policy({ ...OK, Action: [] }), ['`document.Statement[0].Action` [] must not be empty']],
  ['an action that is no string', policy({ ...OK, Action: ['s3:*', 7] }), ['`document.Statement[0].Action[1]` 7 must be an action such as "s3:GetObject", or "*"']],
  ['an action that is an object', policy(OK, { ...OK, Action: { s3: '*' } }), ['`document.Statement[1].Action` { s3: \'*\' } must be an action such as "s3:GetObject", or "*"']],
  ['an action without its service', policy({ ...OK, Action: 'GetObject' }), ['`document.Statement[0].Action` "GetObject" must be an action such as "s3:GetObject", or "*"']],
  ['an action with something before it', policy({ ...OK, Action: 'do s3:*' }), ['`document.Statement[0].Action` "do s3:*" must be an action such as "s3:GetObject", or "*"']],
  ['a negated action that is none', policy({ Effect: 'Allow', NotAction: ['s3:Get Object'], Resource: '*' }), ['`document.Statement[0].NotAction[0]` "s3:Get Object" must be an action such as "s3:GetObject", or "*"']],
  ['no resource', policy({ Effect: 'Allow', Action: '*' }), ['`document.Statement[0].Resource` is missing, and must be given, or `NotResource` instead: give exactly one of the two']],
  ['a resource that is no ARN', policy({ ...OK, Resource: ['*', 'my-bucket'] }), ['`document.Statement[0].Resource[1]` "my-bucket" must be an ARN, or "*"']],
  ['a resource with something before it', policy({ ...OK, Resource: 'my arn:aws:s3:::x' }), ['`document.Statement[0].Resource` "my arn:aws:s3:::x" must be an ARN, or "*"']],
  ['a principal', policy({ ...OK, Principal: '*' }), ['`document.Statement[0].Principal` "*" must be left out, because a policy of a role has no principal']],
  ['a negated principal', policy({ ...OK, NotPrincipal: '*' }), ['`document.Statement[0].NotPrincipal` "*" must be left out, because a policy of a role has no principal']],
  ['several mistakes', policy({ Effect: 'allow', Action: 'all' }), [
    '`document.Statement[0].Effect` "allow" must be "Allow" or "Deny"',
    '`document.Statement[0].Action` "all" must be an action such as "s3:GetObject", or "*"',
    '`document.Statement[0].Resource` is missing, and must be given, or `NotResource` instead: give exactly one of the two',
  ]],
])('refuses %s', (_case, document, expected) => {
  expect(problems(document)).toEqual(expected);
});

describe('the size', () => {
  const sized = (characters: number) => {
    const without = JSON.stringify(policy({ ...OK, Sid: '' })).length;
    return policy({ ...OK, Sid: 'x'.repeat(characters - without) });
  };

  test('6,144 characters are taken', () => {
    expect(problems(sized(6144))).toEqual([]);
  });

  test('6,145 are not', () => {
    expect(problems(sized(6145))).toEqual(['`document` 6145 characters are too many: IAM allows 6,144 without white space in a managed policy, so split the document']);
  });

  test('whitespace does not count', () => {
    expect(problems(policy({ ...OK, Condition: { StringLike: { 'aws:UserAgent': ' '.repeat(6144) } } }))).toEqual([]);
  });

  test('of tokens, nothing is known', () => {
    const [statement] = sized(6144).Statement;
    expect(problems(policy({ ...statement, Resource: `${Aws.PARTITION}${statement.Resource}${Aws.REGION}` }))).toEqual([]);
    expect(problems(policy(...[...Array(60)].map(() => ({ ...OK, Action: Aws.PARTITION }))))).toEqual([]);
    expect(problems(policy(...sized(7000).Statement, { ...OK, Action: Aws.PARTITION }))).toEqual([
      expect.stringMatching(/^`document` \d{4} characters are too many/),
    ]);
  });

  test('an ARN ends where its line does', () => {
    expect(problems(policy({ ...OK, Resource: 'arn:aws:s3:::b\n' }))).toEqual(['`document.Statement[0].Resource` "arn:aws:s3:::b\\n" must be an ARN, or "*"']);
  });
});
