import * as fc from 'fast-check';
import { documented } from '../documented';
import { around } from './drawn-surroundings';
import { filled, Names, Pieces, sub } from './drawn-texts';

/** What parameters may be: mostly names, and Regions, accounts and patterns. */
const ALLOWED = [
  ['a', 'my', 'env'], ['a', 'my', 'env'], ['my', 'x'], ['eu-west-1', 'us-east-1'], ['111122223333', '444455556666'], ['my-*', 'env', '*'],
  ['eu-west-*', 'cn-north-1'],
];
const USUAL = ['my-env', 'my-env', 'my-env', 'env', 'eu-west-1', '111122223333', 'my-*', '*', ''];

/** The parameters of drawn templates. */
const PARAMETERS = fc.record({ usual: fc.constantFrom(...USUAL), allowed: fc.constantFrom(...ALLOWED) }).map(({ usual, allowed }) => ({
  Name: { Type: 'String' },
  Bucket: { Type: 'String' },
  Account: { Type: 'String' },
  Stage: { Type: 'String' },
  Usual: { Type: 'String', Default: usual },
  One: { Type: 'String', AllowedValues: allowed },
}));

const PLACEHOLDERS = { partition: '<p>', region: '<r>', account: '<a>', environmentName: '<n>', bucketName: '<b>', keyId: '<k>' };
const OWNED: any[] = documented('execution-policy-aws-owned-key', PLACEHOLDERS).Statement;
const OWN_KEY = documented('execution-policy-customer-managed-key', PLACEHOLDERS).Statement.at(-1);
const SOURCE = {
  ArnLike: { 'aws:SourceArn': 'arn:<p>:airflow:<r>:<a>:environment/<n>' }, StringEquals: { 'aws:SourceAccount': '<a>' },
};
const TRUST = documented('trust-policy', PLACEHOLDERS).Statement[0];
const LOGS = documented('key-policy-logs-statement', PLACEHOLDERS);

/** A template with one environment and its role, around the documented one. */
export function drawnTemplate(pieces: Pieces): fc.Arbitrary<any> {
  return fc.record({
    name: fc.constantFrom(...pieces.names.filter((one) => !one.includes('*'))),
    bucket: fc.constantFrom(...pieces.buckets.filter((one) => !one.includes('*'))),
    hasKey: fc.integer({ max: 3, min: 0 }).map((one) => one === 0),
    isNamed: fc.boolean(),
    dagPath: fc.constantFrom(undefined, 'dags', 'dags/'),
  }).chain((environment) => fc.record({
    environment: fc.constant({ ...environment, partition: pieces.partitions[0] }),
    parameters: PARAMETERS,
    around: around(pieces, environment),
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
  })).map(rendered).map((template) => withUsedParameters(JSON.parse(JSON.stringify(template))));
}

function withUsedParameters({ Parameters: parameters, ...template }: any) {
  const text = JSON.stringify(template);
  const used = Object.entries(parameters).filter(([name]) => text.includes(`\${${name}}`) || text.includes(`{"Ref":"${name}"}`));
  return { Parameters: Object.fromEntries(used), ...template };
}

function rendered({ environment, around: { managed, bucketKey, secrets, bucketStatements }, ...drawn }: any) {
  const { partition, name, bucket, hasKey, isNamed, dagPath } = environment;
  const { parameters, statements, guards, source, logs, version, conditions } = drawn;
  return {
    Parameters: parameters,
    // What a condition compares that decides nothing is of no template.
    Conditions: { C: JSON.stringify([statements, logs]).includes('Fn::If') ? conditions : { 'Fn::Equals': ['a', 'a'] } },
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: isNamed ? 'airflow' : undefined,
          ManagedPolicyArns: managed,
          AssumeRolePolicyDocument: { Version: version, Statement: [{ ...TRUST, ...(source === null ? {} : { Condition: source }) }] },
          Policies: [{ PolicyName: 'p', PolicyDocument: { Version: version, Statement: [...statements, ...guards].flat() } }],
        },
      },
      Environment: {
        Type: 'AWS::MWAA::Environment',
        Properties: {
          Name: sub(name),
          SourceBucketArn: bucket === '${Dags}' ? { 'Fn::GetAtt': ['Dags', 'Arn'] } : sub(`arn:${partition}:s3:::${bucket}`),
          ExecutionRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
          DagS3Path: dagPath,
          AirflowConfigurationOptions: secrets,
          ...(hasKey ? { KmsKey: { 'Fn::GetAtt': ['Key', 'Arn'] } } : {}),
        },
      },
      // Says how the condition comes out.
      Condition: { Type: 'Condition', Properties: { isTrue: { 'Fn::If': ['C', true, false] } } },
      Dags: { Type: 'AWS::S3::Bucket', Properties: { VersioningConfiguration: { Status: 'Enabled' }, BucketEncryption: bucketKey } },
      ...(bucketStatements === undefined ? {} : {
        BucketPolicy: {
          Type: 'AWS::S3::BucketPolicy',
          Properties: { Bucket: bucket === '${Dags}' ? { Ref: 'Dags' } : sub(bucket), PolicyDocument: { Version: version, Statement: bucketStatements } },
        },
      }),
      ...(hasKey ? { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Version: version, Statement: logs } } } } : {}),
    },
  };
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
