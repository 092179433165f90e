import { decide, denialsOf, evaluate } from '../../src/iam/evaluation';
import { PolicyDocument, PolicyDocumentJson } from '../../src/iam/policy-document';
import { OpenValue, Text } from '../../src/iam/text';
import { Truth } from '../../src/iam/truth';
import { documented } from '../documented';
import { COMMERCIAL } from '../template';

const BUCKET = 'arn:aws:s3:::dags';

function policy(...Statement: object[]): PolicyDocumentJson {
  return { Version: '2012-10-17', Statement };
}

function allow(elements: object): object {
  return { Effect: 'Allow', Action: '*', ...('NotResource' in elements ? {} : { Resource: '*' }), ...elements };
}

describe('decides as IAM does', () => {
  const read = { action: 's3:GetObject', resource: `${BUCKET}/dag.py` };

  test('nothing is allowed that no statement allows', () => {
    expect(evaluate([], read)).toBe('implicitDeny');
    expect(evaluate([policy(allow({ Action: 's3:PutObject' }))], read)).toBe('implicitDeny');
    expect(evaluate([{}, { Statement: 'none' }], read)).toBe('implicitDeny');
  });

  test('a single statement stands for a list of one', () => {
    expect(evaluate([{ Statement: allow({}) }], read)).toBe('allowed');
  });

  test('a deny wins over an allow, whichever comes first and wherever it stands', () => {
    const deny = { Effect: 'Deny', Action: 's3:*', Resource: '*' };
    expect(evaluate([policy(allow({}), deny)], read)).toBe('explicitDeny');
    expect(evaluate([policy(deny), policy(allow({}))], read)).toBe('explicitDeny');
    expect(evaluate([policy(allow({}))], read, [policy(allow({}), deny)])).toBe('explicitDeny');
  });

  test('a permissions boundary allows nothing, and must allow too', () => {
    expect(evaluate([policy(allow({}))], read, [policy(allow({ Action: 's3:*' }))])).toBe('allowed');
    expect(evaluate([policy(allow({}))], read, [policy(allow({ Action: 'sqs:*' }))])).toBe('implicitDeny');
    expect(evaluate([], read, [policy(allow({}))])).toBe('implicitDeny');
  });

  test.each([
    ['s3:GetObject', 'allowed'],
    ['S3:getobject', 'allowed'],
    ['s3:Get*', 'allowed'],
    ['s3:*Object', 'allowed'],
    ['s3:GetObjec?', 'allowed'],
    ['*', 'allowed'],
    ['s3:GetObject?', 'implicitDeny'],
    ['s3:GetObjectVersion', 'implicitDeny'],
    [['s3:PutObject', 's3:GetObject'], 'allowed'],
    [[], 'implicitDeny'],
  ])('action %j: %s', (Action, decision) => {
    expect(evaluate([policy(allow({ Action }))], read)).toBe(decision);
  });

  test.each([
    [{ NotAction: 's3:Put*' }, 'allowed'],
    [{ NotAction: ['s3:Put*', 's3:Get*'] }, 'implicitDeny'],
  ])('%j: %s', (elements, decision) => {
    expect(evaluate([policy({ Effect: 'Allow', Resource: '*', ...elements })], read)).toBe(decision);
  });

  test.each([
    [{ Resource: `${BUCKET}/*` }, 'allowed'],
    [{ Resource: BUCKET }, 'implicitDeny'],
    [{ Resource: [BUCKET, `${BUCKET}/*`] }, 'allowed'],
    [{ Resource: `${BUCKET}/DAG.py` }, 'implicitDeny'],
    [{ Resource: 'arn:aws:s3:::other/*' }, 'implicitDeny'],
    [{ NotResource: 'arn:aws:s3:::other/*' }, 'allowed'],
    [{ NotResource: `${BUCKET}/*` }, 'implicitDeny'],
  ])('%j: %s', (elements, decision) => {
    expect(evaluate([policy(allow(elements))], read)).toBe(decision);
  });

  test('the documented policy allows what it is for, and no more', () => {
    const values = { ...COMMERCIAL, environmentName: 'my-env', bucketName: 'dags', keyId: 'k1' };
    const documents = [documented('execution-policy-customer-managed-key', values)];
    const key = 'arn:aws:kms:eu-west-1:111122223333:key/k1';
    const use = (service: string) => ({
      action: 'kms:GenerateDataKeyWithoutPlaintext', resource: key, context: { 'kms:ViaService': `${service}.eu-west-1.amazonaws.com` },
    });
    expect(evaluate(documents, read)).toBe('allowed');
    expect(evaluate(documents, use('s3'))).toBe('allowed');
    expect(evaluate(documents, use('ec2'))).toBe('implicitDeny');
    expect(evaluate(documents, { ...use('s3'), context: {} })).toBe('implicitDeny');
    expect(evaluate(documents, { action: 's3:ListAllMyBuckets', resource: BUCKET })).toBe('explicitDeny');
    expect(evaluate(documents, { action: 's3:ListAllMyBuckets', resource: '*' })).toBe('implicitDeny');
  });
});

describe('what only the deployment knows', () => {
  const open = (id: string, kind: OpenValue['kind'] = 'chosen', more: Partial<OpenValue> = {}) => Text.of({ kind, id, name: id, ...more });
  const bucket = open('Bucket.Arn');
  const objects = Text.of(bucket, '/*');
  const request = (resource: string | Text) => ({ action: 's3:GetObject', resource });
  const isAllowed = (documents: PolicyDocumentJson[], resource: string | Text, boundaries: PolicyDocumentJson[] = []) =>
    decide(documents.map(PolicyDocument.of), request(resource), boundaries.map(PolicyDocument.of)).isAllowed;

  test('equals itself, and could be something else', () => {
    const documents = [policy(allow({ Resource: ['arn:aws:s3:::x', objects] }))];
    expect(evaluate(documents, request(Text.of(bucket, '/dag.py')))).toBe('allowed');
    expect(evaluate(documents, request(Text.of(open('Other.Arn'), '/dag.py')))).toBe('implicitDeny');
    expect(isAllowed(documents, Text.of(open('Other.Arn'), '/dag.py'))).toBe('could be');
    expect(isAllowed(documents, 'arn:aws:s3:::dags/dag.py')).toBe('could be');
    expect(isAllowed(documents, 'arn:aws:s3:::dags')).toBe('no');
  });

  test('may leave a deny open, but not one that is sure', () => {
    const beside = (elements: object) => isAllowed([policy(allow({})), policy({ Effect: 'Deny', Action: '*', ...elements })], 'arn:aws:s3:::dags/dag.py');
    expect(beside({ Resource: objects })).toBe('could be');
    expect(beside({ NotResource: objects })).toBe('could be');
    expect(beside({ NotResource: 'arn:aws:s3:::other/*' })).toBe('no');
    expect(beside({ Resource: '*', Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } } })).toBe('could be');
    expect(beside({ Resource: '*' })).toBe('no');
  });

  test.each<[string, object, Truth]>([
    ['a statement that is chosen', { Statement: [open('Statement')] }, 'could be'],
    ['statements that are chosen', { Statement: open('Statements') }, 'could be'],
    ['an effect that is chosen', policy({ ...allow({}), Effect: open('Effect') }), 'could be'],
    ['an action that is chosen', policy(allow({ Action: open('Action') })), 'could be'],
    ['a condition that is chosen', policy(allow({ Condition: open('Condition') })), 'could be'],
    ['values of conditions that are chosen', policy(allow({ Condition: { StringEquals: open('Values') } })), 'could be'],
    ['a variable of which nobody knows', { ...policy(allow({ Resource: 'arn:aws:s3:::${s3:Bucket}/*' })) }, 'could be'],
    ['a boundary that is chosen', policy(allow({ Action: 'sns:*' })), 'no'],
  ])('leaves open %s', (_, document, expected) => {
    expect(isAllowed([document], `${BUCKET}/dag.py`)).toBe(expected);
    expect(isAllowed([policy(allow({})), { ...document, Statement: undefined }], `${BUCKET}/dag.py`, [document])).toBe(expected);
  });

  test('leaves open a policy that may be attached', () => {
    const perhaps = PolicyDocument.of(policy(allow({}))).perhaps();
    expect(decide([perhaps], request(BUCKET)).isAllowed).toBe('could be');
    expect(decide([PolicyDocument.of(policy(allow({})))], request(BUCKET), [perhaps]).isAllowed).toBe('could be');
  });

  test('every one has to be allowed, and a deny of some is open', () => {
    const all = Text.of(`${BUCKET}/`, { kind: 'every', id: 'every', name: 'AnyObject', each: 'chosen' });
    const asked = (...statements: object[]) => isAllowed([policy(...statements)], all);
    expect(asked(allow({ Resource: `${BUCKET}/*` }))).toBe('yes');
    expect(asked(allow({ Resource: `${BUCKET}/*.py` }))).toBe('no');
    expect(asked(allow({ Resource: `${BUCKET}/?*` }))).toBe('no');
    expect(asked(allow({ NotResource: `${BUCKET}/secret/*` }))).toBe('could be');
    expect(asked(allow({}), { Effect: 'Deny', Action: '*', Resource: `${BUCKET}/secret/*` })).toBe('could be');
    expect(asked(allow({}), { Effect: 'Deny', Action: '*', Resource: 'arn:aws:s3:::other/*' })).toBe('yes');
  });

  test('the statements that surely deny are known', () => {
    const [sure, open1, other] = [{ Resource: '*' }, { Resource: objects }, { Resource: 'arn:aws:s3:::other' }].map((one) => ({ Effect: 'Deny', Action: '*', ...one }));
    expect(denialsOf(PolicyDocument.of(policy(sure, open1, other, allow({}))), request(BUCKET)).map(({ elements }) => elements)).toEqual([sure]);
  });
});

describe('IAM to the letter', () => {
  test.each<[string, string, string, string]>([
    // A request for no resource has a star, and only a star covers it.
    ['*', '*', '2012-10-17', 'allowed'],
    ['arn:aws:cloudwatch:eu-west-1:111122223333:*', '*', '2012-10-17', 'implicitDeny'],
    // A star inside of a segment stays in it.
    ['arn:aws:sqs:*airflow-celery-*', 'arn:aws:sqs:eu-west-1:999900001111:airflow-celery-x', '2012-10-17', 'implicitDeny'],
    ['arn:aws:sqs:*', 'arn:aws:sqs:eu-west-1:999900001111:airflow-celery-x', '2012-10-17', 'allowed'],
    // Variables are for the newer version.
    ['arn:aws:s3:::${aws:PrincipalAccount}', 'arn:aws:s3:::111122223333', '2012-10-17', 'allowed'],
    ['arn:aws:s3:::${aws:PrincipalAccount}', 'arn:aws:s3:::111122223333', '2008-10-17', 'implicitDeny'],
    ['arn:aws:s3:::${aws:PrincipalAccount}', 'arn:aws:s3:::${aws:PrincipalAccount}', '2008-10-17', 'allowed'],
    ['arn:aws:s3:::a${*}', 'arn:aws:s3:::ab', '2012-10-17', 'implicitDeny'],
    ['arn:aws:s3:::a${*}', 'arn:aws:s3:::a*', '2012-10-17', 'allowed'],
    ['arn:aws:s3:::a${?}', 'arn:aws:s3:::a?', '2012-10-17', 'allowed'],
    ['arn:aws:s3:::a${$}{b}', 'arn:aws:s3:::a${b}', '2012-10-17', 'allowed'],
    ["arn:aws:s3:::${aws:username, 'dags'}", 'arn:aws:s3:::dags', '2012-10-17', 'allowed'],
    ["arn:aws:s3:::${aws:PrincipalAccount, 'dags'}", 'arn:aws:s3:::dags', '2012-10-17', 'implicitDeny'],
    ['arn:aws:s3:::${aws:username}*', 'arn:aws:s3:::dags', '2012-10-17', 'implicitDeny'],
    ['arn:aws:s3:::${aws:username, dags}', 'arn:aws:s3:::dags', '2012-10-17', 'implicitDeny'],
    ['arn:aws:s3:::${}', 'arn:aws:s3:::dags', '2012-10-17', 'implicitDeny'],
  ])('%s for %s in version %s: %s', (Resource, resource, Version, expected) => {
    const context = { 'aws:PrincipalAccount': '111122223333' };
    expect(evaluate([{ Version, Statement: allow({ Resource }) }], { action: 's3:GetObject', resource, context })).toBe(expected);
  });

  test('a variable before the fifth colon is not defined', () => {
    const own = (Resource: string) => decide([PolicyDocument.of(policy(allow({ Resource })))], { action: 'sqs:SendMessage', resource: 'arn:aws:sqs:eu-west-1:111122223333:q', context: { 'aws:PrincipalAccount': ['111122223333'] } }).isAllowed;
    expect(own('arn:aws:sqs:*:${aws:PrincipalAccount}:q')).toBe('could be');
    expect(own('arn:aws:sqs:*:${aws:PrincipalAccount}:other')).toBe('no');
    expect(own('arn:aws:sqs:*:*:${*}')).toBe('no');
  });

  test('an operator that there is not is no function', () => {
    const document = JSON.parse('{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"__proto__":{"aws:SecureTransport":"true"},"toString":{"aws:SecureTransport":"true"}}}}');
    expect(decide([PolicyDocument.of(document)], { action: 's3:GetObject', resource: '*', context: { 'aws:SecureTransport': 'true' } }).isAllowed).toBe('could be');
  });
});
