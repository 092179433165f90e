import { placeToTry } from '../../../src/role-checks/deployments/deployment';
import { PaperApp } from '../../../src/role-checks/paper-app';
import { Assembly } from '../../../src/role-checks/template/assembly';
import { foundAmong, foundIn, inline, pasted, pastedKeyPolicy, pastedTrust, policyOf, shortly, template, without } from '../shapes';

const NONE = { Ref: 'AWS::NoValue' };
const either = (yes: unknown, no: unknown, condition = 'C') => ({ 'Fn::If': [condition, yes, no] });
const DENY = { Effect: 'Deny', Action: 's3:*', Resource: '*' };
const document = (...Statement: object[]) => ({ Statement });
const ROLE = [{ Ref: 'Role' }];
const equals = (parameter: string) => ({ 'Fn::Equals': [{ Ref: parameter }, 'yes'] });

/** The ways in which the conditions of an app of one template come out. */
const variants = (body: object) => new PaperApp(new Assembly('/nowhere', ['T.template.json'], () => body)).outcomesIn(placeToTry({}));

/** What a template comes to, however its conditions come out. */
const found = (body: object) => shortly(foundIn(body));

describe('what is right however the conditions come out passes', () => {
  const statements = pasted('aws-owned-key').Statement;
  test.each<[string, object]>([
    ['policies chosen as a whole', { role: { Policies: either([inline()], [inline()]) } }],
    ['a policy chosen', { role: { Policies: [either(inline(), inline())] } }],
    ['statements chosen', { role: { Policies: [{ PolicyDocument: document(...statements.slice(1), either(statements[0], statements[0])) }] } }],
    ['a policy that goes to the role in either branch', { role: { Policies: [] }, resources: { P: policyOf([either({ Ref: 'Role' }, 'airflow')]), Q: policyOf([either('airflow', { Ref: 'Role' })]) }, dependsOn: ['P', 'Q'] }],
    ['a policy for one outcome and a policy for the other', {
      Conditions: { Prod: equals('P'), Dev: { 'Fn::Not': [{ Condition: 'Prod' }] } },
      role: { Policies: [] },
      resources: { P: policyOf(ROLE, undefined, { Condition: 'Prod' }), Q: policyOf(ROLE, undefined, { Condition: 'Dev' }) },
      dependsOn: ['P', 'Q'],
    }],
    ['a denial that never is', {
      Conditions: { Prod: equals('P'), Never: { 'Fn::And': [{ Condition: 'Prod' }, { 'Fn::Not': [{ Condition: 'Prod' }] }] } },
      resources: { P: policyOf(ROLE, document(DENY), { Condition: 'Never' }) },
    }],
    ['a policy that always is', {
      Conditions: { Prod: equals('P'), Always: { 'Fn::Or': [{ Condition: 'Prod' }, { 'Fn::Not': [{ Condition: 'Prod' }] }] } },
      role: { Policies: [] },
      resources: { P: policyOf(ROLE, undefined, { Condition: 'Always' }) },
      dependsOn: ['P'],
    }],
    ['what both of two conditions choose', {
      Conditions: { Prod: equals('P'), Both: { 'Fn::And': [{ Condition: 'Prod' }, { Condition: 'Prod' }] } },
      role: { Policies: [either(inline(), NONE, 'Both'), either(NONE, inline(), 'Prod')] },
    }],
    ['what a condition without words chooses, beside nothing', { Conditions: { C: null }, role: { Policies: [either(inline(), inline())] }, resources: { None: null as any } }],
    ['the trust of services in either branch', { role: { AssumeRolePolicyDocument: pastedTrust({ Principal: either(pastedTrust().Statement[0].Principal, { AWS: '*' }) }) } }],
    ['a key in one branch, with a statement for it', {
      environment: { KmsKey: either({ 'Fn::GetAtt': 'Key.Arn' }, NONE) },
      role: { Policies: [{ PolicyDocument: document(...statements.slice(0, -1), either({ ...pasted('customer-managed-key').Statement.at(-1), Resource: { 'Fn::GetAtt': 'Key.Arn' } }, statements.at(-1))) }] },
      resources: { Key: { Type: 'AWS::KMS::Key', Condition: 'C', Properties: { KeyPolicy: pastedKeyPolicy() } } },
    }],
    ['a name of the bucket chosen', {
      environment: { SourceBucketArn: { 'Fn::GetAtt': 'Bucket.Arn' } },
      role: { Policies: [inline((all) => all.map((one) => (one.Action.includes('s3:List*') ? { ...one, Resource: ['arn:aws:s3:::dags*'] } : one)))] },
      resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: either('dags', 'dags-of-prod'), VersioningConfiguration: { Status: 'Enabled' } } } },
    }],
    ['a key policy chosen', {
      environment: { KmsKey: { 'Fn::GetAtt': 'Key.Arn' } },
      role: { Policies: [{ PolicyDocument: pasted('customer-managed-key', (all) => [...all.slice(0, -1), { ...all.at(-1), Resource: { 'Fn::GetAtt': 'Key.Arn' } }]) }] },
      resources: { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: either(pastedKeyPolicy(), pastedKeyPolicy()) } } },
    }],
  ])('%s', (_, parts) => {
    expect(found(template(parts))).toEqual([]);
  });

  test('what is handed to a nested stack', () => {
    const Nested = { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': 'nested.json' }, Properties: { Parameters: { Bucket: either('arn:aws:s3:::dags', 'arn:aws:s3:::dags') } } };
    const nested = template({ environment: { SourceBucketArn: { Ref: 'Bucket' } } });
    expect(shortly(foundAmong({ 'T.template.json': { Resources: { Nested } }, 'nested.json': nested }))).toEqual([]);
  });
});

describe('what is malformed is no reason to fail', () => {
  test.each<[string, object, string[]]>([
    ['a choice of nothing', template({ environment: { Tags: { 'Fn::If': [] } }, role: { Policies: [inline(without('sqs:SendMessage'))] } }), ['missingPermission Role']],
    ['a condition that is an object of another kind', template({ Conditions: { C: { toString: 'C' } }, role: { Policies: either([inline()], [inline()]) } }), []],
    ['an output without a value', { ...template(), Outputs: { Nothing: null } }, []],
    ['a policy with a condition and nothing else', template({ resources: { P: { Type: 'AWS::IAM::Policy', Condition: 'C' } } }), []],
  ])('%s', (_, body, rules) => {
    expect(found(body)).toEqual(rules);
  });
});

describe('what is right in some variants only is a note', () => {
  const s3Denied = 'the role of environment "my-env" may not do s3:GetObject, s3:GetObjectVersion, s3:GetBucketPublicAccessBlock, s3:GetBucketVersioning, '
    + 's3:ListBucket on arn:aws:s3:::dags/*, arn:aws:s3:::dags: ';

  test('that says in which', () => {
    const findings = foundIn(template({ resources: { P: policyOf(ROLE, document(DENY), { Condition: 'C' }) } }));
    expect(shortly(findings)).toEqual(['notChecked Role']);
    expect(findings.at(-1)!.description).toContain(`not checked for environment "my-env": where C is true, ${s3Denied}`);
  });

  test.each<[string, object]>([
    ['a policy in one branch', { role: { Policies: [either(inline(), NONE)] } }],
    ['policies in one branch', { role: { Policies: either([inline()], []) } }],
    ['a policy that goes to the role in one branch', { role: { Policies: [] }, resources: { P: policyOf([either({ Ref: 'Role' }, NONE)]) }, dependsOn: ['P'] }],
    ['a policy that goes to roles of one branch', { role: { Policies: [] }, resources: { P: policyOf(either([{ Ref: 'Role' }], [])) }, dependsOn: ['P'] }],
    ['a policy with a condition', { role: { Policies: [] }, resources: { P: policyOf(ROLE, undefined, { Condition: 'C' }) }, dependsOn: ['P'] }],
    ['a policy of one role with a condition', { role: { Policies: [] }, resources: { P: { Type: 'AWS::IAM::RolePolicy', Condition: 'C', Properties: { PolicyName: 'p', PolicyDocument: pasted('aws-owned-key'), RoleName: { Ref: 'Role' } } } }, dependsOn: ['P'] }],
    ['a managed policy with a condition', { role: { Policies: [] }, resources: { P: { Type: 'AWS::IAM::ManagedPolicy', Condition: 'C', Properties: { PolicyDocument: pasted('aws-owned-key'), Roles: ROLE } } }, dependsOn: ['P'] }],
    ['an effect chosen', { role: { Policies: [inline((all) => [...all, { ...DENY, Effect: either('Deny', 'Allow') }])] } }],
    ['a key in one branch, without a statement for it', { environment: { KmsKey: either({ Ref: 'K' }, NONE) } }],
    ['an environment of which one name fits', { environment: { Name: either('my-env', 'other') } }],
    ['a broad policy with a condition', { resources: { P: policyOf(ROLE, document({ Effect: 'Allow', Action: ['sqs:*', 'kms:*'], Resource: '*' }), { Condition: 'C' }) } }],
  ])('%s', (_, parts) => {
    expect(found(template(parts))).toEqual(['notChecked Role']);
  });
});

describe('what is wrong however the conditions come out is found', () => {
  const withoutQueue = inline(without('sqs:SendMessage'));
  test.each<[string, object, string[]]>([
    ['beside a statement that is chosen', { role: { Policies: [inline((all) => [...without('sqs:SendMessage')(all), either({ Effect: 'Allow', Action: 'sns:*', Resource: '*' }, NONE)])] } }, ['missingPermission Role']],
    ['in both branches', { role: { Policies: [either(withoutQueue, withoutQueue)] } }, ['missingPermission Role']],
    ['in trust with a statement that is chosen', { role: { AssumeRolePolicyDocument: document(either(pastedTrust({ Principal: { Service: 'glue.amazonaws.com' } }).Statement[0], NONE)) } }, ['trustPolicy Role', 'notChecked Role']],
    ['where the environment has the condition of the denial', {
      resources: { P: policyOf(ROLE, document(DENY), { Condition: 'C' }), Environment: { ...template().Resources.Environment, Condition: 'C' } },
    }, ['missingPermission Role']],
  ])('%s', (_, parts, rules) => {
    expect(found(template(parts))).toEqual(rules);
  });

  test('in another way in each variant', () => {
    const findings = foundIn(template({
      environment: { KmsKey: either('11111111-2222-3333-4444-555555555555', NONE, 'HasKey') },
      role: { Policies: [inline(without('kms:Decrypt'))] },
    }));
    expect(shortly(findings)).toEqual(['missingPermission Role', 'missingPermission Role', 'notChecked Role']);
    expect(findings.slice(0, 2).map(({ description }) => description.split(' may ')[0])).toEqual([
      'where HasKey is true, the role of environment "my-env"', 'where HasKey is false, the role of environment "my-env"',
    ]);
    expect(findings[0].fix).toContain('"Resource":"arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/11111111-2222-3333-4444-555555555555"');
  });
});

describe('conditions', () => {
  const names = Array.from({ length: 9 }, (_, index) => `C${index}`);
  const chosen = (...conditions: string[]) => ({ Policies: conditions.map((name) => either(inline(), NONE, name)) });

  test('come out in each way', () => {
    expect(variants(template({ role: chosen('A', 'B') })).map(({ when }) => when))
      .toEqual(['A is true and B is true', 'A is true and B is false', 'A is false and B is true', 'A is false and B is false']);
  });

  test('that decide nothing about environments leave an app as it is', () => {
    const Function = { Type: 'AWS::Lambda::Function', Properties: { Runtime: either('nodejs', 'python') } };
    for (const body of [template({ resources: { Function } }), { Resources: { Role: template({ role: chosen(...names) }).Resources.Role } }]) {
      expect(variants(body).map(({ when }) => when)).toEqual(['']);
    }
  });

  test.each([[1, 256], [2, 128], [3, 64], [64, 4], [128, 2], [129, 1]])('are tried as long as %d environments are looked at in %d variants', (environments, expected) => {
    const { Role, Environment } = template({ role: chosen(...names) }).Resources;
    const tried = variants({ Resources: { Role, ...Object.fromEntries(Array.from({ length: environments }, (_, index) => [`E${index}`, Environment])) } });
    expect(tried).toHaveLength(expected);
    expect(new Set(tried.map(({ when }) => when)).size).toBe(expected);
  });

  test('that are too many to try leave open what a policy allows and denies', () => {
    const { Environment, ...Resources } = template({
      role: { Policies: [] },
      resources: { P: policyOf(ROLE, undefined, { Condition: 'C' }), Q: policyOf(ROLE, document(DENY), { Condition: 'D' }) },
      dependsOn: ['P', 'Q'],
    }).Resources;
    const environments = Object.fromEntries(Array.from({ length: 129 }, (_, index) => [`E${index}`, Environment]));
    expect([...new Set(found({ Resources: { ...Resources, ...environments } }))]).toEqual(['notChecked Role']);
  });

  test('that are left open are not named', () => {
    const Conditions = { C8: equals('P'), D: { 'Fn::Not': [{ Condition: 'C8' }] } };
    const [first] = variants(template({ Conditions, role: chosen(...names, 'D') }));
    expect(first.when).toBe(`${[...names.slice(0, 7), 'C8'].map((name) => `${name} is true`).join(' and ')} and D is false`);
  });

  test('that lead back to themselves are left to both outcomes', () => {
    const Conditions = { A: { Condition: 'B' }, B: { 'Fn::Not': [{ Condition: 'A' }] } };
    expect(found(template({ Conditions, role: { Policies: [either(inline(), NONE, 'A')] } }))).toEqual(['notChecked Role']);
  });

  test('of outputs count where another template reads them', () => {
    const roles = {
      Resources: { Role: template().Resources.Role },
      Outputs: { Arn: { Value: { 'Fn::GetAtt': 'Role.Arn' }, Export: { Name: 'arn' }, Condition: 'C' } },
    };
    const { Environment } = template({ environment: { ExecutionRoleArn: { 'Fn::ImportValue': 'arn' }, SourceBucketArn: 'arn:aws:s3:::other' } }).Resources;
    expect(shortly(foundIn({ Resources: { Environment } }, roles))).toEqual(['notChecked Role']);
    expect(shortly(foundIn({ Resources: { Environment } }, { ...roles, Outputs: { Arn: { ...roles.Outputs.Arn, Condition: undefined } } })))
      .toEqual(['missingPermission Role']);
  });

  test('are worked out from the values of their parameters, so that nothing is looked at that cannot be', () => {
    const Parameters = { Stage: { Type: 'String', Default: 'dev', AllowedValues: ['dev', 'test', 'prod'] } };
    const is = (value: string) => ({ 'Fn::Equals': [{ Ref: 'Stage' }, value] });
    const Conditions = { Dev: is('dev'), Prod: is('prod'), Both: { 'Fn::And': [{ Condition: 'Dev' }, { Condition: 'Prod' }] } };
    expect(variants({ Parameters, ...template({ Conditions, role: chosen('Dev', 'Prod', 'Both') }) } as object).map(({ when }) => when)).toEqual([
      'Dev is true and Prod is false and Both is false', 'Dev is false and Prod is false and Both is false', 'Dev is false and Prod is true and Both is false',
    ]);
    const free = variants(template({ Conditions, role: chosen('Dev', 'Prod') }));
    expect(free.map(({ when }) => when)).toEqual(['Dev is true and Prod is false', 'Dev is false and Prod is true', 'Dev is false and Prod is false']);
  });

  test('that compare a part of a parameter, or two, may come out both ways', () => {
    const Conditions = { A: { 'Fn::Equals': [{ 'Fn::Sub': '${P}-x' }, 'a-x'] }, B: { 'Fn::Equals': [{ Ref: 'P' }, { Ref: 'Q' }] }, C: { 'Fn::Equals': ['a'] } };
    expect(variants(template({ Conditions, role: chosen('A', 'B', 'C') })).map(({ when }) => when).sort())
      .toEqual(['A is false and B is false', 'A is false and B is true', 'A is true and B is false', 'A is true and B is true']);
  });

  test('have the values with which they come out so', () => {
    const Parameters = { Name: { Type: 'String', Default: 'other', AllowedValues: ['other', 'my-env'] } };
    const Conditions = { C: { 'Fn::Equals': [{ Ref: 'Name' }, 'other'] } };
    const named = template({ Conditions, environment: { Name: { Ref: 'Name' } }, role: { Policies: [inline(), either({ PolicyDocument: document() }, NONE)] } });
    const [{ severity, description }, ...others] = foundIn({ Parameters, ...named });
    expect([severity, others]).toEqual(['info', []]);
    const place = (service: string) => `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:`;
    expect(description).toBe('not checked for environment "${Name}": '
      + `a statement allows arn:aws:airflow:eu-west-1:111122223333:environment/my-env, and MWAA needs ${place('airflow')}environment/\${Name}: `
      + 'right only if Name (by default "other") is my-env, or the like: whether the role may report the health of the environment; '
      + `a statement allows arn:aws:logs:eu-west-1:111122223333:log-group:airflow-my-env-*, and MWAA needs ${place('logs')}log-group:airflow-\${Name}-DAGProcessing: `
      + 'right only if the one covers the other: whether the role may write and read the Airflow logs');
  });
});

describe('takes no time', () => {
  const quickly = (body: object, files: Record<string, object> = {}) => {
    const start = process.cpuUsage();
    const findings = foundAmong({ 'T.template.json': body, ...files });
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(1_000);
    return shortly(findings);
  };
  const twenty = Array.from({ length: 20 }, (_, index) => index);

  test('with twenty conditions of two references each', () => {
    const Conditions = Object.fromEntries(twenty.map((index) => [`C${index}`, { 'Fn::And': [{ Condition: `C${index + 1}` }, { 'Fn::Or': [{ Condition: `C${index + 1}` }] }] }]));
    expect(quickly(template({ Conditions: { ...Conditions, C20: equals('P') }, role: { Policies: [either(inline(), NONE, 'C0')] } }))).toEqual(['notChecked Role']);
  });

  test('with names of two names each', () => {
    const names = Object.fromEntries(twenty.map((index) => [`B${index}`,
      { Type: 'AWS::S3::Bucket', Properties: { VersioningConfiguration: { Status: 'Enabled' }, BucketName: { 'Fn::Sub': `\${B${index + 1}}\${B${index + 1}}` } } }]));
    const resources = { ...names, B20: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'a' } } };
    expect(quickly(template({ environment: { SourceBucketArn: { 'Fn::GetAtt': 'B0.Arn' } }, resources }))).toEqual(['notChecked Role']);
  });

  test('with two nested stacks in each of twenty levels', () => {
    const nested = (level: number) => ({ Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': `n${level}.json` } });
    const both = (level: number) => ({ Resources: { A: nested(level), B: nested(level) } });
    const files = Object.fromEntries(twenty.map((level) => [`n${level}.json`, level < 19 ? both(level + 1) : template({ role: { Policies: [inline(without('sqs:SendMessage'))] } })]));
    expect(quickly(both(0), files)).toEqual(['missingPermission Role']);
  });
});
