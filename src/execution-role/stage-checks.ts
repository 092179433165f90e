import { Annotations, aws_iam as iam, aws_mwaa as mwaa, CfnResource, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { contradictionError, wasAssociated } from './association';
import { EnvironmentProperties, finalProperties } from './environment-properties';
import { ExpectedEnvironment, expectedOf } from './expected-environment';
import { warn } from '../common/app-validation';
import { conditionsOf, excludeEachOther } from '../common/conditions/exclusive-conditions';
import { finalText, withLiterals } from '../common/rendered-properties';
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
    const name = expected && withLiterals(role.stack, expected.environmentName);
    if (name !== undefined && !Token.isUnresolved(name)) {
      const key = placeKey(role, name, expected!.location.account, expected!.location.region);
      const same = roles.get(key) ?? [];
      same.push({ role, expected: expected! });
      roles.set(key, same);
    }
  }
  for (const environment of constructs.filter(mwaa.CfnEnvironment.isCfnEnvironment)) {
    const properties = finalProperties(environment);
    const its = pairedRole(environment);
    const candidates = its !== undefined ? [{ role: its, expected: expectedOf(its)! }]
      : properties.name === undefined ? []
        : roles.get(placeKey(environment, properties.name, environment.env.account, environment.env.region)) ?? [];
    if (!hasContradiction(environment, properties)) {
      candidates.filter(({ role }) => areDeployedTogether(role, environment)).forEach((one) => warnAbout(one, environment, properties));
    }
  }
  return [];
}

/** Looks once more at what `associateWith` refuses. Synth fails if a property that was set afterwards contradicts the role. */
function hasContradiction(environment: mwaa.CfnEnvironment, properties: EnvironmentProperties): boolean {
  const role = pairedRole(environment);
  const error = role && contradictionError(role, expectedOf(role)!, environment, properties);
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
  const wayOut = wasAssociated(environment)
    ? 'leave the property as `associateWith` of the role sets it'
    : 'call `associateWith` of the role with this environment';
  if (roleArn === undefined) {
    return `has no \`ExecutionRoleArn\`, and the role '${role.node.path}' was made for it: ${wayOut}`;
  }
  if (kmsKey === undefined || keyArn === kmsKey.keyRef.keyArn || !isSameResource(environment, roleArn, role.roleArn)) {
    return undefined;
  }
  if (keyArn === undefined) {
    return `uses the role '${role.node.path}' without the \`KmsKey\` that the role was made for: ${wayOut}`;
  }
  return isOtherResource(environment, keyArn, kmsKey.keyRef.keyArn, finalText)
    ? `uses the role '${role.node.path}' with another \`KmsKey\` than the role was made for: leave it out and call \`associateWith\` of the role with this environment`
    : undefined;
}
