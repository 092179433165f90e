import * as fc from 'fast-check';
import { documented } from '../documented';

/** How texts of a drawn template are put together: with open values, or all written out. */
export interface Pieces {
  readonly partitions: string[];
  readonly regions: string[];
  readonly accounts: string[];
  readonly names: string[];
  readonly buckets: string[];
}

/** What people write in templates for anywhere, and what they should not. */
export const OPEN: Pieces = {
  partitions: ['${AWS::Partition}', 'aws'],
  regions: ['${AWS::Region}', '${AWS::Region}', 'eu-west-1', 'us-east-1', 'eu-*', '*', '??-west-1', 'cn-north-1'],
  accounts: ['${AWS::AccountId}', '${AWS::AccountId}', '111122223333', '444455556666', '*', '1111*', '${Account}'],
  names: [
    'my-env', '${Name}', '${AWS::StackName}', '${AWS::StackName}-a', 'my-${Name}', 'env-${AWS::Region}', '${Usual}', '${One}', '${One}-${Usual}', '${Shared}',
  ],
  buckets: [
    'dags', '${Bucket}', 'dags-${AWS::AccountId}', 'dags-${AWS::AccountId}-eu', 'dags-${AWS::Region}', '${AWS::StackName}-dags', '${Dags}', '${Shared}',
    'dags-eu-*',
  ],
};

/** The same, written out. */
export const WRITTEN_OUT: Pieces = {
  partitions: ['aws', 'aws', '*', 'aws-cn', 'a?s'],
  regions: ['eu-west-1', 'eu-west-1', 'us-east-1', 'eu-*', '*', 'eu-west-?', ''],
  accounts: ['111122223333', '111122223333', '444455556666', '*', '1111*', ''],
  names: ['my-env', 'my-env', 'my-env-a', 'my-*', '*', 'my-en', 'my-env*'],
  buckets: ['dags', 'dags', 'dags-eu', 'dags*', '*dags', '*'],
};

/** The parameters of drawn templates. */
export const PARAMETERS = {
  Name: { Type: 'String' },
  Bucket: { Type: 'String' },
  Account: { Type: 'String' },
  Stage: { Type: 'String' },
  Usual: { Type: 'String', Default: 'my-env' },
  One: { Type: 'String', AllowedValues: ['a', 'my', 'env'] },
};

const PLACEHOLDERS = { partition: '<p>', region: '<r>', account: '<a>', environmentName: '<n>', bucketName: '<b>', keyId: '<k>' };
const OWNED: any[] = documented('execution-policy-aws-owned-key', PLACEHOLDERS).Statement;
const OWN_KEY = documented('execution-policy-customer-managed-key', PLACEHOLDERS).Statement.at(-1);
const SOURCE = {
  ArnLike: { 'aws:SourceArn': 'arn:<p>:airflow:<r>:<a>:environment/<n>' }, StringEquals: { 'aws:SourceAccount': '<a>' },
};
const TRUST = documented('trust-policy', PLACEHOLDERS).Statement[0];
const LOGS = documented('key-policy-logs-statement', PLACEHOLDERS);

/** A text with intrinsics as a template has it. */
export function sub(text: string): unknown {
  return !text.includes('${') ? text : { 'Fn::Sub': text.includes('${Shared}') ? [text, { Shared: { 'Fn::ImportValue': 'shared' } }] : text };
}

/** A template with one environment and its role, around the documented one. */
export function drawnTemplate(pieces: Pieces): fc.Arbitrary<any> {
  return fc.record({
    name: fc.constantFrom(...pieces.names.filter((one) => !one.includes('*'))),
    bucket: fc.constantFrom(...pieces.buckets.filter((one) => !one.includes('*'))),
    hasKey: fc.integer({ max: 3, min: 0 }).map((one) => one === 0),
    isNamed: fc.boolean(),
    dagPath: fc.constantFrom(undefined, 'dags', 'dags/'),
  }).chain((environment) => fc.record({
    environment: fc.constant(environment),
    statements: fc.tuple(...(environment.hasKey ? [...OWNED.slice(0, -1), OWN_KEY] : OWNED)
      .map((statement) => changed(statement, pieces, environment))),
    guards: fc.array(guard(pieces, environment), { maxLength: 1 }),
    source: fc.option(filled(SOURCE, pieces, environment)),
    logs: changed(LOGS, pieces, environment),
    version: fc.constantFrom('2012-10-17', '2012-10-17', undefined),
    conditions: fc.constantFrom(
      { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
      { 'Fn::Equals': [{ Ref: 'One' }, 'my'] },
      { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] },
      { 'Fn::Not': [{ 'Fn::Equals': [{ 'Fn::Sub': '${Stage}-x' }, 'prod-x'] }] },
      { 'Fn::Or': [{ 'Fn::Equals': [{ Ref: 'Stage' }, 'a'] }, { 'Fn::Equals': [{ Ref: 'Usual' }, 'my-env'] }] },
    ),
  })).map(({ environment: { name, bucket, hasKey, isNamed, dagPath }, statements, guards, source, logs, version, conditions }) => ({
    Parameters: PARAMETERS,
    Conditions: { C: conditions },
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: isNamed ? 'airflow' : undefined,
          AssumeRolePolicyDocument: { Version: version, Statement: [{ ...TRUST, ...(source === null ? {} : { Condition: source }) }] },
          Policies: [{ PolicyName: 'p', PolicyDocument: { Version: version, Statement: [...statements, ...guards].flat() } }],
        },
      },
      Environment: {
        Type: 'AWS::MWAA::Environment',
        Properties: {
          Name: sub(name),
          SourceBucketArn: bucket === '${Dags}' ? { 'Fn::GetAtt': ['Dags', 'Arn'] } : sub(`arn:${pieces.partitions[0]}:s3:::${bucket}`),
          ExecutionRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
          DagS3Path: dagPath,
          ...(hasKey ? { KmsKey: { 'Fn::GetAtt': ['Key', 'Arn'] } } : {}),
        },
      },
      Dags: { Type: 'AWS::S3::Bucket', Properties: { VersioningConfiguration: { Status: 'Enabled' } } },
      ...(hasKey ? { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Version: version, Statement: logs } } } } : {}),
    },
  })).map((template) => JSON.parse(JSON.stringify(template)));
}

interface Names {
  readonly name: string;
  readonly bucket: string;
}

/** A documented statement as it may stand in a template: mostly right. */
function changed(statement: any, pieces: Pieces, names: Names): fc.Arbitrary<unknown[]> {
  const whole = filled(statement, pieces, names);
  return fc.oneof(
    { weight: 12, arbitrary: whole.map((one) => [one]) },
    { weight: 1, arbitrary: whole.map((one) => [{ 'Fn::If': ['C', one, { Ref: 'AWS::NoValue' }] }]) },
    { weight: 1, arbitrary: fc.tuple(whole, whole).map(([one, other]) => [{ 'Fn::If': ['C', one, other] }]) },
    { weight: 1, arbitrary: fc.tuple(whole, whole) },
    { weight: 1, arbitrary: whole.map((one: any) => [{ ...one, Action: [one.Action].flat().slice(1) }]) },
    {
      weight: 1,
      arbitrary: fc.tuple(whole, fc.constantFrom(
        { StringEquals: { 'aws:ResourceAccount': sub(pieces.accounts[0]) } },
        { StringLike: { 'aws:PrincipalArn': 'arn:*:iam::*:role/*' } },
        { StringLike: { 'aws:RequestedRegion': sub(pieces.regions[0]) } },
        { Bool: { 'aws:SecureTransport': 'true' } }, { StringEquals: { 'aws:SourceVpce': 'vpce-1' } },
      )).map(([one, Condition]: any[]) => [{ ...one, Condition: { ...one.Condition, ...Condition } }]),
    },
  );
}

function guard(pieces: Pieces, names: Names): fc.Arbitrary<unknown> {
  const [account] = pieces.accounts;
  return fc.oneof(
    filled({ Effect: 'Deny', Action: 's3:*', NotResource: ['arn:<p>:s3:::<b>', 'arn:<p>:s3:::<b>/*'] }, pieces, names),
    filled({ Effect: 'Deny', Action: 'sqs:*', NotResource: 'arn:<p>:sqs:<r>:*:airflow-celery-*' }, pieces, names),
    filled({ Effect: 'Deny', Action: ['logs:*'], Resource: 'arn:<p>:logs:<r>:<a>:log-group:airflow-<n>-Web*' }, pieces, names),
    fc.constant({ Effect: 'Deny', Action: '*', Resource: '*', Condition: { StringNotEquals: { 'aws:PrincipalAccount': sub(account) } } }),
    fc.constant({ Effect: 'Deny', Action: 's3:GetObject', Resource: '*/secret/*' }),
    fc.constant({ Effect: 'Deny', Action: 'sqs:*', Resource: '*', Condition: { StringEquals: { 'aws:ResourceAccount': sub(account) } } }),
  );
}

/** A statement with its placeholders filled in: mostly all with what the environment has, or the same everywhere. */
function filled(statement: any, pieces: Pieces, { name, bucket }: Names): fc.Arbitrary<unknown> {
  const mostly = <T>(usual: T, others: T[]) =>
    fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
  return fc.record({
    p: mostly(pieces.partitions[0], pieces.partitions),
    r: mostly(pieces.regions[0], pieces.regions),
    a: mostly(pieces.accounts[0], pieces.accounts),
    n: mostly(name, pieces.names),
    b: mostly(bucket, pieces.buckets),
    k: fc.constant('k'),
    tail: mostly(undefined as string | undefined, ['*', '']),
  }).map((values: Record<string, string | undefined>) => JSON.parse(JSON.stringify(statement), (key, value) => {
    if (typeof value !== 'string' || !value.includes('<')) {
      return value;
    }
    if (value.includes('key/<k>')) {
      return { 'Fn::GetAtt': ['Key', 'Arn'] };
    }
    const text = value.replace(/<([a-z])>/g, (_, letter) => values[letter]!);
    return sub(values.tail === undefined || key === 'aws:SourceAccount' ? text : text.replace(/\*$/, values.tail));
  }));
}
