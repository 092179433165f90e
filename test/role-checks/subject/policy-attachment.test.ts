import { foundAmong, foundIn, inline, pasted, pastedTrust, policyOf, shortly, template, without } from '../shapes';

const found = (...bodies: object[]) => shortly(foundIn(...bodies));
const DENY = { Statement: { Effect: 'Deny', Action: 's3:*', Resource: '*' } };
const TRANSFORM = { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/include.json' } } };
const GRANTS = pasted('aws-owned-key', without('sqs:SendMessage'));

describe('a policy that may go to the role, and may not', () => {
  test.each<[string, object, unknown]>([
    ['by a list that is a parameter', {}, { Ref: 'List' }],
    ['by a name that is a parameter', {}, [{ Ref: 'Name' }]],
    ['for a role whose name is a parameter', { RoleName: { Ref: 'Name' } }, ['airflow']],
  ])('%s, is a note both where it allows and where it denies', (_, role, roles) => {
    const attached = (document: object, policies: object[]) =>
      found(template({ role: { RoleName: 'airflow', ...role, Policies: policies }, resources: { P: policyOf(roles, document) }, dependsOn: ['P'] }));
    expect(attached(pasted('aws-owned-key'), [])).toEqual(['notChecked Role']);
    expect(attached(DENY, [inline()])).toEqual(['notChecked Role']);
    expect(attached(GRANTS, [])).toEqual(['missingPermission Role', 'notChecked Role']);
    expect(attached({ Statement: { Effect: 'Allow', Action: ['sqs:*', 'kms:*'], Resource: '*' } }, [inline()])).toEqual([]);
  });

  test('not to a role whose name is made up', () => {
    expect(found(template({ resources: { P: policyOf(['airflow'], DENY) } }))).toEqual([]);
  });
});

describe('a policy', () => {
  test.each<[string, object, unknown[]]>([
    ['by its logical id', {}, [{ Ref: 'Other' }, { Ref: 'Role' }]],
    ['by its name', { RoleName: 'airflow' }, ['other', 'airflow']],
  ])('that goes to the role %s and to another goes to both', (_, role, roles) => {
    expect(found(template({ role, resources: { Other: template().Resources.Role, P: policyOf(roles, DENY) } }))).toEqual(['missingPermission Role']);
  });

  test('of another account goes to another role', () => {
    const artifact = (file: string, account: string) =>
      ({ environment: `aws://${account}/eu-west-1`, properties: { templateFile: `${file}.template.json` } });
    const findings = (account: string) => shortly(foundAmong({
      'Role.template.json': template({ role: { RoleName: 'airflow' } }),
      'Policy.template.json': { Resources: { P: policyOf(['airflow'], DENY) } },
      'manifest.json': { artifacts: { Role: artifact('Role', '111122223333'), Policy: artifact('Policy', account) } },
    }));
    expect(findings('111122223333')).toEqual(['missingPermission Role']);
    expect(findings('444455556666')).toEqual([]);
  });
});

describe('roles of one name', () => {
  const user = (account: string) => ({ type: 'aws:cloudformation:stack', environment: `aws://${account}/eu-west-1`, properties: { templateFile: `${account}.template.json` } });
  const one = (change?: (statements: any[]) => any[]) => template({ role: { RoleName: 'airflow', Policies: [] }, resources: { P: policyOf([{ Ref: 'Role' }], pasted('aws-owned-key', change)) }, dependsOn: ['P'] });

  test('in two accounts have their own policies each', () => {
    const findings = foundAmong({
      '111122223333.template.json': one(),
      '444455556666.template.json': one(without('sqs:SendMessage')),
      'manifest.json': { artifacts: { Dev: user('111122223333'), Prod: user('444455556666') } },
    });
    expect(findings.map(({ rule, at }) => [rule, at.template.place.account])).toContainEqual(['cdk-mwaa-iam::missingPermission', '444455556666']);
    const queue = findings.filter(({ description }) => description.includes('sqs:SendMessage'));
    expect(queue.map(({ at }) => at.template.place.account)).toEqual(['444455556666']);
  });

  test('in two templates for anywhere have their own policies each, and environments their own role', () => {
    const [dev, prod] = [one(), one(without('sqs:SendMessage'))];
    const findings = foundIn(dev, prod);
    expect(findings.map(({ rule, at }) => [rule, at.template.key])).toEqual([['cdk-mwaa-iam::missingPermission', '1']]);
  });

  test('in one template have the policies of it that name them', () => {
    const Twin = { ...template().Resources.Role, Properties: { ...template().Resources.Role.Properties, RoleName: 'airflow' } };
    expect(found(template({ role: { RoleName: 'airflow' }, resources: { Twin, P: policyOf(['airflow'], DENY) } }))).toEqual(['missingPermission Role']);
  });

  test('may both have a policy of a third template', () => {
    const two = [template({ role: { RoleName: 'airflow' } }), template({ role: { RoleName: 'airflow' } })];
    expect(found(...two, { Resources: { P: policyOf(['airflow'], DENY) } })).toEqual(['notChecked Role', 'notChecked Role']);
  });

  test('are not told apart by an environment of a third template', () => {
    const { Environment } = template({ environment: { ExecutionRoleArn: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/airflow' } } }).Resources;
    const { Role } = template({ role: { RoleName: 'airflow' } }).Resources;
    expect(found({ Resources: { Role } }, { Resources: { Role } }, { Resources: { Environment } })).toEqual(['notChecked Environment']);
  });
});

describe('what a transform writes', () => {
  test.each<[string, object]>([
    ['into the role', { ...template().Resources.Role, Properties: TRANSFORM }],
    ['into a role beside its trust', { ...template().Resources.Role, Properties: { ...TRANSFORM, AssumeRolePolicyDocument: pastedTrust() } }],
    ['into its policies', { ...template().Resources.Role, Properties: { AssumeRolePolicyDocument: pastedTrust(), Policies: TRANSFORM } }],
    ['into one of its policies', { ...template().Resources.Role, Properties: { AssumeRolePolicyDocument: pastedTrust(), Policies: [TRANSFORM] } }],
  ])('%s is a note', (_, Role) => {
    expect(found(template({ resources: { Role } }))).toEqual(['notChecked Role']);
  });
});

describe('a document', () => {
  test('in a text is read', () => {
    const text = JSON.stringify(pasted('aws-owned-key'));
    const role = (PolicyDocument: unknown) => ({ AssumeRolePolicyDocument: JSON.stringify(pastedTrust()), Policies: [{ PolicyName: 'p', PolicyDocument }] });
    expect(found(template({ role: role(text) }))).toEqual([]);
    expect(found(template({ role: role({ 'Fn::Sub': text.replace('eu-west-1', '${AWS::Region}') }) }))).toEqual([]);
    expect(found(template({ role: role(JSON.stringify(GRANTS)) }))).toEqual(['missingPermission Role']);
    expect(found(template({ role: role('"none"') }))).toEqual(Array(7).fill('missingPermission Role'));
  });

  test('with an effect that is a parameter may allow', () => {
    const Effect = { Ref: 'Effect' };
    const effect = (statements: any[]) => statements.map((statement) => (statement.Action === 'airflow:PublishMetrics' ? { ...statement, Effect } : statement));
    expect(found(template({ role: { Policies: [inline(effect)] } }))).toEqual(['notChecked Role']);
    const other = (statements: any[]) => [...without('sqs:SendMessage')(statements), { Effect, Action: 'sns:*', Resource: '*' }];
    expect(found(template({ role: { Policies: [inline(other)] } }))).toEqual(['missingPermission Role']);
  });

  test('may name log groups without what is in them, where the action is on the group', () => {
    const groups = (actions: string[]) => (statements: any[]) => statements.flatMap((statement) => (statement.Action.includes('logs:PutLogEvents') ? [
      { ...statement, Action: statement.Action.filter((action: string) => !actions.includes(action)) },
      ...['DAGProcessing', 'Scheduler', 'Task', 'WebServer', 'Worker'].map((part) =>
        ({ Effect: 'Allow', Action: actions, Resource: `arn:aws:logs:eu-west-1:111122223333:log-group:airflow-my-env-${part}` })),
    ] : [statement]));
    expect(found(template({ role: { Policies: [inline(groups(['logs:GetLogRecord', 'logs:GetLogGroupFields', 'logs:GetQueryResults']))] } }))).toEqual([]);
    expect(found(template({ role: { Policies: [inline(groups(['logs:PutLogEvents']))] } }))).toEqual(['missingPermission Role']);
  });
});

test.each<[string, unknown, string[]]>([
  ['everyone in a list', { AWS: ['*'] }, []],
  ['a parameter', { Ref: 'Principal' }, ['notChecked Role']],
  ['any service', { Service: '*' }, ['trustPolicy Role', 'foreignService Role']],
  ['a pattern of services', { Service: 'airflow*.amazonaws.com' }, ['trustPolicy Role', 'foreignService Role']],
  ['a service that is a parameter', { Service: { Ref: 'Service' } }, ['notChecked Role']],
])('trust of %s', (_, Principal, rules) => {
  expect(found(template({ role: { AssumeRolePolicyDocument: pastedTrust({ Principal }) } }))).toEqual(rules);
});

test('a role of another account is none that this app asks to be made beforehand', () => {
  const report = { roles: [{ roleName: 'airflow', assumeRolePolicy: [], managedPolicyArns: [], managedPolicyStatements: [], identityPolicyStatements: [] }] };
  const manifest = { artifacts: { T: { type: 'aws:cloudformation:stack', environment: 'aws://111122223333/eu-west-1', properties: { templateFile: 'T.template.json' } } } };
  const onRole = (account: string) => {
    const { Environment } = template({ environment: { ExecutionRoleArn: `arn:aws:iam::${account}:role/airflow` } }).Resources;
    return shortly(foundAmong({ 'T.template.json': { Resources: { Environment } }, 'iam-policy-report.json': report, 'manifest.json': manifest }));
  };
  expect(onRole('444455556666')).toEqual(['notChecked Environment']);
  expect(onRole('111122223333')).toEqual([...Array(7).fill('missingPermission Environment'), 'trustPolicy Environment']);
});
