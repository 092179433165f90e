import { aws_iam as iam, aws_mwaa as mwaa, CfnResource, Stage, Token } from 'aws-cdk-lib';
import { ExpectedEnvironment, expectedOf } from './expected-environment';
import { warn, whenValidated } from '../common/app-validation';
import { conditionsOf, excludeEachOther } from '../common/exclusive-conditions';
import { oncePer } from '../common/once-per';
import { renderedText } from '../common/rendered-properties';
import { isOtherResource, isSameResource } from '../common/resource-identity';
import { inOneStack, placeKey } from '../common/same-place';

/** An execution role, with the environment it is for. */
interface RoleForEnvironment {
  readonly role: iam.Role;
  readonly expected: ExpectedEnvironment;
}

/** Synth warns if an environment that the role was made for has no execution role, or uses the role without the role's key. */
export function warnAboutForgottenAssociation(role: iam.Role): void {
  const stage = Stage.of(role);
  if (stage !== undefined) {
    lookAtEnvironments(stage);
  }
}

/** Walks a stage once, however many roles are in it. */
const lookAtEnvironments = oncePer((stage: Stage) => {
  whenValidated(stage, () => {
    const constructs = stage.node.findAll().filter((construct) => Stage.of(construct) === stage);
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
      const key = placeKey(environment, environment.name, environment.env.account, environment.env.region);
      roles.get(key)?.filter(({ role }) => areDeployedTogether(role, environment)).forEach((one) => warnAbout(one, environment));
    }
  });
  return true;
});

function areDeployedTogether({ node: { defaultChild: resource } }: iam.Role, environment: mwaa.CfnEnvironment): boolean {
  return !CfnResource.isCfnResource(resource) || !inOneStack(resource, environment)
    || !excludeEachOther([...conditionsOf(resource), ...conditionsOf(environment)]);
}

function warnAbout({ role, expected }: RoleForEnvironment, environment: mwaa.CfnEnvironment): void {
  const problem = problemOf(role, expected, environment);
  if (problem !== undefined) {
    warn(role, 'cdk-mwaa-iam:environmentNotAssociated', `environment '${environment.node.path}' ${problem}`);
  }
}

function problemOf(role: iam.Role, { kmsKey }: ExpectedEnvironment, environment: mwaa.CfnEnvironment): string | undefined {
  const roleArn = renderedText(environment, 'ExecutionRoleArn', environment.executionRoleArn);
  if (roleArn === undefined) {
    return `has no \`ExecutionRoleArn\`, and the role '${role.node.path}' was made for it: call \`associateWith\` of the role with this environment`;
  }
  if (kmsKey === undefined || !isSameResource(environment, roleArn, role.roleArn)) {
    return undefined;
  }
  const keyArn = renderedText(environment, 'KmsKey', environment.kmsKey);
  if (keyArn === undefined) {
    return `uses the role '${role.node.path}' without the \`KmsKey\` that the role was made for: call \`associateWith\` of the role with this environment`;
  }
  return isOtherResource(environment, keyArn, kmsKey.keyRef.keyArn)
    ? `uses the role '${role.node.path}' with another \`KmsKey\` than the role was made for: leave it out and call \`associateWith\` of the role with this environment`
    : undefined;
}
