import { aws_iam as iam, aws_mwaa as mwaa } from 'aws-cdk-lib';
import { currentProperties, EnvironmentProperties } from './environment-properties';
import { ExpectedEnvironment } from './expected-environment';
import { assertInput, inputError } from '../common/input-rules';
import { isChosen } from '../common/references';
import { finalText, presentText, ReadText, withLiterals } from '../common/rendered-properties';
import { isOtherResource } from '../common/resource-identity';
import {
  associationError, Contradiction, isAlias, isOther, Pair, pair, roleArnFor, roleContradiction, shown, shownWithArn, textRule,
} from '../role/association';

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
  const pairing = pairOf(role, environment);
  pair(pairing, contradictions(pairing, expected, environment, currentProperties(environment)));
}

/** The environments that were given their role and their key. The others are confined only. */
const ASSOCIATED = new WeakSet<mwaa.CfnEnvironment>();

/** Gives an environment the role and the key. Throws like `pairWithEnvironment`. */
export function associate(role: iam.Role, expected: ExpectedEnvironment, environment: mwaa.CfnEnvironment): void {
  pairWithEnvironment(role, expected, environment);
  environment.executionRoleArn = roleArnFor(environment, presentText(environment, environment.executionRoleArn), role);
  environment.kmsKey = presentText(environment, environment.kmsKey) ?? expected.kmsKey?.keyRef.keyArn;
  ASSOCIATED.add(environment);
}

/** Whether an environment was given its role and its key. */
export function wasAssociated(environment: mwaa.CfnEnvironment): boolean {
  return ASSOCIATED.has(environment);
}

/** The error that lists every final property of an environment that contradicts the role. Call it when the app is validated. */
export function contradictionError(
  role: iam.Role, expected: ExpectedEnvironment, environment: mwaa.CfnEnvironment, properties: EnvironmentProperties,
): Error | undefined {
  const pairing = pairOf(role, environment);
  const environmentName = withLiterals(role.stack, expected.environmentName);
  return associationError(pairing, contradictions(pairing, { ...expected, environmentName }, environment, properties, finalText));
}

function pairOf(role: iam.Role, environment: mwaa.CfnEnvironment): Pair {
  return { construct: 'MwaaExecutionRole', role, what: 'environment', resource: environment };
}

function contradictions(
  pairing: Pair, expected: ExpectedEnvironment, environment: mwaa.CfnEnvironment, properties: EnvironmentProperties,
  read?: ReadText,
): Contradiction[] {
  const { role } = pairing;
  const { environmentName, location, environmentRegion, sourceBucket: { bucketRef: { bucketArn } }, kmsKey } = expected;
  const { name, executionRoleArn, sourceBucketArn, kmsKey: itsKey } = properties;
  const differs = (ours: string, theirs = ours) => isOtherResource(role, theirs, ours, read);
  return [
    [
      isOther(name, environmentName),
      () => `has \`Name\` "${name}", but the role is for "${environmentName}": give both the same name`,
    ],
    [
      isOther(environment.env.region, location.region),
      () => environmentRegion === undefined
        ? `is in Region "${environment.env.region}", but the role is for "${location.region}": set \`environmentRegion\` of the role to "${environment.env.region}"`
        : `is in Region "${environment.env.region}", but \`environmentRegion\` of the role is "${environmentRegion}": set it to "${environment.env.region}"`,
    ],
    [
      isOther(environment.env.account, location.account),
      () => `is in account "${environment.env.account}", but the role is in "${location.account}": define the role in the environment's account`,
    ],
    roleContradiction(pairing, 'ExecutionRoleArn', executionRoleArn, 'leave it out to let the association set it', read),
    [
      differs(bucketArn, sourceBucketArn),
      () => `has another bucket as \`SourceBucketArn\`, ${shown(role, sourceBucketArn)} instead of ${shownWithArn(role, bucketArn, read)}: set the ARN of the role's \`sourceBucket\``,
    ],
    [
      kmsKey === undefined && itsKey !== undefined && !isChosen(environment.stack.resolve(itsKey)),
      () => `has a \`KmsKey\`, ${shown(role, itsKey)}, but the role has none: pass the key to the role as \`kmsKey\``,
    ],
    [
      isAlias(environment, itsKey),
      () => 'has an alias as `KmsKey`, but MWAA does not support aliases: leave it out to let the association set the key of the role',
    ],
    [
      kmsKey !== undefined && differs(kmsKey.keyRef.keyArn, itsKey),
      () => `has another key as \`KmsKey\`, ${shown(role, itsKey)} instead of ${shown(role, kmsKey!.keyRef.keyArn)}: leave it out to let the association set it`,
    ],
  ];
}
