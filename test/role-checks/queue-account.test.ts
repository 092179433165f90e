import { Stack } from 'aws-cdk-lib';
import { brokenIn, environment, foundIn, handWritten, inline, pasted, shortly, template } from './shapes';

/** What MWAA owns is in no account of ours: the ways to write which account that is not. */
const OWN_ACCOUNTS: [string, unknown, string][] = [
  ['a stack for anywhere', { Ref: 'AWS::AccountId' }, '${AWS::AccountId}'],
  ['a policy variable', '${aws:PrincipalAccount}', '${!aws:PrincipalAccount}'],
];
const queues = (account: string) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:sqs:\${AWS::Region}:${account}:airflow-celery-*` });
const keys = (account: string) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:kms:*:${account}:key/*` });

/** Changes the statement for queues, or the one for the AWS owned key. */
const changing = (service: 'sqs' | 'kms', change: object) => (statements: any[]) => statements.map((statement) => {
  const { NotResource, ...rest } = statement;
  return [statement.Action].flat()[0].startsWith(service) ? { ...rest, ...change } : statement;
});
const also = (statement: object) => (statements: any[]) => [...statements, { Action: '*', ...statement }];
const found = (change: (statements: any[]) => any[]) => shortly(foundIn(template({ role: { Policies: [inline(change)] } })));
const owner = (operator: string, account: unknown) => ({ Condition: { [operator]: { 'aws:ResourceAccount': account } } });

describe.each(OWN_ACCOUNTS)('what is allowed in the own account only, as %s says it, is not allowed in that of the MWAA service', (_, account, inSub) => {
  test.each<[string, (statements: any[]) => any[]]>([
    ['queues', changing('sqs', { Resource: queues(inSub) })],
    ['queues of every Region', changing('sqs', { Resource: [queues(inSub), { 'Fn::Sub': `arn:*:sqs:*:${inSub}:*` }] })],
    ['queues on a condition', changing('sqs', owner('StringEquals', account))],
    ['queues on a condition with a pattern', changing('sqs', owner('StringLike', [account]))],
    ['keys', changing('kms', { Resource: keys(inSub) })],
    ['keys on a condition', changing('kms', { NotResource: 'arn:aws:kms:*:*:alias/*', ...owner('StringEquals', account) })],
    ['a denial of everything but own queues', also({ Effect: 'Deny', Action: 'sqs:*', NotResource: queues(inSub) })],
    ['a denial of queues that are not of the account', also({ Effect: 'Deny', Action: 'sqs:*', Resource: '*', ...owner('StringNotEquals', account) })],
  ])('%s', (__, change) => {
    // That all keys of the account may be used is a finding of its own.
    expect(found(change).filter((finding) => finding !== 'excessPermission Role')).toEqual(['missingPermission Role']);
  });

  test('a denial of own queues and keys, and of what is in the account', () => {
    expect(found(also({ Effect: 'Deny', Resource: [queues(inSub), keys(inSub)] }))).toEqual([]);
    expect(found(also({ Effect: 'Deny', Action: ['sqs:*', 'kms:*'], Resource: '*', ...owner('StringEquals', account) }))).toEqual([]);
  });
});

test('in a stack with an account, too', () => {
  const brokenBy = (change: (statements: any[]) => any[]) => brokenIn((stack: Stack) => environment(stack, handWritten(stack, pasted('aws-owned-key', change)).attrArn));
  expect(brokenBy(changing('sqs', { Resource: 'arn:aws:sqs:eu-west-1:111122223333:airflow-celery-*' }))).toEqual(['missingPermission Role']);
  expect(brokenBy(changing('kms', { Resource: 'arn:aws:kms:*:111122223333:key/*' }))).toEqual(['missingPermission Role', 'excessPermission Role']);
  expect(brokenBy(changing('sqs', owner('StringEquals', '111122223333')))).toEqual(['missingPermission Role']);
  expect(brokenBy(changing('sqs', { Resource: 'arn:aws:sqs:eu-west-1:999999999999:airflow-celery-*' }))).toEqual(['notChecked Role']);
});

test('whose account a parameter names is for the deployment to tell', () => {
  const parameter = { Ref: 'Owner' };
  expect(found(changing('sqs', { Resource: queues('${Owner}') }))).toEqual(['notChecked Role']);
  expect(found(changing('kms', { Resource: keys('${Owner}') }))).toEqual(['notChecked Role']);
  expect(found(changing('sqs', owner('StringEquals', [{ Ref: 'AWS::AccountId' }, parameter])))).toEqual(['notChecked Role']);
  expect(found(also({ Effect: 'Deny', Action: 'sqs:*', Resource: '*', ...owner('StringNotEquals', [{ Ref: 'AWS::AccountId' }, parameter]) }))).toEqual(['notChecked Role']);
});
