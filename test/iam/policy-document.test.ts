import { PolicyDocument } from '../../src/iam/policy-document';
import { OpenValue, Text } from '../../src/iam/text';

const ALLOW = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const ARN: OpenValue = { kind: 'chosen', id: 'Arn', name: 'Arn' };

describe('a document', () => {
  test('may be a text, with what only the deployment knows in it', () => {
    const text = Text.of('{"Statement":[{"Effect":"Allow","Resource":["', ARN, '","a', ARN, '/*"],"N":1}]}');
    expect(PolicyDocument.of(text).json).toEqual({ Statement: [{ Effect: Text.of('Allow'), Resource: [Text.of(ARN), Text.of('a', ARN, '/*')], N: 1 }] });
    expect(PolicyDocument.of('{"Statement":[]}').json).toEqual({ Statement: [] });
  });

  test.each([null, 'null', '5', '"text"', 'true'])('says nothing where it is %j', (value) => {
    expect(PolicyDocument.of(value).json).toEqual({});
  });

  test.each([Text.of(ARN), Text.of('{"a":"\u0000', ARN, '"}')])('that is chosen at deployment is one statement of which nothing is known', (value) => {
    const [statement, ...others] = PolicyDocument.of(value).statements;
    expect([statement.effect, statement.actions, statement.isUncertain, others]).toEqual([undefined, undefined, true, []]);
  });
});

describe('statements', () => {
  test.each([[undefined], [null], ['none'], [Text.of('none')], [7], [['none', null, 7]]])('are none where there is %j', (Statement) => {
    expect(PolicyDocument.of({ Statement }).statements).toHaveLength(0);
  });

  test('are those that may have an effect; one that is chosen at deployment may have any', () => {
    const document = PolicyDocument.of({ Statement: [ALLOW, { ...ALLOW, Effect: Text.of('Deny') }, { ...ALLOW, Effect: { Ref: 'Effect' } }, { ...ALLOW, Effect: Text.of(ARN) }] });
    const effects = (having: 'Allow' | 'Deny') => document.about(having, 's3').map(({ effect }) => effect);
    expect(document.statements.map(({ effect }) => effect)).toStrictEqual(['Allow', 'Deny', undefined, undefined]);
    expect(effects('Allow')).toStrictEqual(['Allow', undefined, undefined]);
    expect(effects('Deny')).toStrictEqual(['Deny', undefined, undefined]);
  });

  test.each<[string, object, boolean]>([
    ['an action of it', { Action: ['kms:Decrypt', 'S3:GetObject'] }, true],
    ['actions of it', { Action: Text.of('s3:', ARN) }, true],
    ['actions of another', { Action: ['kms:*', 'sqs:*'] }, false],
    ['actions of any', { Action: ['kms:Decrypt', '*'] }, true],
    ['actions of some', { Action: 's*:Get*' }, true],
    ['an action that is chosen at deployment', { Action: Text.of('s', ARN) }, true],
    ['other actions', { NotAction: 'kms:*' }, true],
    ['no action', {}, true],
  ])('are about a service with %s', (_what, elements, expected) => {
    expect(PolicyDocument.of({ Statement: { Effect: 'Allow', ...elements } }).about('Allow', 's3')).toHaveLength(expected ? 1 : 0);
  });

  test('have actions to look up, without regard to case, and patterns to compare', () => {
    const [{ actions, notActions }] = PolicyDocument.of({ Statement: { Action: ['S3:GetObject', 's3:List*', 'kms:Re?ncrypt', Text.of(ARN)] } }).statements;
    expect(actions!.names).toEqual(new Set(['s3:getobject', 's3:list*', 'kms:re?ncrypt']));
    expect(actions!.patterns.map(String)).toStrictEqual(['s3:list*', 'kms:re?ncrypt', '${Arn}']);
    expect(notActions).toBeUndefined();
  });
});
