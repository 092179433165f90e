import { foundIn, inline, pasted, pastedKeyPolicy, pastedTrust, shortly, template } from './shapes';

// What the page of a documented statement is pasted for, and IAM takes to the letter.

/** The documented policy with something else in its statement for an action. */
const changed = (action: string, change: object) =>
  inline((statements) => statements.map((one) => ([one.Action].flat().includes(action) ? { ...one, ...change } : one)));
const found = (policy: object, more: Parameters<typeof template>[0] = {}) =>
  shortly(foundIn(template({ ...more, role: { Policies: [policy], ...more.role } })));

describe('is found', () => {
  test.each<[string, object]>([
    ['an ARN where there is no resource', changed('cloudwatch:PutMetricData', { Resource: { 'Fn::Sub': 'arn:aws:cloudwatch:${AWS::Region}:${AWS::AccountId}:*' } })],
    ['a bucket by its end, without its objects', changed('s3:GetObject*', { Resource: 'arn:aws:s3:::*-dags' })],
    ['some objects', changed('s3:GetObject*', { Resource: ['arn:aws:s3:::dags', 'arn:aws:s3:::dags/*.py'] })],
    ['log groups by their end, without what is in them', changed('logs:PutLogEvents', { Resource: 'arn:aws:logs:*:*:log-group:*-Task' })],
    ['some streams', changed('logs:PutLogEvents', { Resource: 'arn:aws:logs:*:*:log-group:airflow-my-env-*:log-stream:foo*' })],
    ['a star inside of a segment, for two', changed('sqs:SendMessage', { Resource: 'arn:aws:sqs:*airflow-celery-*' })],
    ['some keys of AWS', changed('kms:Decrypt', { Resource: 'arn:aws:kms:*:*:key/1*', NotResource: undefined })],
    ['a variable that a role has not', changed('s3:GetObject*', { Resource: ['arn:aws:s3:::dags', 'arn:aws:s3:::dags/${aws:username}*'] })],
  ])('%s', (_, policy) => {
    const more = { environment: { SourceBucketArn: 'arn:aws:s3:::dags' } };
    expect(found(policy, more)).toEqual(['missingPermission Role']);
  });

  test.each([['2008-10-17', ['missingPermission Role']], [undefined, ['missingPermission Role']], ['2012-10-17', []]])('a variable in version %s: %j', (Version, rules) => {
    const { PolicyName, PolicyDocument } = changed('logs:DescribeLogGroups', { Resource: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': '${aws:ResourceAccount}' } } });
    expect(found({ PolicyName, PolicyDocument: { ...PolicyDocument, Version } })).toEqual(rules);
  });

  test('an operator that there is not is a note', () => {
    const Condition = JSON.parse('{"__proto__":{"aws:SecureTransport":"true"}}');
    expect(found(changed('cloudwatch:PutMetricData', { Condition }))).toEqual(['notChecked Role']);
  });
});

test('a variable before the fifth colon is a note', () => {
  expect(found(changed('airflow:PublishMetrics', { Resource: 'arn:aws:airflow:*:${aws:PrincipalAccount}:environment/my-env' }))).toEqual(['notChecked Role']);
});

test('a deny that only the boundary has is named', () => {
  const Statement = [{ Effect: 'Allow', Action: '*', Resource: '*' }, { Effect: 'Deny', Action: 'kms:*', Resource: { 'Fn::Sub': 'arn:aws:kms:${AWS::Region}:*:*' } }];
  const [{ description }, ...others] = foundIn(template({
    role: { PermissionsBoundary: { Ref: 'Boundary' } },
    resources: { Boundary: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Statement } } } },
  }));
  expect(others).toEqual([]);
  expect(description).toContain('the statement {"Effect":"Deny","Action":"kms:*","Resource":"arn:aws:kms:${AWS::Region}:*:*"} of Boundary denies it');
});

test('every documented form of writing is right', () => {
  const keyed = pasted('customer-managed-key', (all) => [...all.slice(0, -1), { ...all.at(-1), Resource: { 'Fn::GetAtt': 'Key.Arn' } }]);
  expect(found(inline())).toEqual([]);
  expect(found({ PolicyName: 'p', PolicyDocument: keyed }, {
    environment: { KmsKey: { Ref: 'Key' } },
    role: { AssumeRolePolicyDocument: pastedTrust() },
    resources: { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: pastedKeyPolicy() } } },
  })).toEqual([]);
});
