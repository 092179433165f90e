import { documentOf, statementsOf } from '../../../src/role-checks/evaluation/statement';
import { unknown, unknownPart } from '../../../src/role-checks/evaluation/text';

const ALLOW = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };

describe('a document', () => {
  test('may be a text, with what only the deployment knows in it', () => {
    const document = { Statement: [{ ...ALLOW, Resource: [unknown('Arn'), `arn:${unknownPart('AWS::Partition')}:s3:::*`] }] };
    expect(documentOf(JSON.stringify(document))).toEqual(document);
    // As a template has it: with the characters themselves.
    expect(documentOf(`{"Statement":[{"Effect":"Allow","Resource":"${unknown('Arn')}"}]}`)).toEqual({
      Statement: [{ Effect: 'Allow', Resource: unknown('Arn') }],
    });
  });

  test.each([null, 'null', '5', '"text"', 'true'])('says nothing where it is %j', (value) => {
    expect(documentOf(value)).toEqual({});
  });

  test('that is chosen at deployment is one statement of which nothing is known', () => {
    const [statement, ...others] = statementsOf(documentOf(unknown('Document')));
    expect(statement).toEqual({ elements: {}, conditions: [] });
    expect(others).toEqual([]);
  });
});

describe('statements', () => {
  test.each([[undefined], [null], ['none'], [7], [['none', null, 7]]])('are none where there is %j', (Statement) => {
    expect(statementsOf({ Statement })).toHaveLength(0);
  });

  test('have elements of any name', () => {
    expect(statementsOf({ Statement: [{ ...ALLOW, toString: 'x' }] })).toHaveLength(1);
  });

  test('are those that may have an effect; one that is chosen at deployment may have any', () => {
    const document = { Statement: [ALLOW, { ...ALLOW, Effect: 'Deny' }, { ...ALLOW, Effect: { Ref: 'Effect' } }, { ...ALLOW, Effect: unknown('Effect') }] };
    const effects = (having: 'Allow' | 'Deny' | 'any') => statementsOf(document, having).map(({ effect }) => effect);
    expect(effects('any')).toStrictEqual(['Allow', 'Deny', undefined, undefined]);
    expect(effects('Allow')).toStrictEqual(['Allow', undefined, undefined]);
    expect(effects('Deny')).toStrictEqual(['Deny', undefined, undefined]);
  });

  test('have actions to look up, without regard to case, and patterns to compare', () => {
    const [{ actions, notActions }] = statementsOf({ Statement: { Action: ['S3:GetObject', 's3:List*', 'kms:Re?ncrypt', unknown('Action')] } });
    expect(actions!.names).toEqual(new Set(['s3:getobject', 's3:list*', 'kms:re?ncrypt', unknown('Action').toLowerCase()]));
    expect(actions!.patterns).toStrictEqual(['s3:list*', 'kms:re?ncrypt', unknown('Action').toLowerCase()]);
    expect(notActions).toBeUndefined();
  });
});
