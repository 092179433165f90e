import { Annotations, aws_iam as iam, aws_mwaa as mwaa, CfnResource, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { contradictionError } from './association';
import { currentProperties, EnvironmentProperties } from './environment-properties';
import { ExpectedEnvironment, expectedOf } from './expected-environment';
import { warn } from '../common/app-validation';
import { conditionsOf, excludeEachOther } from '../common/conditions/exclusive-conditions';
import { isOtherResource, isSameResource } from '../common/resource-identity';
import { inOneStack, placeKey } from '../common/same-place';
import { checkInStage } from '../common/stage-pass';
import { pairedRole } from '../role/association';

/** An execution role, with the environment it is for. */
interface RoleForEnvironment {
  readonly role: iam.Role;
  readonly expected: ExpectedEnvironment;
}

/**
 * Compares a role with the environments of its stage.
 *
 * Synth warns if an environment that the role was made for has no execution role, or uses the role without the role's key. It
 * fails if an environment was given the role, and was changed afterwards to contradict it.
 */
export function checkEnvironments(role: iam.Role): void {
  checkInStage(role, lookAtEnvironments);
}

function lookAtEnvironments(constructs: IConstruct[]): string[] {
  const roles = new Map<string, RoleForEnvironment[]>();
  for (const role of constructs.filter(iam.Role.isRole)) {
    const expected = expectedOf(role);
    if (expected !== undefined && !Token.isUnresolved(expected.environmentName)) {
      const key = placeKey(role, expected.environmentName, expected.location.account, expected.location.region);
      const same = roles.get(key) ?? [];
      same.push({ role, expected });
      roles.set(key, same);
    }
  }
  for (const environment of constructs.filter(mwaa.CfnEnvironment.isCfnEnvironment)) {
    const properties = currentProperties(environment);
    if (!hasContradiction(environment) && properties.name !== undefined) {
      const key = placeKey(environment, properties.name, environment.env.account, environment.env.region);
      roles.get(key)?.filter(({ role }) => areDeployedTogether(role, environment)).forEach((one) => warnAbout(one, environment, properties));
    }
  }
  return [];
}

/** Looks once more at what `associateWith` refuses. Synth fails if a property that was set afterwards contradicts the role. */
function hasContradiction(environment: mwaa.CfnEnvironment): boolean {
  const role = pairedRole(environment);
  const error = role && contradictionError(role, expectedOf(role)!, environment);
  if (error !== undefined) {
    Annotations.of(environment).addError(error.message);
  }
  return error !== undefined;
}

function areDeployedTogether({ node: { defaultChild: resource } }: iam.Role, environment: mwaa.CfnEnvironment): boolean {
  return !CfnResource.isCfnResource(resource) || !inOneStack(resource, environment)
    || !excludeEachOther([...conditionsOf(resource), ...conditionsOf(environment)]);
}

function warnAbout({ role, expected }: RoleForEnvironment, environment: mwaa.CfnEnvironment, properties: EnvironmentProperties): void {
  const problem = problemOf(role, expected, environment, properties);
  if (problem !== undefined) {
    warn(role, 'cdk-mwaa-iam:environmentNotAssociated', `environment '${environment.node.path}' ${problem}`);
  }
}

function problemOf(
  role: iam.Role, { kmsKey }: ExpectedEnvironment, environment: mwaa.CfnEnvironment, properties: EnvironmentProperties,
): string | undefined {
  const { executionRoleArn: roleArn, kmsKey: keyArn } = properties;
  if (roleArn === undefined) {
    return `has no \`ExecutionRoleArn\`, and the role '${role.node.path}' was made for it: call \`associateWith\` of the role with this environment`;
  }
  if (kmsKey === undefined || !isSameResource(environment, roleArn, role.roleArn)) {
    return undefined;
  }
  if (keyArn === undefined) {
    return `uses the role '${role.node.path}' without the \`KmsKey\` that the role was made for: call \`associateWith\` of the role with this environment`;
  }
  return isOtherResource(environment, keyArn, kmsKey.keyRef.keyArn)
    ? `uses the role '${role.node.path}' with another \`KmsKey\` than the role was made for: leave it out and call \`associateWith\` of the role with this environment`
    : undefined;
}
