import { Annotations, aws_kms as kms, region_info, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ResolvedOptions } from './execution-policy-options';
import { allowBucketDecryption, decryptBucketStatements } from '../bucket-and-key/bucket-key';
import { isAlias } from '../bucket-and-key/environment-key';
import { addToKeyPolicy, allowLogsStatement } from '../bucket-and-key/key-policy';
import { bucketResource, warnAboutBucket } from '../bucket-and-key/source-bucket';
import { EnvironmentLocation } from '../common/environment-location';

/** Adds the statements that the key policies need. Synth warns if this app cannot add them, or if the bucket does not meet MWAA's requirements. */
export function prepareResourcePolicies(construct: Construct, options: ResolvedOptions): void {
  const { location, bucketKey } = options;
  if (options.kmsKey !== undefined && !addToKeyPolicy(options.kmsKey, allowLogsStatement(location))) {
    warnAboutKeyPolicy(construct, options.kmsKey.node.path, location);
  }
  if (bucketKey !== undefined && isAlias(bucketKey)) {
    warnAboutAlias(construct, bucketKey, location);
  } else if (bucketKey !== undefined) {
    allowBucketDecryption(construct, bucketKey, location.region);
  }
  const bucket = bucketResource(options.sourceBucket);
  if (bucket !== undefined) {
    warnAboutBucket(construct, bucket);
  }
}

/** Synth warns if CDK knows only the alias of the bucket's key and no grant on the alias is possible. */
function warnAboutAlias(construct: Construct, alias: kms.IKey, location: EnvironmentLocation): void {
  if (decryptBucketStatements(alias, location).length === 0) {
    Annotations.of(construct).addWarningV2(
      'cdk-mwaa-iam:bucketKeyUnknown',
      `the source bucket has a key of which only the alias is known, '${alias.node.path}', so the role gets no permission to decrypt with the key:` +
        ' import the key by its ARN, or grant `kms:Decrypt` on it to the role yourself',
    );
  }
}

function warnAboutKeyPolicy(construct: Construct, key: string, location: EnvironmentLocation): void {
  const statement = JSON.stringify(allowLogsStatement(printable(location)), undefined, 2);
  Annotations.of(construct).addWarningV2(
    'cdk-mwaa-iam:keyPolicyOutOfReach',
    `this app cannot change the policy of the key '${key}': add this statement to it, or MWAA cannot create its log groups:\n${statement}`,
  );
}

/** A location for a printed statement, with a placeholder for each value that only the deployment knows. */
function printable({ partition, region, account }: EnvironmentLocation): EnvironmentLocation {
  const literalOr = (value: string | undefined, placeholder: string) => value === undefined || Token.isUnresolved(value) ? placeholder : value;
  return {
    partition: literalOr(Token.isUnresolved(partition) ? region_info.RegionInfo.get(region).partition : partition, '<partition>'),
    region: literalOr(region, '<region>'),
    account: literalOr(account, '<account>'),
  };
}
