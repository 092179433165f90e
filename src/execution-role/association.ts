import { aws_iam as iam, aws_mwaa as mwaa, CfnResource, Stage, Token } from 'aws-cdk-lib';
import { ExpectedEnvironment } from './expected-environment';
import { knownComponents } from '../common/arn-components';
import { inputError } from '../common/input-rules';
import { referencedConstructs } from '../common/references';
import { isOtherResource } from '../common/resource-identity';

/** Which environment a role was given to or confined for, and the other way round: MWAA wants one of each for the other. */
const ENVIRONMENTS = new WeakMap<iam.Role, mwaa.CfnEnvironment>();
const ROLES = new WeakMap<mwaa.CfnEnvironment, iam.Role>();

/**
 * Pairs a role with its environment, for good.
 *
 * Throws one error that names every property of the environment which contradicts the role; what only the deployment knows
 * does not.
 */
export function pair(role: iam.Role, expected: ExpectedEnvironment, environment: mwaa.CfnEnvironment): void {
  if (!mwaa.CfnEnvironment.isCfnEnvironment(environment)) {
    throw inputError('MwaaExecutionRole', role.node.path, ['`environment` must be an L1 environment: pass a `mwaa.CfnEnvironment`']);
  }
  const problems = contradictions(role, expected, environment);
  if (problems.length > 0) {
    throw inputError('MwaaExecutionRole', role.node.path, problems.map((problem) => `environment '${environment.node.path}' ${problem}`));
  }
  ENVIRONMENTS.set(role, environment);
  ROLES.set(environment, role);
}

/**
 * Gives a role to an environment, and makes CloudFormation create the role first: by the reference in `ExecutionRoleArn`
 * or, where the ARN does not become a reference, by a dependency on the role's resource.
 *
 * An ARN that is already there names this role, or only the deployment knows whom it names: the environment has been
 * looked at. The first becomes a reference, the second stays.
 */
export function giveRole(environment: mwaa.CfnEnvironment, role: iam.Role): void {
  const { executionRoleArn: given } = environment;
  const roleArn = given === undefined || knownComponents(given).at(-1) !== undefined ? role.roleArn : given;
  environment.executionRoleArn = roleArn;
  const resource = role.node.defaultChild; // none under `Role.customizeRoles`
  if (CfnResource.isCfnResource(resource)
    && Stage.of(resource) === Stage.of(environment)
    && !refersTo(environment, roleArn, resource)) {
    environment.addDependency(resource);
  }
}

/** Whether a value becomes a reference in the template: between stacks of different accounts or Regions, CDK spells ARNs out. */
function refersTo({ stack }: CfnResource, value: string, resource: CfnResource): boolean {
  const rendered = stack.resolve(value);
  return typeof rendered === 'object' && !('Fn::Join' in rendered) && referencedConstructs(stack, value).has(resource);
}

function contradictions(role: iam.Role, expected: ExpectedEnvironment, environment: mwaa.CfnEnvironment): string[] {
  const { environmentName, location, environmentRegion, sourceBucket, kmsKey } = expected;
  const differs = (ours: string, theirs = ours) => isOtherResource(role, theirs, ours);
  const [itsEnvironment, itsRole] = [ENVIRONMENTS.get(role) ?? environment, ROLES.get(environment) ?? role];
  const problems: [boolean, string][] = [
    [
      isOther(literal(environment.name), literal(environmentName)),
      `has \`Name\` "${environment.name}", and the role is for "${environmentName}": give both one name`,
    ],
    [
      isOther(literal(environment.env.region), literal(location.region)),
      `is in Region "${environment.env.region}", and the role is for "${location.region}"`
      + `${environmentRegion === undefined ? '' : ', its `environmentRegion`'}: set \`environmentRegion\` of the role to "${environment.env.region}"`,
    ],
    [
      isOther(literal(environment.env.account), literal(location.account)),
      `is in account "${environment.env.account}", and the role in "${location.account}": define the role in the environment's account`,
    ],
    [
      itsRole === role && differs(role.roleArn, environment.executionRoleArn),
      `has another role as \`ExecutionRoleArn\`, ${shown(environment.executionRoleArn)}: leave it out, and the association sets it`,
    ],
    [
      differs(sourceBucket.bucketRef.bucketArn, environment.sourceBucketArn),
      `has another bucket as \`SourceBucketArn\`, ${shown(environment.sourceBucketArn)}: give the ARN of the role's \`sourceBucket\``,
    ],
    [
      kmsKey === undefined && environment.kmsKey !== undefined,
      `has a \`KmsKey\`, ${shown(environment.kmsKey)}, and the role was defined without one: pass the key to the role as \`kmsKey\``,
    ],
    [
      isAliasArn(environment),
      'has an alias as `KmsKey`, and MWAA supports none: leave it out, and the association sets the key of the role',
    ],
    [
      kmsKey !== undefined && differs(kmsKey.keyRef.keyArn, environment.kmsKey),
      `has another key as \`KmsKey\`, ${shown(environment.kmsKey)}: leave it out, and the association sets it`,
    ],
    [
      itsEnvironment !== environment,
      `is not the one that the role belongs to, '${itsEnvironment.node.path}': define a role for each, MWAA needs one per environment`,
    ],
    [
      itsRole !== role,
      `belongs to another execution role, '${itsRole.node.path}': an environment has one, so leave this role out, or give the environment to it alone`,
    ],
  ];
  return problems.filter(([contradicts]) => contradicts).map(([, problem]) => problem);
}

function isOther(theirs: string | undefined, ours: string | undefined): boolean {
  return theirs !== undefined && ours !== undefined && theirs !== ours;
}

function literal(value: string): string | undefined {
  return Token.isUnresolved(value) ? undefined : value;
}

function isAliasArn(environment: mwaa.CfnEnvironment): boolean {
  const { stack, kmsKey } = environment;
  return /[:"]alias\//.test(JSON.stringify([stack.resolve(kmsKey)]));
}

function shown(arn: string | undefined): string {
  return Token.isUnresolved(arn) ? 'a reference' : `"${arn}"`;
}
