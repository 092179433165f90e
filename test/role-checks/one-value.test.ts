import { foundIn, KEY_ARN, pasted, pastedTrust, shortly, template } from './shapes';

// One deployment has one value of everything that is open: templates for anywhere that can work nowhere.

const sub = (text: string) => ({ 'Fn::Sub': text });
/** The documented policy as people write it for anywhere. */
const PLACED = JSON.parse(JSON.stringify(pasted('aws-owned-key'), (_, value) => (typeof value === 'string' && value.startsWith('arn:')
  ? value.replace('arn:aws:', 'arn:${AWS::Partition}:').replace('eu-west-1', '${AWS::Region}').replace('111122223333', '${AWS::AccountId}')
  : typeof value === 'string' ? value.replace('eu-west-1', '${AWS::Region}') : value)), (_, value) => (typeof value === 'string' && value.includes('${') ? sub(value) : value));
/** The statement for an action with something else in it. */
const changed = (action: string, change: object, policy: any = PLACED) => ({
  ...policy, Statement: policy.Statement.map((one: any) => ([one.Action].flat().includes(action) ? { ...one, ...change } : one)),
});
const renamed = (from: string, to: string, policy: any = PLACED) => JSON.parse(JSON.stringify(policy).replaceAll(from, to), (_, value) => (
  typeof value === 'string' && value.includes('${') ? sub(value) : value?.['Fn::Sub']?.['Fn::Sub'] !== undefined ? value['Fn::Sub'] : value));
const withPolicy = (policy: object, more: Parameters<typeof template>[0] & { Parameters?: object; Mappings?: object } = {}) =>
  template({ ...more, role: { Policies: [{ PolicyName: 'p', PolicyDocument: policy }], AssumeRolePolicyDocument: pastedTrust(), ...more.role } });
const found = (policy: object, more = {}) => shortly(foundIn(withPolicy(policy, more)));

/** The documented policy for a key that a template has the id of. */
const ON_KEY_ID = JSON.parse(JSON.stringify(pasted('customer-managed-key')), (_, value) => (value === KEY_ARN ? sub('arn:aws:kms:eu-west-1:111122223333:key/${KeyId}') : value));

/** A role that trusts the service that a parameter names, beside that of environments and others. */
const trusting = (service: object, others: string[] = []) => ({
  role: { AssumeRolePolicyDocument: pastedTrust({ Principal: { Service: ['airflow-env.amazonaws.com', ...others, { Ref: 'Service' }] } }) },
  Parameters: { Service: { Type: 'String', ...service } },
});

const missing = (count: number) => Array(count).fill('missingPermission Role');

test('the documented role for anywhere is right', () => {
  expect(found(PLACED)).toEqual([]);
});

describe('can work nowhere', () => {
  test.each<[string, object, object, string[]]>([
    ['the name of the stack with an end that the environment has not',
      renamed('environment/my-env', 'environment/${AWS::StackName}-Airflow', renamed('airflow-my-env-', 'airflow-${AWS::StackName}-')),
      { environment: { Name: sub('${AWS::StackName}') } }, missing(1)],
    ['log groups of another end of the name', renamed('airflow-my-env-', 'airflow-${AWS::StackName}-b-', renamed('environment/my-env', 'environment/${AWS::StackName}-a')),
      { environment: { Name: sub('${AWS::StackName}-a') } }, missing(1)],
    ['another bucket of the account', renamed('s3:::dags', 's3:::dags-${AWS::AccountId}-eu'),
      { environment: { SourceBucketArn: sub('arn:${AWS::Partition}:s3:::dags-${AWS::AccountId}') } }, missing(1)],
    ['the Region as an account', PLACED,
      { role: { AssumeRolePolicyDocument: pastedTrust({ Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::Region' } } } }) } }, ['trustPolicy Role']],
    ['log groups without a Region', renamed('arn:${AWS::Partition}:logs:${AWS::Region}:', 'arn:aws:logs::'), {}, missing(1)],
    ['an environment without an account', changed('airflow:PublishMetrics', { Resource: 'arn:aws:airflow:eu-west-1::environment/my-env' }), {}, missing(1)],
    ['placeholders of the page', renamed('${AWS::Region}', '{your-region}', renamed('${AWS::AccountId}', '{your-account-id}')), {}, missing(4)],
    ['each of three places', changed('airflow:PublishMetrics', { Resource: 'arn:aws:airflow:eu-west-1:111122223333:environment/my-env' },
      changed('sqs:SendMessage', { Resource: 'arn:aws:sqs:us-east-1:*:airflow-celery-*' },
        changed('logs:PutLogEvents', { Resource: 'arn:aws:logs:eu-west-1:444455556666:log-group:airflow-my-env-*' }))), {}, missing(2)],
    ['more than documented, written out', {
      ...pasted('aws-owned-key'),
      Statement: [...pasted('aws-owned-key').Statement,
        { Effect: 'Allow', Action: 'sqs:*', Resource: 'arn:aws:sqs:eu-west-1:*:airflow-celery-*' }],
    }, {}, ['excessPermission Role']],
    ['keys of every account, written out', {
      ...pasted('aws-owned-key'),
      Statement: [...pasted('aws-owned-key').Statement,
        { Effect: 'Allow', Action: 'kms:*', Resource: 'arn:aws:kms:*:*:key/*' }],
    }, {}, ['excessPermission Role']],
  ])('%s', (_, policy, more, rules) => {
    expect(found(policy, more)).toEqual(rules);
  });
});

describe('may work somewhere', () => {
  test.each<[string, object, object, string[]]>([
    ['written out', pasted('aws-owned-key'), {}, []],
    ['another parameter', renamed('my-env', '${Other}'), { environment: { Name: { Ref: 'Name' } } }, ['notChecked Role']],
    ['an import', renamed('s3:::dags', 's3:::${Bucket}'), { environment: { SourceBucketArn: { 'Fn::ImportValue': 'bucket' } } }, ['notChecked Role']],
    ['a name beside a parameter without a default', PLACED, { environment: { Name: { Ref: 'Name' } } }, ['notChecked Role']],
    ['a name beside a parameter with it as its default', PLACED,
      { environment: { Name: { Ref: 'Name' } }, Parameters: { Name: { Type: 'String', Default: 'my-env' } } }, []],
    ['a name beside a parameter that may be it', PLACED,
      { environment: { Name: { Ref: 'Name' } }, Parameters: { Name: { Type: 'String', Default: 'other', AllowedValues: ['other', 'my-env'] } } }, []],
    ['a name beside a parameter that may not be it', PLACED,
      { environment: { Name: { Ref: 'Name' } }, Parameters: { Name: { Type: 'String', AllowedValues: ['other', 'another'] } } }, missing(2)],
    ['Regions by a pattern', renamed('arn:${AWS::Partition}:sqs:${AWS::Region}:', 'arn:aws:sqs:eu-*:'), {}, []],
    ['Regions by a pattern inside of a name', renamed('s3:::dags', 's3:::dags-eu-*'),
      { environment: { SourceBucketArn: sub('arn:${AWS::Partition}:s3:::dags-${AWS::Region}') } }, []],
    ['Regions by patterns that exclude each other', renamed('arn:${AWS::Partition}:sqs:${AWS::Region}:', 'arn:aws:sqs:eu-*:', renamed('arn:${AWS::Partition}:logs:${AWS::Region}:', 'arn:aws:logs:us-*:')), {}, missing(1)],
    ['a Region behind a word in a name', renamed('s3:::dags', 's3:::dags-eu-west-1'),
      { environment: { SourceBucketArn: sub('arn:${AWS::Partition}:s3:::dags-${AWS::Region}') } }, []],
    ['a parameter that may be a Region', renamed(':logs:${AWS::Region}:', ':logs:${P}:'),
      { Parameters: { P: { Type: 'String', AllowedValues: ['eu-west-1', 'us-east-1'] } } }, []],
    ['a parameter that is an account by default', renamed(':logs:${AWS::Region}:${AWS::AccountId}:', ':logs:${AWS::Region}:${P}:'),
      { Parameters: { P: { Type: 'String', Default: '444455556666' } } }, []],
    ['a parameter that may be a pattern', renamed('log-group:airflow-my-env-*', 'log-group:${P}'),
      { Parameters: { P: { Type: 'String', AllowedValues: ['airflow-my-env-*', 'airflow-*'] } } }, []],
    ['a service that a parameter names, where another allowed value trusts no other', PLACED, trusting({ Default: 'glue.amazonaws.com', AllowedValues: ['glue.amazonaws.com', 'airflow.amazonaws.com'] }), []],
    ['a service that a parameter names, by default another', PLACED, trusting({ Default: 'glue.amazonaws.com' }), ['notChecked Role']],
    ['a service that a parameter names, by default that of MWAA', PLACED, trusting({ Default: 'airflow.amazonaws.com' }), []],
    ['a service that a parameter names, beside another that is written out', PLACED, trusting({ Default: 'airflow.amazonaws.com' }, ['glue.amazonaws.com']), ['foreignService Role']],
    // The policy of a key of another template is not known.
    ['the id of a key, cut out of its ARN', pasted('customer-managed-key', (all) => [...all.slice(0, -1), { ...all.at(-1), Resource: { Ref: 'KeyArn' } }]),
      { environment: { KmsKey: { 'Fn::Select': [1, { 'Fn::Split': ['/', { Ref: 'KeyArn' }] }] } }, Parameters: { KeyArn: { Type: 'String' } } }, ['notChecked Role']],
    ['the id of a key that a parameter has', ON_KEY_ID, { environment: { KmsKey: { Ref: 'KeyId' } }, Parameters: { KeyId: { Type: 'String' } } }, ['notChecked Role']],
    ['the id of a key that a parameter has by default', ON_KEY_ID,
      { environment: { KmsKey: { Ref: 'KeyId' } }, Parameters: { KeyId: { Type: 'String', Default: '1234abcd-12ab-34cd-56ef-1234567890ab' } } }, ['notChecked Role']],
    ['an account as a number', PLACED,
      { role: { AssumeRolePolicyDocument: pastedTrust({ Condition: { StringEquals: { 'aws:SourceAccount': 111122223333 } } }) } }, []],
    ['a bucket without a name, by that of the stack', renamed('s3:::dags', 's3:::${AWS::StackName}-*'),
      { environment: { SourceBucketArn: { 'Fn::GetAtt': 'Dags.Arn' } }, resources: { Dags: { Type: 'AWS::S3::Bucket', Properties: { VersioningConfiguration: { Status: 'Enabled' } } } } }, ['notChecked Role']],
    ['China', renamed('arn:${AWS::Partition}:', 'arn:aws-cn:'), { environment: { SourceBucketArn: 'arn:aws-cn:s3:::dags' } }, []],
    ['GovCloud', renamed('${AWS::Region}', 'us-gov-west-1', renamed('arn:${AWS::Partition}:', 'arn:aws-us-gov:')), { environment: { SourceBucketArn: 'arn:aws-us-gov:s3:::dags' } }, []],
    ['a Region of one partition in the ARNs of another', renamed('${AWS::Region}', 'us-gov-west-1', renamed('arn:${AWS::Partition}:', 'arn:aws:')), {}, [...missing(3), 'excessPermission Role']],
  ])('%s', (_, policy, more, rules) => {
    expect(found(policy, more)).toEqual(rules);
  });
});

test.each<[string, object, string]>([
  ['of a key', { 'Fn::Select': ['1', { 'Fn::Split': ['/', { Ref: 'KeyArn' }] }] }, 'templates do not show its policy: whether the key ${KeyArn} lets CloudWatch Logs in'],
  ['of another text', { 'Fn::Select': [0, { 'Fn::Split': ['/', { Ref: 'KeyArn' }] }] }, 'a statement allows ${KeyArn}, and MWAA needs ${Fn::Select 0 Fn::Split / KeyArn}'],
  ['of a text between other letters', { 'Fn::Select': [1, { 'Fn::Split': [':', { Ref: 'KeyArn' }] }] }, 'a statement allows ${KeyArn}, and MWAA needs ${Fn::Select 1 Fn::Split : KeyArn}'],
  ['of a text with an end', { 'Fn::Sub': ['${Id}0', { Id: { 'Fn::Select': [1, { 'Fn::Split': ['/', { Ref: 'KeyArn' }] }] } }] }, 'a statement allows ${KeyArn}, and MWAA needs ${Fn::Select 1 Fn::Split / KeyArn}0'],
])('says on what it depends that a key is named by a piece %s', (_, KmsKey, reason) => {
  const policy = pasted('customer-managed-key', (all) => [...all.slice(0, -1), { ...all.at(-1), Resource: { Ref: 'KeyArn' } }]);
  const [{ description }] = foundIn(withPolicy(policy, { environment: { KmsKey }, Parameters: { KeyArn: { Type: 'String' } } }));
  expect(description).toContain(`not checked for environment "my-env": ${reason}`);
});

describe('where an environment may be', () => {
  const inRegion = { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] };
  const only = (policy: object, Conditions: object = { Here: inRegion }) => {
    const { Resources: { Environment, ...resources } } = withPolicy(policy);
    return shortly(foundIn({ Conditions, Resources: { ...resources, Environment: { ...Environment, Condition: 'Here' } } }));
  };

  test('is where its condition lets it be', () => {
    expect(only(PLACED)).toEqual([]);
    expect(only(changed('sqs:SendMessage', { Resource: 'arn:aws:sqs:us-east-1:*:airflow-celery-*' }))).toEqual(missing(1));
    expect(only(changed('sqs:SendMessage', { Action: 'sqs:Nothing' }), { Here: { 'Fn::Equals': ['a', 'b'] } })).toEqual([]);
  });

  test('is also where only a branch says that is taken elsewhere', () => {
    const here = changed('airflow:PublishMetrics', { Resource: sub('arn:aws:airflow:${AWS::Region}:222233334444:environment/my-env') });
    const [publishMetrics, ...others] = here.Statement;
    const onlyThere = { ...here, Statement: [{ 'Fn::If': ['Here', publishMetrics, { Ref: 'AWS::NoValue' }] }, ...others] };
    expect(found(onlyThere, { Conditions: { Here: inRegion } })).toEqual([]);
    expect(found(onlyThere, { Conditions: { Here: { 'Fn::Equals': ['a', 'b'] } } })).toEqual(missing(1));
  });

  test('may be a Region that a parameter of its conditions may be', () => {
    const [, ...others] = PLACED.Statement; // but for metrics, which China has not
    const without = { ...PLACED, Statement: [...others, { 'Fn::If': ['Here', others[0], { Ref: 'AWS::NoValue' }] }] };
    const where = (AllowedValues: string[]) => found(without, {
      environment: { SourceBucketArn: sub('arn:${AWS::Partition}:s3:::dags') },
      Conditions: { Here: { 'Fn::Equals': [{ Ref: 'Where' }, 'us-east-1'] } },
      Parameters: { Where: { Type: 'String', AllowedValues } },
    });
    expect(where(['us-east-1', 'cn-north-1'])).toEqual([]);
    expect(where(['us-east-1', 'eu-west-1'])).toEqual(missing(1));
  });

  test('is left open where there are too many places to try', () => {
    const accounts = Array.from({ length: 300 }, (_, index) => `arn:aws:sqs:eu-west-1:${100_000_000_000 + index}:airflow-celery-*`);
    expect(found(changed('sqs:SendMessage', { Resource: accounts }))).toEqual(['notChecked Role']);
  });

  test('may be a Region that the CDK does not know', () => {
    const there = (policy: object) => found(renamed('${AWS::Region}', 'xx-newest-1', policy));
    expect(there(PLACED)).toEqual([]);
    expect(there(changed('sqs:SendMessage', { Resource: sub('arn:${AWS::Partition}:sqs:eu-west-1:*:airflow-celery-*') }))).toEqual(missing(1));
  });
});
