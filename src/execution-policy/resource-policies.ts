import { Annotations, aws_kms as kms, region_info, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ResolvedOptions } from './execution-policy-options';
import { allowBucketDecryption, decryptBucketStatements } from '../bucket-and-key/bucket-key';
import { isAlias } from '../bucket-and-key/environment-key';
import { addToKeyPolicy, allowLogsStatement } from '../bucket-and-key/key-policy';
import { bucketResource, warnAboutBucket } from '../bucket-and-key/source-bucket';
import { EnvironmentLocation } from '../common/environment-location';

/** Sets right what stands around the permissions, where it is in reach, and warns where it is not. */
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

/** An alias that is imported by name does not say which key it is of. */
function warnAboutAlias(construct: Construct, alias: kms.IKey, location: EnvironmentLocation): void {
  if (decryptBucketStatements(alias, location).length === 0) {
    Annotations.of(construct).addWarningV2(
      'cdk-mwaa-iam:bucketKeyUnknown',
      `the source bucket is encrypted with a key that is known by its alias only, '${alias.node.path}', and the role cannot be granted to decrypt with it:` +
        ' import the key by its ARN, or grant it to the role yourself',
    );
  }
}

function warnAboutKeyPolicy(construct: Construct, key: string, location: EnvironmentLocation): void {
  const statement = JSON.stringify(allowLogsStatement(printable(location)), undefined, 2);
  Annotations.of(construct).addWarningV2(
    'cdk-mwaa-iam:keyPolicyOutOfReach',
    `the policy of the key '${key}' is out of reach of this app, and without this statement in it MWAA cannot create its log groups:\n${statement}`,
  );
}

/** A location that can be read and pasted, with a placeholder for what is known at deployment only. */
function printable({ partition, region, account }: EnvironmentLocation): EnvironmentLocation {
  const known = (value: string | undefined, placeholder: string) => value === undefined || Token.isUnresolved(value) ? placeholder : value;
  return {
    partition: known(Token.isUnresolved(partition) ? region_info.RegionInfo.get(region).partition : partition, '<partition>'),
    region: known(region, '<region>'),
    account: known(account, '<account>'),
  };
}
