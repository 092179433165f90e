import { AccessRequest, decide, evaluate } from '../../../src/role-checks/evaluation/evaluator';
import { COULD, MUST } from '../../../src/role-checks/evaluation/matching';
import { PolicyDocumentJson } from '../../../src/role-checks/evaluation/statement';
import { documented } from '../../documented';
import { COMMERCIAL } from '../../template';

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

  test('a policy variable is what the request says it is', () => {
    const context = { 'aws:PrincipalAccount': '111122223333', 'aws:TagKeys': ['a', 'b'] };
    const own = (Resource: string) =>
      evaluate([policy(allow({ Resource }))], { action: 'sqs:SendMessage', resource: 'arn:aws:sqs:eu-west-1:111122223333:q', context });
    expect(own('arn:aws:sqs:*:${aws:principalaccount}:q')).toBe('allowed');
    expect(own("arn:aws:sqs:*:${aws:PrincipalAccount, 'none'}:q")).toBe('allowed');
    expect(own('arn:aws:sqs:*:${aws:PrincipalTag/team}:q')).toBe('implicitDeny');
    expect(own('arn:aws:sqs:*:${aws:TagKeys}:q')).toBe('implicitDeny');
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

describe('compares what only the deployment knows by its structure', () => {
  const bucket = { 'Fn::GetAtt': ['Bucket', 'Arn'] };
  const objects = { 'Fn::Join': ['', [bucket, '/*']] };
  // A request carries text: that of the same intrinsic.
  const request = (resource: string) => ({ action: 's3:GetObject', resource });

  const couldBeAllowed = (documents: PolicyDocumentJson[], asked: AccessRequest) => decide(documents, asked, [], COULD) === 'allowed';

  test('a policy on the same reference applies, on another it does not', () => {
    const documents = [policy(allow({ Resource: ['arn:aws:s3:::x', objects] }))];
    expect(evaluate(documents, request('\u0002Bucket.Arn\u0003/dag.py'))).toBe('allowed');
    expect(evaluate(documents, request('\u0002Other.Arn\u0003/dag.py'))).toBe('implicitDeny');
  });

  test('what could turn out well is told from what cannot', () => {
    const documents = [policy(allow({ Resource: objects }))];
    expect(couldBeAllowed(documents, request('arn:aws:s3:::dags/dag.py'))).toBe(true);
    expect(couldBeAllowed(documents, request('arn:aws:s3:::dags'))).toBe(false);
  });

  test('a deny that may not apply leaves the request possible, one that must does not', () => {
    const deny = (elements: object) => policy({ Effect: 'Deny', Action: '*', ...elements });
    const could = (document: PolicyDocumentJson) => couldBeAllowed([policy(allow({})), document], request('arn:aws:s3:::dags/dag.py'));
    expect(could(deny({ Resource: objects }))).toBe(true);
    expect(could(deny({ NotResource: objects }))).toBe(true);
    expect(could(deny({ NotResource: 'arn:aws:s3:::other/*' }))).toBe(false);
    expect(could(deny({ Resource: '*', Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } } }))).toBe(true);
    expect(could(deny({ Resource: '*' }))).toBe(false);
  });

  test('a statement that is chosen at deployment may be the one that allows', () => {
    const chosen = policy({ 'Fn::If': ['Prod', allow({}), { Ref: 'AWS::NoValue' }] });
    expect(evaluate([chosen], request(BUCKET))).toBe('implicitDeny');
    expect(couldBeAllowed([chosen], request(BUCKET))).toBe(true);
    expect(couldBeAllowed([{ Statement: ['\u0002Chosen\u0003'] }], request(BUCKET))).toBe(true);
    expect(decide([policy(allow({})), chosen], request(BUCKET), [], MUST)).toBe('explicitDeny');
  });
});
