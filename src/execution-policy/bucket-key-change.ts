import { aws_iam as iam } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { ResolvedOptions } from './execution-policy-options';
import { useOfBucketKey } from './key-uses';
import { BucketKey, otherBucketKey } from '../bucket-and-key/bucket-key';
import { warn } from '../common/app-validation';
import { checkInStage } from '../common/stage-pass';
import { isAllowed } from '../iam/evaluation';
import { OpenValue, Text, TextLike } from '../iam/text';
import { RolePolicies, rolePolicies } from '../role/self-assumption';

/** The options of each role whose bucket could be given a key. */
const OPTIONS = new WeakMap<IConstruct, ResolvedOptions>();

/**
 * Synth warns if the source bucket was given a key after its role was made, and the policies of the role certainly do not let
 * it decrypt with the key. A managed policy that this app does not define may do so.
 */
export function warnIfBucketKeyChanges(construct: Construct, options: ResolvedOptions): void {
  if (iam.CfnRole.isCfnRole(construct.node.defaultChild)) {
    OPTIONS.set(construct, options);
    checkInStage(construct, lookAtBucketKeys);
  }
}

function lookAtBucketKeys(constructs: IConstruct[]): string[] {
  let policies: RolePolicies | undefined;
  for (const role of constructs.filter(iam.Role.isRole)) {
    const options = OPTIONS.get(role);
    const bucketKey = options && changedKey(options);
    if (bucketKey !== undefined && !mayDecrypt(role, { ...options!, bucketKey }, policies ??= rolePolicies(constructs))) {
      warn(role, 'cdk-mwaa-iam:bucketKeyChanged',
        `the source bucket '${options!.sourceBucket.node.path}' was given a key after the role was defined, ${bucketKey.name} of '${bucketKey.construct.node.path}',`
        + ' and the role may not decrypt with it: set the key of the bucket before, or grant `kms:Decrypt` on it to the role');
    }
  }
  return [];
}

/** The key that the bucket has now, if its ARN is known and it had another when its role was made. */
function changedKey({ sourceBucket, kmsKey, bucketKey: before }: ResolvedOptions): BucketKey | undefined {
  const bucketKey = otherBucketKey(sourceBucket, kmsKey);
  return bucketKey?.keyArn === undefined || bucketKey.name.key === before?.name.key ? undefined : bucketKey;
}

function mayDecrypt(construct: iam.Role, options: ResolvedOptions, policies: RolePolicies): boolean {
  const { keyArn, key } = options.bucketKey!;
  const { documents, others } = policies(construct.node.defaultChild as iam.CfnRole);
  return others || useOfBucketKey(construct, options, keyArn!).requests.every((request) =>
    isAllowed(documents, { ...request, principal: undefined, resource: key === undefined ? request.resource : madeUp(request.resource) }) !== 'no');
}

/** The ARN of a key of this app, which is an attribute of it: nobody can have written it out. */
function madeUp(arn: TextLike): Text {
  const [attribute] = Text.of(arn).parts as OpenValue[];
  return Text.of({ ...attribute, kind: 'made up' });
}
