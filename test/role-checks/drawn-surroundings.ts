import * as fc from 'fast-check';
import { filled, Names, Pieces } from './drawn-texts';

interface Around {
  readonly managed?: string[];
  readonly bucketKey?: object;
  readonly secrets?: object;
  readonly bucketStatements?: unknown[];
}

/** What else is around a role, mostly nothing: places that are named there are tried as well. */
export function around(pieces: Pieces, names: Names): fc.Arbitrary<Around> {
  const seldom = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
  const statement = (Effect: string, Principal: unknown, Action: unknown, Resource: unknown, Condition?: object) =>
    filled({ Effect, Principal, Action, Resource, ...(Condition === undefined ? {} : { Condition }) }, pieces, names);
  const [, , region, otherRegion] = pieces.regions;
  return fc.record({
    managed: seldom(fc.constantFrom('arn:aws:iam::aws:policy/AdministratorAccess', 'arn:aws-cn:iam::aws:policy/AdministratorAccess', 'arn:aws:iam::aws:policy/Other')
      .map((arn) => [arn])),
    bucketKey: seldom(fc.constantFrom(region, otherRegion, 'ap-south-1').map((one) => ({
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: `arn:aws:kms:${one}:444455556666:key/k1` } }],
    }))),
    secrets: seldom(fc.constantFrom(region, otherRegion, 'ap-south-1').map((one) => ({
      'secrets.backend': 'airflow.providers.amazon.aws.secrets.secrets_manager.SecretsManagerBackend',
      'secrets.backend_kwargs': JSON.stringify({ region_name: one }),
    }))),
    bucketStatements: seldom(fc.array(fc.oneof(
      statement('Deny', '*', 's3:*', 'arn:<p>:s3:::<b>/*', { Bool: { 'aws:SecureTransport': 'false' } }),
      statement('Deny', '*', 's3:Get*', 'arn:<p>:s3:::<b>*', { StringNotLike: { 'aws:RequestedRegion': '<r>' } }),
      statement('Deny', '*', 's3:*', '*', { StringNotEquals: { 'aws:PrincipalAccount': '<a>' } }),
      statement('Deny', '*', 's3:*', 'arn:<p>:s3:::<b>/secret/*', { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }),
      fc.constant({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', Condition: { ArnNotLike: { 'aws:PrincipalArn': { 'Fn::GetAtt': ['Role', 'Arn'] } } } }),
      statement('Allow', { AWS: { 'Fn::GetAtt': ['Role', 'Arn'] } }, ['s3:Get*', 's3:List*'], ['arn:<p>:s3:::<b>', 'arn:<p>:s3:::<b>/*']),
    ), { minLength: 1, maxLength: 2 })),
  });
}
