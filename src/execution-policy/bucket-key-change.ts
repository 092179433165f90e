import { aws_iam as iam, Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ResolvedOptions } from './execution-policy-options';
import { useOfBucketKey } from './key-uses';
import { otherBucketKey } from '../bucket-and-key/bucket-key';
import { warnWhenValidated } from '../common/app-validation';
import { isAllowed } from '../iam/evaluation';
import { OpenValue, Text, TextLike } from '../iam/text';
import { rolePolicies } from '../role/self-assumption';

/**
 * Synth warns if the source bucket was given a key after its role was made, and the policies of the role certainly do not let
 * it decrypt with the key. A managed policy that this app does not define may do so.
 */
export function warnIfBucketKeyChanges(construct: Construct, options: ResolvedOptions): void {
  const role = construct.node.defaultChild;
  if (iam.CfnRole.isCfnRole(role)) {
    warnWhenValidated(construct, 'cdk-mwaa-iam:bucketKeyChanged', () => {
      const bucketKey = otherBucketKey(options.sourceBucket, options.kmsKey);
      const isSame = bucketKey?.name.key === options.bucketKey?.name.key;
      if (bucketKey?.keyArn === undefined || isSame || mayDecrypt(construct, role, { ...options, bucketKey })) {
        return undefined;
      }
      const name = `${bucketKey.name} of '${bucketKey.construct.node.path}'`;
      return `the source bucket '${options.sourceBucket.node.path}' was given a key after the role was defined, ${name},`
        + ' and the role may not decrypt with it: set the key of the bucket before, or grant `kms:Decrypt` on it to the role';
    });
  }
}

function mayDecrypt(construct: Construct, role: iam.CfnRole, options: ResolvedOptions): boolean {
  const { keyArn, key } = options.bucketKey!;
  const { documents, others } = rolePolicies(Stage.of(construct)!)(role);
  return others || useOfBucketKey(construct, options, keyArn!).requests.every((request) =>
    isAllowed(documents, { ...request, principal: undefined, resource: key === undefined ? request.resource : madeUp(request.resource) }) !== 'no');
}

/** The ARN of a key of this app, which is an attribute of it: nobody can have written it out. */
function madeUp(arn: TextLike): Text {
  const [attribute] = Text.of(arn).parts as OpenValue[];
  return Text.of({ ...attribute, kind: 'made up' });
}
