import { App, Aws, aws_iam as iam, aws_kms as kms, aws_logs as logs, CfnCondition, Duration, Fn, Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { MwaaServerlessExecutionRole, MwaaServerlessExecutionRoleProps } from '../../src';
import { documented } from '../documented';
import { appWith, idsOf, KEY, KEYS, MINIMIZE, stackFor } from '../shapes';
import { CHINA, COMMERCIAL, DeployedApp, Deployment, GOVCLOUD, templateOf } from '../template';
import { LOG_GROUP, LOG_GROUPS, logGroupArn } from './workflow-shapes';

const DEPLOYMENTS = [COMMERCIAL, CHINA, GOVCLOUD];
const either = (shapes: Record<string, unknown>) => [undefined, ...Object.keys(shapes)];

const shapes = DEPLOYMENTS.flatMap((deployment) => MINIMIZE.flatMap((minimize) => either(KEYS).flatMap((key) =>
  either(LOG_GROUPS).map((logGroup) => ({ deployment, concrete: minimize === (deployment === COMMERCIAL), minimize, key, logGroup })))));

function define({ deployment, concrete, minimize, key, logGroup }: typeof shapes[number]) {
  const app = appWith(minimize);
  const stack = stackFor(app, concrete, deployment);
  new MwaaServerlessExecutionRole(stack, 'Role', {
    kmsKey: key === undefined ? undefined : KEYS[key](stack, deployment),
    logGroup: logGroup === undefined ? undefined : LOG_GROUPS[logGroup](stack, deployment),
  });
  return { app, stack, deployed: new DeployedApp(app, deployment, { ...idsOf(stack), Logs6819BB44: LOG_GROUP, Logs: LOG_GROUP }) };
}

/** The sample policy, without a key or with a log group of its own. */
function published(deployment: Deployment, key?: string, logGroup?: string) {
  const { Version, Statement: [writeLogs, useKey] } = documented('serverless-execution-policy', { ...deployment, keyId: KEY });
  const narrowed = logGroup === undefined ? writeLogs : { ...writeLogs, Resource: `${logGroupArn(deployment)}:*` };
  return { Version, Statement: key === undefined ? [narrowed] : [narrowed, useKey] };
}

describe.each(shapes)('$deployment.partition, concrete: $concrete, minimizePolicies: $minimize, $key, $logGroup', (shape) => {
  const { deployment, key, logGroup } = shape;

  test('the role is as published', () => {
    const { deployed } = define(shape);
    const role = deployed.single('AWS::IAM::Role');
    expect(role.AssumeRolePolicyDocument).toEqual(documented('serverless-trust-policy', deployment));
    expect(role.Policies).toEqual([{ PolicyName: 'MwaaServerlessExecutionPolicy', PolicyDocument: published(deployment, key, logGroup) }]);
    expect(deployed.properties('AWS::IAM::Policy')).toEqual([]);
  });
});

test.each(either(LOG_GROUPS))('cdk-nag finds nothing to narrow with %s', (logGroup) => {
  const { app, stack } = define({ deployment: COMMERCIAL, concrete: true, minimize: false, key: 'L2 key', logGroup });
  app.synth();
  expect(new AwsSolutionsChecks(app).validateScope(stack).violations.filter(({ ruleName }) => ruleName.includes('IAM'))).toEqual([]);
});

describe('the role', () => {
  let stack: Stack;
  beforeEach(() => {
    stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  });
  const role = (props?: MwaaServerlessExecutionRoleProps) => new MwaaServerlessExecutionRole(stack, 'Role', props);
  const only = (type: string) => Object.values<any>(templateOf(stack).Resources)
    .filter(({ Type }) => Type === type).map(({ Properties }) => Properties);

  test('takes what any role takes', () => {
    role({
      roleName: 'etl',
      path: '/airflow/',
      description: 'of the workflow etl',
      permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', 'arn:aws:iam::111122223333:policy/boundary'),
      managedPolicies: [iam.ManagedPolicy.fromManagedPolicyArn(stack, 'Managed', 'arn:aws:iam::111122223333:policy/more')],
      maxSessionDuration: Duration.hours(2),
    });
    const { AssumeRolePolicyDocument: _trust, Policies: _policies, ...others } = only('AWS::IAM::Role')[0];
    expect(others).toEqual({
      RoleName: 'etl',
      Path: '/airflow/',
      Description: 'of the workflow etl',
      PermissionsBoundary: 'arn:aws:iam::111122223333:policy/boundary',
      ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/more'],
      MaxSessionDuration: 7200,
    });
  });

  test('trusts additional principals, each in a statement of its own', () => {
    role({ additionalPrincipals: [new iam.ArnPrincipal('arn:aws:iam::111122223333:role/developer'), new iam.AccountPrincipal('444455556666').withConditions({ Bool: { 'aws:MultiFactorAuthPresent': true } })] });
    const trusted = only('AWS::IAM::Role')[0].AssumeRolePolicyDocument.Statement;
    expect(trusted[0]).toEqual(documented('serverless-trust-policy', COMMERCIAL).Statement[0]);
    expect(trusted.slice(1)).toEqual([
      { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:role/developer' }, Action: 'sts:AssumeRole' },
      {
        Effect: 'Allow',
        Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::444455556666:root']] } },
        Action: 'sts:AssumeRole',
        Condition: { Bool: { 'aws:MultiFactorAuthPresent': true } },
      },
    ]);
  });

  test('takes the grants of other constructs, a JSON policy, and more principals', () => {
    const it = role();
    new kms.Key(stack, 'Other').grantDecrypt(it);
    it.attachJsonPolicy('Tasks', { document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] } });
    it.grantAssumeRole(new iam.ArnPrincipal('arn:aws:iam::111122223333:role/developer'));
    it.assumeRolePolicy!.addStatements(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], principals: [new iam.ArnPrincipal('arn:aws:iam::111122223333:user/me')] }));
    expect(only('AWS::IAM::Policy').map(({ PolicyDocument }) => PolicyDocument.Statement[0].Action)).toEqual(['kms:Decrypt']);
    expect(only('AWS::IAM::ManagedPolicy').map(({ PolicyDocument }) => PolicyDocument.Statement)).toEqual([[{ Effect: 'Allow', Action: 's3:*', Resource: '*' }]]);
    const [trusted] = only('AWS::IAM::Role').map(({ AssumeRolePolicyDocument }) => AssumeRolePolicyDocument.Statement.map(({ Principal }: any) => Principal));
    expect(trusted).toEqual([{ Service: 'airflow-serverless.amazonaws.com' }, { AWS: 'arn:aws:iam::111122223333:user/me' }]);
  });

  test('names itself in the errors of a JSON policy', () => {
    expect(() => role().attachJsonPolicy('Tasks', { document: '{' })).toThrow(/^MwaaServerlessExecutionRole\.attachJsonPolicy at 'Stack\/Role\/Tasks': `document` must be JSON/);
  });

  test('gives its condition to what is granted and attached to it', () => {
    const it = role();
    (it.node.defaultChild as iam.CfnRole).cfnOptions.condition = new CfnCondition(stack, 'Condition', { expression: Fn.conditionEquals(Aws.REGION, 'x') });
    it.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }));
    it.attachJsonPolicy('Json', { document: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' } } });
    const conditions = Object.values<any>(templateOf(stack).Resources).map(({ Type, Condition }) => [Type, Condition]);
    expect(conditions).toEqual(['Role', 'Policy', 'ManagedPolicy'].map((type) => [`AWS::IAM::${type}`, 'Condition']));
  });

  test('refers to the log group by name, so that it waits for it', () => {
    role({ logGroup: new logs.CfnLogGroup(stack, 'Logs') });
    expect(only('AWS::IAM::Role')[0].Policies[0].PolicyDocument.Statement[0].Resource).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:eu-west-1:111122223333:log-group:', { Ref: 'Logs' }, ':*']],
    });
  });

  test.each<[string, () => MwaaServerlessExecutionRoleProps, RegExp]>([
    ['the log group is a name', () => ({ logGroup: '/workflows/etl' as any }), /`logGroup` "\/workflows\/etl" must be a log group: pass a LogGroup, a CfnLogGroup or/],
    ['the log group has no place', () => ({ logGroup: { ...logs.LogGroup.fromLogGroupName(stack, 'Logs', 'a'), env: undefined, logGroupRef: { logGroupName: 'a', logGroupArn: 'b' } } as any }),
      /`logGroup` .* must be a log group: pass/],
    ['the name of the log group is an ARN', () => ({ logGroup: logs.LogGroup.fromLogGroupName(stack, 'Logs', 'arn:aws:logs:eu-west-1:111122223333:log-group:a') }),
      /`logGroup` "arn:aws:logs:eu-west-1:111122223333:log-group:a" must be the name of a log group, 1 to 512 letters, digits and characters of "_-\/\.#"$/],
    ['the name of the log group is a pattern', () => ({ logGroup: new logs.CfnLogGroup(stack, 'Logs', { logGroupName: '/workflows/*' }) }), /`logGroup` "\/workflows\/\*" must be the name/],
    ['the ARN of the log group is that of a stream', () => ({ logGroup: logs.LogGroup.fromLogGroupArn(stack, 'Logs', 'arn:aws:logs:eu-west-1:111122223333:log-group:a:log-stream:b') }),
      /`logGroup` "a:log-stream:b" must be the name of a log group/],
    ['additional principals are none', () => ({ additionalPrincipals: ['111122223333' as any] }), /`additionalPrincipals` .* must be a list of principals/],
    ['the log group is in another Region', () => ({ logGroup: logs.LogGroup.fromLogGroupArn(stack, 'Logs', 'arn:aws:logs:us-east-1:111122223333:log-group:a') }),
      /`logGroup` 'Stack\/Logs' must be in the Region of the workflow, "eu-west-1", not in "us-east-1": pass one of the workflow's Region$/],
    ['the log group is in another account', () => ({ logGroup: logs.LogGroup.fromLogGroupArn(stack, 'Logs', 'arn:aws:logs:eu-west-1:444455556666:log-group:a') }),
      /`logGroup` 'Stack\/Logs' must be in the account of the workflow, "111122223333", not in "444455556666": pass one of the workflow's account$/],
    ['the log group is in another partition', () => ({ logGroup: logs.LogGroup.fromLogGroupArn(stack, 'Logs', 'arn:aws-cn:logs:eu-west-1:111122223333:log-group:a') }),
      /`logGroup` "arn:aws-cn:logs:eu-west-1:111122223333:log-group:a.*" must be in the partition of the Region "eu-west-1", which is "aws": pass one of this partition$/],
    ['the key is in another partition', () => ({ kmsKey: kms.Key.fromKeyArn(stack, 'Key', `arn:aws-cn:kms:eu-west-1:111122223333:key/${KEY}`) }),
      /`kmsKey` "arn:aws-cn.*" must be in the partition of the Region "eu-west-1", which is "aws": pass one of this partition$/],
    ['the key is an ARN', () => ({ kmsKey: `arn:aws:kms:eu-west-1:111122223333:key/${KEY}` as any }), /`kmsKey` "arn.*" must be a key: pass a Key, a CfnKey or/],
    ['the key is an alias', () => ({ kmsKey: new kms.Key(stack, 'Key').addAlias('a') }), /`kmsKey` .* must be a key, because MWAA does not support aliases/],
    ['the key is multi-Region', () => ({ kmsKey: new kms.CfnKey(stack, 'Key', { multiRegion: true }) }), /`kmsKey` .* must be a single-Region key/],
    ['the key is asymmetric', () => ({ kmsKey: new kms.Key(stack, 'Key', { keySpec: kms.KeySpec.RSA_2048 }) }), /`kmsKey` .* must be a symmetric encryption key/],
    ['the key is in another Region', () => ({ kmsKey: kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:us-east-1:111122223333:key/${KEY}`) }),
      /must be in the Region of the workflow, "eu-west-1", not in "us-east-1": pass a key of the workflow's Region$/],
    ['the key is in another account', () => ({ kmsKey: kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:eu-west-1:444455556666:key/${KEY}`) }),
      /must be in the account of the workflow, "111122223333", not in "444455556666": pass a key of the workflow's account$/],
    ['the name is too long', () => ({ roleName: 'a'.repeat(65) }), /`roleName` .* must be 1 to 64 letters/],
    ['two props are wrong', () => ({ path: 'airflow', description: '\u4f60' }), /`path` "airflow" must begin and end with a slash.*; `description` .* must be at most 1,000/],
  ])('fails when %s', (_why, props, message) => {
    const given = props();
    expect(() => role(given)).toThrow(message);
    expect(() => role(given)).toThrow(/^MwaaServerlessExecutionRole at 'Stack\/Role': /);
  });

  test('takes a key and a log group whose place only the deployment knows', () => {
    const kmsKey = kms.Key.fromKeyArn(stack, 'Key', Fn.importValue('Key'));
    const logGroup = logs.LogGroup.fromLogGroupArn(stack, 'Logs', Fn.importValue('Logs'));
    expect(() => role({ kmsKey, logGroup })).not.toThrow();
  });
});
