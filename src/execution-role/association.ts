import { aws_iam as iam, aws_mwaa as mwaa, CfnResource, Stage, Token } from 'aws-cdk-lib';
import { currentProperties, EnvironmentProperties } from './environment-properties';
import { ExpectedEnvironment } from './expected-environment';
import { knownComponents } from '../common/arn-components';
import { assertInput, inputError, InputRule, optional, text } from '../common/input-rules';
import { definedPath, referencedConstructs } from '../common/references';
import { isOtherResource } from '../common/resource-identity';

/** The environment of each role and the role of each environment, by association or confinement: MWAA requires one role for each. */
const ENVIRONMENTS = new WeakMap<iam.Role, mwaa.CfnEnvironment>();
const ROLES = new WeakMap<mwaa.CfnEnvironment, iam.Role>();

/**
 * Records that the role and the environment belong together.
 *
 * Throws one error that lists every property of the environment that contradicts the role. Values that only the deployment
 * knows pass.
 */
export function pair(role: iam.Role, expected: ExpectedEnvironment, environment: mwaa.CfnEnvironment): void {
  if (!mwaa.CfnEnvironment.isCfnEnvironment(environment)) {
    throw inputError('MwaaExecutionRole', role.node.path, ['`environment` must be an L1 environment: pass a CfnEnvironment of aws-mwaa']);
  }
  assertInput('MwaaExecutionRole', role.node.path, [
    textRule('environment.name', environment.name),
    textRule('environment.executionRoleArn', environment.executionRoleArn),
    textRule('environment.sourceBucketArn', environment.sourceBucketArn),
    textRule('environment.kmsKey', environment.kmsKey),
  ]);
  const error = associationError(role, expected, environment);
  if (error !== undefined) {
    throw error;
  }
  ENVIRONMENTS.set(role, environment);
  ROLES.set(environment, role);
}

/** The execution role of an environment, by association or confinement. */
export function pairedRole(environment: mwaa.CfnEnvironment): iam.Role | undefined {
  return ROLES.get(environment);
}

/** The error that lists every property of an environment, as it is now, that contradicts the role. */
export function associationError(role: iam.Role, expected: ExpectedEnvironment, environment: mwaa.CfnEnvironment): Error | undefined {
  const problems = contradictions(role, expected, environment, currentProperties(environment));
  return problems.length === 0 ? undefined
    : inputError('MwaaExecutionRole', role.node.path, problems.map((problem) => `environment '${environment.node.path}' ${problem}`));
}

function textRule(prop: string, value: unknown): InputRule {
  return { prop, value, accepts: optional(text(() => true)), rule: 'must be a text: pass the name or the ARN itself, or a token of it' };
}

/**
 * Sets `ExecutionRoleArn` of an environment, and makes CloudFormation create the role first. A reference to the role does
 * so by itself. If the ARN does not become a reference, this function adds a dependency on the role's resource.
 *
 * Call `pair` first. An ARN that is already set then names this role and becomes a reference to it, or only
 * the deployment knows which role it names and it stays.
 */
export function giveRole(environment: mwaa.CfnEnvironment, role: iam.Role): void {
  const { executionRoleArn: currentArn } = environment;
  const roleArn = currentArn === undefined || knownComponents(currentArn).at(-1) !== undefined ? role.roleArn : currentArn;
  environment.executionRoleArn = roleArn;
  const resource = role.node.defaultChild; // undefined with `Role.customizeRoles`
  if (CfnResource.isCfnResource(resource)
    && Stage.of(resource) === Stage.of(environment)
    && !refersTo(environment, roleArn, resource)) {
    environment.addDependency(resource);
  }
}

/** Whether a value becomes a reference in the template. Between accounts or Regions, CDK writes literal ARNs instead. */
function refersTo({ stack }: CfnResource, value: string, resource: CfnResource): boolean {
  const rendered = stack.resolve(value);
  return typeof rendered === 'object' && !('Fn::Join' in rendered) && referencedConstructs(stack, value).has(resource);
}

function contradictions(
  role: iam.Role, expected: ExpectedEnvironment, environment: mwaa.CfnEnvironment, properties: EnvironmentProperties,
): string[] {
  const { environmentName, location, environmentRegion, sourceBucket: { bucketRef: { bucketArn } }, kmsKey } = expected;
  const { name, executionRoleArn, sourceBucketArn, kmsKey: itsKey } = properties;
  const differs = (ours: string, theirs = ours) => isOtherResource(role, theirs, ours);
  const [itsEnvironment, itsRole] = [ENVIRONMENTS.get(role) ?? environment, ROLES.get(environment) ?? role];
  const problems: [boolean, string][] = [
    [
      isOther(literal(name), literal(environmentName)),
      `has \`Name\` "${name}", but the role is for "${environmentName}": give both the same name`,
    ],
    [
      isOther(literal(environment.env.region), literal(location.region)),
      environmentRegion === undefined
        ? `is in Region "${environment.env.region}", but the role is for "${location.region}": set \`environmentRegion\` of the role to "${environment.env.region}"`
        : `is in Region "${environment.env.region}", but \`environmentRegion\` of the role is "${environmentRegion}": set it to "${environment.env.region}"`,
    ],
    [
      isOther(literal(environment.env.account), literal(location.account)),
      `is in account "${environment.env.account}", but the role is in "${location.account}": define the role in the environment's account`,
    ],
    [
      itsRole === role && differs(role.roleArn, executionRoleArn),
      `has another role as \`ExecutionRoleArn\`, ${shown(role, executionRoleArn)} instead of ${shown(role, role.roleArn)}: leave it out to let the association set it`,
    ],
    [
      differs(bucketArn, sourceBucketArn),
      `has another bucket as \`SourceBucketArn\`, ${shown(role, sourceBucketArn)} instead of ${shown(role, bucketArn)}: set the ARN of the role's \`sourceBucket\``,
    ],
    [
      kmsKey === undefined && itsKey !== undefined,
      `has a \`KmsKey\`, ${shown(role, itsKey)}, but the role has none: pass the key to the role as \`kmsKey\``,
    ],
    [
      isAliasArn(role, itsKey),
      'has an alias as `KmsKey`, but MWAA does not support aliases: leave it out to let the association set the key of the role',
    ],
    [
      kmsKey !== undefined && differs(kmsKey.keyRef.keyArn, itsKey),
      `has another key as \`KmsKey\`, ${shown(role, itsKey)} instead of ${shown(role, kmsKey?.keyRef.keyArn)}: leave it out to let the association set it`,
    ],
    [
      itsEnvironment !== environment,
      `cannot share the role of environment '${itsEnvironment.node.path}', because MWAA requires a role for each environment: define another role for it`,
    ],
    [
      itsRole !== role,
      `already has the execution role '${itsRole.node.path}', and an environment has only one: remove one of the two roles`,
    ],
  ];
  return problems.filter(([contradicts]) => contradicts).map(([, problem]) => problem);
}

function isOther(theirs: string | undefined, ours: string | undefined): boolean {
  return theirs !== undefined && ours !== undefined && theirs !== ours;
}

function literal(value: string | undefined): string | undefined {
  return Token.isUnresolved(value) ? undefined : value;
}

function isAliasArn({ stack }: iam.Role, key: string | undefined): boolean {
  return /[:"]alias\//.test(JSON.stringify([stack.resolve(key)]));
}

/** A value as a message shows it: the path of the construct that it refers to, if it refers to one. */
function shown(role: iam.Role, value: string | undefined): string {
  const [target] = referencedConstructs(role, value);
  return target !== undefined ? `that of '${definedPath(target)}'` : Token.isUnresolved(value) ? 'a reference' : `"${value}"`;
}
