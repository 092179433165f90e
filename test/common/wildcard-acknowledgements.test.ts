import { App, aws_iam as iam, aws_kms as kms, aws_s3 as s3, CfnParameter, CfnResource, Fn, Stack, Token, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { MwaaExecutionPolicy, MwaaExecutionRole, MwaaExecutionRoleProps } from '../../src';
import { appWith, BUCKET, BUCKETS, ENVIRONMENT, idsOf, KEYS, MINIMIZE, stackFor } from '../shapes';
import { COMMERCIAL, DeployedApp } from '../template';

// The real cdk-nag, on the constructs that the app leaves behind.

/** What cdk-nag reports below a construct: rule ids with the path of the resource. */
function findings(app: App, below: Stack): string[] {
  app.synth();
  return new AwsSolutionsChecks(app).validateScope(below).violations
    .flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => `${constructPath} ${ruleName}`))
    .filter((finding) => finding.includes('IAM'));
}

/** The same without what was acknowledged. */
function unacknowledged(app: App, below: Stack): string[] {
  app.synth();
  for (const construct of below.node.findAll()) {
    const metadata: any[] = (construct.node as any)._metadata ?? [];
    metadata.splice(0, metadata.length, ...metadata.filter(({ type }) => type !== Validations.ACKNOWLEDGED_RULES_METADATA_KEY));
  }
  return findings(app, below);
}

function acknowledgedOn(role: MwaaExecutionRole): string[] {
  return role.node.defaultChild!.node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.keys(data));
}

const shapes = [true, false].flatMap((concrete) => MINIMIZE.flatMap((minimize) => Object.keys(BUCKETS).flatMap((bucket) =>
  [undefined, ...Object.keys(KEYS)].map((key) => ({ concrete, minimize, bucket, key })))));

function define({ concrete, minimize, bucket, key }: typeof shapes[number], props: Partial<MwaaExecutionRoleProps> = {}) {
  const app = appWith(minimize);
  const stack = stackFor(app, concrete, COMMERCIAL);
  const role = new MwaaExecutionRole(stack, 'Role', {
    environmentName: ENVIRONMENT,
    sourceBucket: BUCKETS[bucket](stack),
    kmsKey: key === undefined ? undefined : KEYS[key](stack, COMMERCIAL),
    ...props,
  });
  return { app, stack, role };
}

const [SHAPE] = shapes;

test.each(shapes)('the documented wildcards are acknowledged: concrete $concrete, minimizePolicies $minimize, $bucket, $key', (shape) => {
  const { app, stack } = define(shape);
  expect(findings(app, stack)).toEqual([]);
});

test('they are what cdk-nag would report, one by one, on the resource of the role', () => {
  const { app, stack, role } = define({ ...SHAPE, bucket: 'imported bucket' });
  app.synth();
  const acknowledged = acknowledgedOn(role).map((finding) => `Stack/Role/Resource ${finding}`);
  const reported = [
    'Action::kms:GenerateDataKey*', 'Action::s3:GetBucket*', 'Action::s3:GetObject*', 'Action::s3:List*',
    'Resource::*',
    `Resource::arn:<AWS::Partition>:logs:eu-west-1:111122223333:log-group:airflow-${ENVIRONMENT}-*`,
    `Resource::arn:<AWS::Partition>:s3:::${BUCKET}/*`,
    'Resource::arn:<AWS::Partition>:sqs:eu-west-1:*:airflow-celery-*',
  ].map((finding) => `Stack/Role/Resource AwsSolutions-IAM5[${finding}]`).sort();
  expect([acknowledged.sort(), unacknowledged(app, stack).sort()]).toEqual([reported, reported]);
});

test('each has a reason that links the page', () => {
  const { app, role } = define(SHAPE);
  app.synth();
  const entries = role.node.defaultChild!.node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
  const reasons: string[] = entries.flatMap(({ data }) => Object.values(data));
  expect(reasons.length).toBeGreaterThanOrEqual(8);
  expect(reasons.filter((reason) => !/^The Amazon MWAA user guide documents this wildcard, to [a-z].*: https:\/\/docs\.aws\.amazon\.com\/mwaa\/latest\/userguide\/mwaa-create-role\.html#/.test(reason))).toEqual([]);
});

test.each([true, false])('they are acknowledged once, however often the app is synthesized, with triggererLogs %p', (triggererLogs) => {
  const { app, role } = define(SHAPE, { exactLogGroups: true, triggererLogs });
  app.synth();
  const once = acknowledgedOn(role);
  expect(new Set(once).size).toBe(once.length);
  app.synth({ force: true });
  expect(acknowledgedOn(role)).toEqual(once);
});

test('what the user has acknowledged before keeps the reason of the user', () => {
  const { app, role } = define(SHAPE);
  const { node } = role.node.defaultChild!;
  node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { 'AwsSolutions-IAM5[Resource::*]': 'ours' });
  app.synth();
  const reasons = node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY).map(({ data }) => data['AwsSolutions-IAM5[Resource::*]']);
  expect(reasons).toEqual(['ours', undefined]);
});

test('triggererLogs has a wildcard of its own, which the page does not document', () => {
  const { app, stack, role } = define(SHAPE, { triggererLogs: true });
  expect(findings(app, stack)).toEqual([]);
  const id = `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:eu-west-1:111122223333:log-group:airflow-${ENVIRONMENT}-Task:*]`;
  const reasons = role.node.defaultChild!.node.metadata.map(({ data }) => data[id]).filter((reason) => reason !== undefined);
  expect(reasons).toEqual(['The wildcard stands for what is in this one log group']);
});

test('exact log groups have wildcards of their own', () => {
  const { app, stack } = define(SHAPE, { exactLogGroups: true });
  expect(findings(app, stack)).toEqual([]);
});

test('bucket and key of another stack', () => {
  const app = new App();
  const storage = new Stack(app, 'Storage');
  const stack = new Stack(app, 'Stack');
  new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket: new s3.Bucket(storage, 'Bucket'), kmsKey: new kms.Key(storage, 'Key') });
  expect(findings(app, stack)).toEqual([]);
});

test('bucket of another Region, cross-Region references switched on', () => {
  const app = new App();
  const storage = new Stack(app, 'Storage', { env: { account: '111122223333', region: 'us-east-1' }, crossRegionReferences: true });
  const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' }, crossRegionReferences: true });
  new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket: new s3.Bucket(storage, 'Bucket'), environmentRegion: 'us-east-1' });
  expect(findings(app, stack).filter((finding) => finding.startsWith('Stack/Role/'))).toEqual([]);
});

test.each<[string, (scope: Stack) => string]>([
  ['attribute of a custom resource', (scope) => new CfnResource(scope, 'Custom', { type: 'Custom::Bucket' }).getAtt('Arn').toString()],
  ['import', () => Fn.importValue('DagsArn')],
  ['attribute by its dotted name', () => Token.asString({ 'Fn::GetAtt': 'X.Arn' })],
  ['part of a parameter', (scope) => Fn.select(0, Fn.split(',', new CfnParameter(scope, 'Arns').valueAsString))],
])('bucket whose ARN is an %s', (_what, bucketArn) => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket: s3.Bucket.fromBucketArn(stack, 'Bucket', bucketArn(stack)) });
  expect(findings(app, stack)).toEqual([]);
});

test('an ARN that cdk-nag itself cannot read is no obstacle to the synthesis', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const parts = new CfnParameter(stack, 'Parts', { type: 'CommaDelimitedList' }).valueAsList;
  new MwaaExecutionRole(stack, 'Role', { environmentName: ENVIRONMENT, sourceBucket: s3.Bucket.fromBucketArn(stack, 'Bucket', Fn.join(':', parts)) });
  expect(findings(app, stack)).toEqual(['Stack/Role/Resource AwsSolutions-IAM5']); // its rule throws
});

describe('a wildcard of the user is reported', () => {
  test('in a grant, even if it is one that the page has', () => {
    const { app, stack, role } = define(SHAPE);
    role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['s3:List*', 'dynamodb:*'], resources: ['*'] }));
    expect(findings(app, stack).sort()).toEqual(['Action::dynamodb:*', 'Action::s3:List*', 'Resource::*']
      .map((finding) => `Stack/Role/DefaultPolicy/Resource AwsSolutions-IAM5[${finding}]`));
  });

  test('on another role', () => {
    const { app, stack } = define(SHAPE);
    new iam.Role(stack, 'Other', { assumedBy: new iam.AccountRootPrincipal() }).addToPolicy(new iam.PolicyStatement({ actions: ['s3:List*'], resources: ['arn'] }));
    expect(findings(app, stack)).toEqual(['Stack/Other/DefaultPolicy/Resource AwsSolutions-IAM5[Action::s3:List*]']);
  });

  test('in an inline policy beside the documented one, even if it is one that the page has', () => {
    const { app, stack, role } = define(SHAPE);
    (role.node.defaultChild as iam.CfnRole).policies = [
      ...(role.node.defaultChild as iam.CfnRole).policies as any[],
      { policyName: 'p', policyDocument: { Statement: [{ Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' }] } },
    ];
    expect(findings(app, stack)).toContain('Stack/Role/Resource AwsSolutions-IAM5[Resource::*]');
  });

  test('in an inline policy that is written over the role', () => {
    const { app, stack, role } = define(SHAPE);
    const resource = role.node.defaultChild as iam.CfnRole;
    resource.policies = [{ policyName: 'p', policyDocument: { Statement: [{ Effect: 'Allow', Action: ['iam:*', 's3:List*'], Resource: 'arn' }] } }];
    expect(findings(app, stack)).toEqual(['iam:*', 's3:List*'].map((action) => `Stack/Role/Resource AwsSolutions-IAM5[Action::${action}]`));
  });

  test('in an inline policy that is written over one of two', () => {
    const { app, stack } = define(SHAPE);
    const sourceBucket = s3.Bucket.fromBucketAttributes(stack, 'Encrypted', { bucketName: BUCKET, encryptionKey: new kms.Key(stack, 'BucketKey') });
    const resource = new MwaaExecutionRole(stack, 'Own', { environmentName: ENVIRONMENT, sourceBucket }).node.defaultChild as iam.CfnRole;
    const [, forTheKey] = resource.policies as any[];
    resource.policies = [{ policyName: 'p', policyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:List*', Resource: 'arn' }] } }, forTheKey];
    expect(findings(app, stack)).toEqual(['Stack/Own/Resource AwsSolutions-IAM5[Action::s3:List*]']);
  });

  test('where the documented policy is taken out', () => {
    const { app, role } = define(SHAPE);
    (role.node.defaultChild as iam.CfnRole).policies = [];
    app.synth();
    expect(acknowledgedOn(role)).toEqual([]);
  });
});

describe('the policy for an existing role', () => {
  const definePolicy = () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const policy = new MwaaExecutionPolicy(stack, 'Policy', { environmentName: ENVIRONMENT, sourceBucket: BUCKETS['L2 bucket'](stack) });
    return { app, stack, policy };
  };

  test('is acknowledged as well', () => {
    const { app, stack } = definePolicy();
    expect(findings(app, stack)).toEqual([]);
  });

  test('is reported whole once the user adds to it', () => {
    const { app, stack, policy } = definePolicy();
    policy.addStatements(new iam.PolicyStatement({ actions: ['s3:List*'], resources: ['*'] }));
    expect(findings(app, stack)).toHaveLength(8);
  });
});

test('acknowledging leaves the template as it is', () => {
  const { app, stack } = define({ ...SHAPE, key: 'L2 key' });
  expect(Object.keys(new DeployedApp(app, COMMERCIAL, idsOf(stack)).single('AWS::IAM::Role')).sort()).toEqual(['AssumeRolePolicyDocument', 'Policies']);
});
