import { aws_iam as iam, aws_mwaa as mwaa } from 'aws-cdk-lib';
import { ExpectedEnvironment } from './expected-environment';
import { assertInput, inputError } from '../common/input-rules';
import { isOtherResource } from '../common/resource-identity';
import { Contradiction, isAlias, isOther, Pair, pair, roleContradiction, shown, textRule } from '../role/association';

/**
 * Records that the role and the environment belong together.
 *
 * Throws one error that lists every property of the environment that contradicts the role. Values that only the deployment
 * knows pass.
 */
export function pairWithEnvironment(role: iam.Role, expected: ExpectedEnvironment, environment: mwaa.CfnEnvironment): void {
  if (!mwaa.CfnEnvironment.isCfnEnvironment(environment)) {
    throw inputError('MwaaExecutionRole', role.node.path, ['`environment` must be an L1 environment: pass a CfnEnvironment of aws-mwaa']);
  }
  assertInput('MwaaExecutionRole', role.node.path, [
    textRule('environment.name', environment.name),
    textRule('environment.executionRoleArn', environment.executionRoleArn),
    textRule('environment.sourceBucketArn', environment.sourceBucketArn),
    textRule('environment.kmsKey', environment.kmsKey),
  ]);
  const pairing: Pair = { construct: 'MwaaExecutionRole', role, what: 'environment', resource: environment };
  pair(pairing, contradictions(pairing, expected, environment));
}

function contradictions(pairing: Pair, expected: ExpectedEnvironment, environment: mwaa.CfnEnvironment): Contradiction[] {
  const { environmentName, location, environmentRegion, sourceBucket, kmsKey } = expected;
  const differs = (ours: string, theirs = ours) => isOtherResource(pairing.role, theirs, ours);
  return [
    [
      isOther(environment.name, environmentName),
      `has \`Name\` "${environment.name}", but the role is for "${environmentName}": give both the same name`,
    ],
    [
      isOther(environment.env.region, location.region),
      environmentRegion === undefined
        ? `is in Region "${environment.env.region}", but the role is for "${location.region}": set \`environmentRegion\` of the role to "${environment.env.region}"`
        : `is in Region "${environment.env.region}", but \`environmentRegion\` of the role is "${environmentRegion}": set it to "${environment.env.region}"`,
    ],
    [
      isOther(environment.env.account, location.account),
      `is in account "${environment.env.account}", but the role is in "${location.account}": define the role in the environment's account`,
    ],
    roleContradiction(pairing, 'ExecutionRoleArn', environment.executionRoleArn, 'leave it out to let the association set it'),
    [
      differs(sourceBucket.bucketRef.bucketArn, environment.sourceBucketArn),
      `has another bucket as \`SourceBucketArn\`, ${shown(environment.sourceBucketArn)}: set the ARN of the role's \`sourceBucket\``,
    ],
    [
      kmsKey === undefined && environment.kmsKey !== undefined,
      `has a \`KmsKey\`, ${shown(environment.kmsKey)}, but the role has none: pass the key to the role as \`kmsKey\``,
    ],
    [
      isAlias(environment, environment.kmsKey),
      'has an alias as `KmsKey`, but MWAA does not support aliases: leave it out to let the association set the key of the role',
    ],
    [
      kmsKey !== undefined && differs(kmsKey.keyRef.keyArn, environment.kmsKey),
      `has another key as \`KmsKey\`, ${shown(environment.kmsKey)}: leave it out to let the association set it`,
    ],
  ];
}
