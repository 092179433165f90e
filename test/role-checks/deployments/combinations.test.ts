import { ACCOUNT_BLOCK, foundAmong, inline, policyOf, template } from '../shapes';

// What a deployment combines: conditions around a template, values that lead to an outcome, and places that stand in pieces.

const NEVER = { 'Fn::Equals': ['a', 'b'] };
const ALWAYS = { 'Fn::Equals': ['a', 'a'] };
const parameter = (Default?: string, AllowedValues?: string[]) => ({ Type: 'String', Default, AllowedValues });

/** What the checks find, in short. */
function found(body: object, files: Record<string, object> = {}): string[] {
  return foundAmong({ 'T.template.json': body, ...files }).filter(({ rule }) => rule !== ACCOUNT_BLOCK)
    .map(({ severity, rule, about }) => `${severity} ${about ?? rule.split('::')[1]}`);
}

/** The documented policy, with other metrics than those of the environment. */
const metricsOn = (Resource: unknown) => ({ Policies: [inline((all) => all.map((one) => (one.Action === 'airflow:PublishMetrics' ? { ...one, Resource } : one)))] });

/** The environment under a condition. */
function under(condition: string, { Resources: { Environment, ...others }, ...body }: ReturnType<typeof template>) {
  return { ...body, Resources: { ...others, Environment: { ...Environment, Condition: condition } } };
}

describe('the condition of a nested stack', () => {
  const nested = (Condition: string, Parameters: object = { Role: { Ref: 'Role' } }) =>
    ({ Type: 'AWS::CloudFormation::Stack', Condition, Metadata: { 'aws:asset:path': 'nested.json' }, Properties: { Parameters } });
  const policy = (document?: object) => ({ 'nested.json': { Parameters: { Role: { Type: 'String' } }, Resources: { P: policyOf([{ Ref: 'Role' }], document) } } });
  const outer = (condition: object, more: object = {}) =>
    template({ Conditions: { C: condition }, role: { Policies: [] }, resources: { Nested: nested('C') }, dependsOn: ['Nested'], ...more });

  test('goes for the policies in it', () => {
    expect(found(outer(ALWAYS), policy())).toEqual([]);
    expect(found(outer(NEVER), policy()).filter((one) => one.startsWith('error'))).not.toEqual([]);
  });

  test('goes for a denial in it', () => {
    const deny = policy({ Statement: { Effect: 'Deny', Action: 's3:*', Resource: '*' } });
    expect(found(outer(NEVER, { role: {} }), deny)).toEqual([]);
    expect(found(outer({ 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] }, { Parameters: { Stage: parameter('dev') }, role: {} }), deny)).toEqual(['info notChecked']);
  });

  test('goes for an environment in it', () => {
    const environment = { 'nested.json': template({ role: { Policies: [] } }) };
    const stack = (condition: object) => ({ Conditions: { C: condition }, Resources: { Nested: nested('C', {}) } });
    expect(found(stack(NEVER), environment)).toEqual([]);
    expect(found(stack(ALWAYS), environment)).not.toEqual([]);
  });

  test('makes another stack of the same file', () => {
    const Conditions = { C: NEVER, D: ALWAYS };
    expect(found(outer(NEVER, { Conditions, resources: { A: nested('C'), B: nested('D') }, dependsOn: ['A', 'B'] }), policy())).toEqual([]);
  });
});

test('a parameter that a nested stack is not given has its default', () => {
  const Nested = { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': 'nested.json' } };
  const nested = (byDefault: string) =>
    ({ 'nested.json': { Parameters: { Name: parameter(byDefault, ['my-env', 'other']) }, ...template({ role: metricsOn({ 'Fn::Sub': 'arn:aws:airflow:*:*:environment/${Name}' }) }) } });
  expect(found({ Resources: { Nested } }, nested('my-env'))).toEqual([]);
  expect(found({ Resources: { Nested } }, nested('other'))).toEqual(['error publishMetrics not allowed']);
});

describe('values that lead to another outcome are not tried', () => {
  test.each<[string, object, object, unknown]>([
    ['an empty suffix, where there is one', { Suffix: parameter('') }, { 'Fn::Equals': [{ Ref: 'Suffix' }, ''] }, { 'Fn::Sub': 'arn:aws:airflow:*:*:environment/my-env${Suffix}' }],
    ['a name, where it is another', { Name: parameter('my-env') }, { 'Fn::Equals': [{ Ref: 'Name' }, 'my-env'] }, { 'Fn::Sub': 'arn:aws:airflow:*:*:environment/${Name}' }],
    ['two that are the same, where they are not', { A: parameter('my'), B: parameter('my') }, { 'Fn::Equals': [{ Ref: 'A' }, { Ref: 'B' }] }, { 'Fn::Sub': 'arn:aws:airflow:*:*:environment/${A}-env${B}' }],
    ['a part of what is compared', { A: parameter('my') }, { 'Fn::Equals': [{ 'Fn::Sub': '${A}-x' }, 'my-x'] }, { 'Fn::Sub': 'arn:aws:airflow:*:*:environment/${A}-env' }],
  ])('%s', (_what, Parameters, condition, resource) => {
    const body = { Parameters, Conditions: { Same: condition, C: { 'Fn::Not': [{ Condition: 'Same' }] } }, role: metricsOn(resource) };
    expect(found(under('C', template(body)))).toEqual(['info notChecked']);
  });
});

describe('a place is tried', () => {
  const denied = (Resource: unknown) => ({ Policies: [inline(() => [{ Effect: 'Allow', Action: '*', Resource: '*' }, { Effect: 'Deny', Action: 'sqs:*', Resource }])] });
  const errors = (body: object) => found(body).filter((one) => !one.startsWith('warning'));

  test.each<[string, object]>([
    ['whose Region is put together of a default', { Parameters: { Geo: parameter('eu') }, role: metricsOn({ 'Fn::Sub': 'arn:aws:airflow:${Geo}-west-1:*:environment/my-env' }) }],
    ['whose Region is put together of an allowed value', { Parameters: { Geo: parameter(undefined, ['eu', 'us']) }, role: metricsOn({ 'Fn::Sub': 'arn:aws:airflow:${Geo}-west-1:*:environment/my-env' }) }],
    ['whose Region stands behind letters', { environment: { Name: { 'Fn::Sub': 'prod${AWS::Region}' } }, role: { Policies: [inline((all) => JSON.parse(JSON.stringify(all).replaceAll('my-env', 'prodeu-west-1')))] } }],
    ['whose account stands behind a digit', { environment: { Name: { 'Fn::Sub': 'prod1${AWS::AccountId}' } }, role: { Policies: [inline((all) => JSON.parse(JSON.stringify(all).replaceAll('my-env', 'prod1111122223333')))] } }],
  ])('%s', (_what, body) => {
    expect(errors(template(body))).toEqual([]);
  });

  test.each(['arn:aws-*:sqs:*:*:*', 'arn:aws-??-*:sqs:*:*:*'])('whose partition fits %s', (resource) => {
    const bucket = { environment: { SourceBucketArn: { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::dags' } } };
    const everything = { Effect: 'Allow', NotAction: 'sqs:*', Resource: '*' };
    const statement = { Effect: 'Allow', Action: 'sqs:*', Resource: resource };
    expect(errors(template({ ...bucket, role: { Policies: [inline(() => [everything, statement])] } }))).toEqual([]);
  });

  test('that stands where conditions never lead', () => {
    const hint = { 'Fn::If': ['C', { Effect: 'Allow', Action: 'sns:Publish', Resource: 'arn:aws-cn:sns:*:*:*' }, { Ref: 'AWS::NoValue' }] };
    const role = (...statements: object[]) => ({ Policies: [inline(() => [{ Effect: 'Allow', NotAction: 'airflow:*', Resource: '*' }, ...statements])] });
    const bucket = { environment: { SourceBucketArn: { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::dags' } } };
    expect(errors(template({ ...bucket, Conditions: { C: NEVER }, role: role(hint) }))).toEqual([]);
    expect(errors(template({ ...bucket, role: role() }))).toEqual(['error publishMetrics not allowed']);
  });

  test.each<[string, object]>([
    ['its name', { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'aws-cn'] }],
    ['the end of its endpoints', { 'Fn::Equals': [{ Ref: 'AWS::URLSuffix' }, 'amazonaws.com.cn'] }],
  ])('whose partition a condition names by %s', (_what, condition) => {
    const body = (role: object) => under('C', template({ Conditions: { C: condition }, environment: { SourceBucketArn: { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::dags' } }, role }));
    expect(errors(body(denied('arn:aws:sqs:*:*:*')))).toEqual([]);
    expect(errors(body({ Policies: [] }))).toContain('error putMetricData not allowed');
  });
});

test.each<[string, object | undefined, string[]]>([
  ['by default', parameter('2012-10-17'), []],
  ['as one of two', parameter(undefined, ['2008-10-17', '2012-10-17']), []],
  ['perhaps', parameter(), ['info notChecked']],
])('the version of a policy is that of its variables %s', (_what, Version, expected) => {
  const statement = { Effect: 'Allow', Action: 'cloudwatch:PutMetricData', Resource: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': '${aws:PrincipalAccount}' } } };
  const rest = inline((all) => all.filter(({ Action }) => Action !== 'cloudwatch:PutMetricData'));
  const policy = { PolicyName: 'metrics', PolicyDocument: { Version: { Ref: 'Version' }, Statement: [statement] } };
  expect(found({ Parameters: { Version }, ...template({ role: { Policies: [rest, policy] } }) })).toEqual(expected);
});

test('pieces with different numbers are different', () => {
  const piece = (index: string) => ({ 'Fn::Select': [{ Ref: index }, { 'Fn::Split': [',', { Ref: 'Names' }] }] });
  const Parameters = { Names: parameter(), I: parameter(), J: parameter() };
  const body = (index: string) => ({ Parameters, ...template({ environment: { Name: piece('I') }, role: metricsOn({ 'Fn::Sub': ['arn:aws:airflow:*:*:environment/${Piece}', { Piece: piece(index) }] }) }) });
  expect(found(body('J')).filter((one) => one.includes('notChecked'))).toEqual(['info notChecked']);
});
