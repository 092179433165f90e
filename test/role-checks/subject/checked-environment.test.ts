import { brokenIn, environment, foundIn, handWritten, inline, pasted, shortly, template, without } from '../shapes';

const found = (...bodies: object[]) => shortly(foundIn(...bodies));

/** The documented policy with other resources for the statement for an action. */
const only = (action: string, Resource: string[]) => inline((statements) =>
  statements.map((statement) => ([statement.Action].flat().includes(action) ? { ...statement, Resource } : statement)));

describe('the logs of an environment', () => {
  const PARTS = { DagProcessingLogs: 'DAGProcessing', SchedulerLogs: 'Scheduler', TaskLogs: 'Task', WebserverLogs: 'WebServer', WorkerLogs: 'Worker' };
  const groupsBut = (silent: string) => Object.values(PARTS).filter((part) => part !== silent)
    .map((part) => `arn:aws:logs:eu-west-1:111122223333:log-group:airflow-my-env-${part}:*`);
  const withLogs = (part: string, silent: string, setting: unknown) => found(template({
    role: { Policies: [only('logs:PutLogEvents', groupsBut(silent))] }, environment: { LoggingConfiguration: { [part]: setting } },
  }));

  test.each(Object.entries(PARTS))('%s that are turned off need no permission', (part, silent) => {
    expect(withLogs(part, silent, { Enabled: false })).toEqual([]);
    expect(withLogs(part, silent, { Enabled: 'false' })).toEqual([]);
    expect(withLogs(part, silent, { Enabled: true })).toEqual(['missingPermission Role']);
    expect(withLogs(part, silent, null)).toEqual(['missingPermission Role']);
  });

  test('are asked for with the documented statement', () => {
    const [{ fix }] = foundIn(template({ role: { Policies: [inline(without('logs:PutLogEvents'))] } }));
    expect(fix).toContain(':log-group:airflow-my-env-*"');
  });
});

test.each(['airflow/dags', 'airflow/dags/'])('DAGs in %s need no more of the bucket', (DagS3Path) => {
  const policy = only('s3:GetObject*', ['arn:aws:s3:::dags', 'arn:aws:s3:::dags/airflow/dags/*']);
  expect(found(template({ role: { Policies: [policy] }, environment: { DagS3Path } }))).toEqual([]);
});

test('a key by an id that is partly a parameter is one of the same account and Region', () => {
  const [{ fix }] = foundIn(template({ environment: { KmsKey: { 'Fn::Sub': 'mrk-${Id}' } } }));
  expect(fix).toContain('"Resource":"arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/mrk-${Id}"');
});

describe('the policy of a bucket', () => {
  const withPolicyOf = (Bucket: string, SourceBucketArn: string) => found(template({
    role: { Policies: [inline(without('s3:GetObject*'))] },
    environment: { SourceBucketArn: { 'Fn::Sub': SourceBucketArn } },
    resources: { P: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket, PolicyDocument: { Statement: { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' } } } } },
  }));

  test.each<[string, string, string[]]>([
    ['of that name', 'arn:${AWS::Partition}:s3:::dags', ['notChecked Role']],
    ['of another', 'arn:${AWS::Partition}:s3:::other', ['missingPermission Role']],
    ['of a name that is a parameter', 'arn:aws:s3:::${Name}', ['notChecked Role']],
  ])('is seen where the environment has a bucket %s', (_, arn, rules) => {
    expect(withPolicyOf('dags', arn)).toEqual(rules);
  });
});

describe('a role that the environment names by a literal ARN', () => {
  const onRole = (arn: string, RoleName: unknown, ...others: object[]) => {
    const { Environment, Role } = template({ role: { RoleName, Policies: [inline(without('sqs:SendMessage'))] }, environment: { ExecutionRoleArn: arn } }).Resources;
    return found({ Resources: { Environment } }, { Resources: { Role } }, ...others);
  };
  const ARN = 'arn:aws:iam::111122223333:role/airflow';

  test('is that of a template for anywhere, if there is one only', () => {
    expect(onRole(ARN, 'airflow')).toEqual(['missingPermission Role']);
    expect(onRole(ARN, 'airflow', { Resources: { Role: template({ role: { RoleName: 'airflow' } }).Resources.Role } })).toEqual(['notChecked Environment']);
    expect(onRole(ARN, 'other')).toEqual(['notChecked Environment']);
    expect(onRole(`${ARN}-eu-west-1`, { 'Fn::Sub': 'airflow-${AWS::Region}' })).toEqual(['notChecked Environment']);
  });

  test('of another account is none of the app', () => {
    expect(brokenIn((stack) => {
      handWritten(stack, pasted('aws-owned-key'), { roleName: 'airflow' });
      environment(stack, 'arn:aws:iam::444455556666:role/airflow');
    })).toEqual(['notChecked Environment']);
  });
});

describe('what is malformed is no reason to fail', () => {
  test.each<[string, object, string[]]>([
    ['a bucket policy without a document', { resources: { P: { Type: 'AWS::S3::BucketPolicy', Properties: {} } } }, []],
    ['a policy without a document', { resources: { P: { Type: 'AWS::IAM::Policy', Properties: { Roles: [{ Ref: 'Role' }] } } } }, []],
    ['logs of a part that there is not', { environment: { LoggingConfiguration: { OtherLogs: { Enabled: false }, TaskLogs: null } } }, []],
    ['an environment without a bucket', { environment: { SourceBucketArn: { Ref: 'AWS::NoValue' } } }, ['missingPermission Role']],
  ])('%s', (_, parts, rules) => {
    expect(found(template(parts))).toEqual(rules);
  });
});

describe('a role by an ARN that is written out', () => {
  const { Environment } = template({ environment: { ExecutionRoleArn: 'arn:aws:iam::111122223333:role/airflow' } }).Resources;
  const { Role } = template({ role: { RoleName: 'airflow', Policies: [inline(without('sqs:SendMessage'))] } }).Resources;

  test('is the one of that name in a stack for anywhere', () => {
    expect(shortly(foundIn({ Resources: { Environment } }, { Resources: { Role } }))).toEqual(['missingPermission Role']);
  });

  test('is none of another path or type', () => {
    const other = { ...Role, Properties: { ...Role.Properties, Path: '/other/' } };
    expect(shortly(foundIn({ Resources: { Environment, Role: other } }))).toEqual(['notChecked Environment']);
  });

  test('is none of two of that name', () => {
    expect(shortly(foundIn({ Resources: { Environment } }, { Resources: { Role } }, { Resources: { Role } }))).toEqual(['notChecked Environment']);
  });
});
