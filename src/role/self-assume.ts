import { ArnFormat, aws_iam as iam, Lazy, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { inputError } from '../common/input-rules';
import { oncePer } from '../common/once-per';
import { finalText, ReadText, renderedText } from '../common/rendered-properties';

const ACTION = 'sts:AssumeRole';

/**
 * Lets a role assume itself: adds a statement to its trust policy and one to its permissions.
 *
 * The principal of the trust cannot be the role itself: a role that refers to itself is a circular dependency, and IAM
 * rejects a principal that does not exist yet. The principal is therefore the account, with a condition on the role's ARN.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
 */
export function allowSelfAssume(role: iam.Role): void {
  const { defaultChild: resource } = role.node;
  if (iam.CfnRole.isCfnRole(resource) && Token.isUnresolved(literalName(resource, renderedText))) {
    throw unknownName(resource);
  }
  addStatements(role);
}

const addStatements = oncePer((role: iam.Role) => {
  const resource = role.node.defaultChild as iam.CfnRole | undefined;
  // With `Role.customizeRoles` CDK defines no role, and its ARN is known.
  const arn = resource === undefined ? role.roleArn : currentArn(resource);
  role.assumeRolePolicy!.addStatements(new iam.PolicyStatement({ // undefined only for imported roles
    principals: [new iam.ArnPrincipal(iamArn(role, 'root'))],
    actions: [ACTION],
    conditions: { ArnEquals: { 'aws:PrincipalArn': arn } },
  }));
  role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: [ACTION], resources: [arn] }));
  return true;
});

/**
 * The ARN of the role, built from its name and path, so that it is no reference to the role. It has the name and the path
 * that the role has when the app is synthesized, because an Aspect or an override can rename it.
 */
function currentArn(resource: iam.CfnRole): string {
  const name = Lazy.uncachedString({ produce: () => `${finalText(resource, 'Path', resource.path) ?? '/'}${literalName(resource, finalText)}` });
  return iamArn(resource, `role${name}`);
}

function literalName(resource: iam.CfnRole, read: ReadText): string {
  const name = read(resource, 'RoleName', resource.roleName);
  if (name === undefined) {
    throw unknownName(resource);
  }
  return name;
}

function unknownName(resource: iam.CfnRole): Error {
  return inputError('MwaaExecutionRole.allowSelfAssume', resource.node.scope!.node.path, [
    '`roleName` must be a literal name, because the trust policy cannot refer to a name that only the deployment knows:' +
    ' give the role a `roleName`, or use a connection without a role, which needs no trust',
  ]);
}

function iamArn(scope: IConstruct, resource: string): string {
  return Stack.of(scope).formatArn({ service: 'iam', region: '', resource, arnFormat: ArnFormat.NO_RESOURCE_NAME });
}
