import { ArnFormat, aws_iam as iam, Stack, Token } from 'aws-cdk-lib';
import { inputError } from '../common/input-rules';

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
  const arn = knownArn(role);
  const trust = new iam.PolicyStatement({
    principals: [new iam.ArnPrincipal(iamArn(role, 'root'))],
    actions: [ACTION],
    conditions: { ArnEquals: { 'aws:PrincipalArn': arn } },
  });
  const trustPolicy = role.assumeRolePolicy!; // undefined only for imported roles
  if (!hasStatement(trustPolicy, trust)) {
    trustPolicy.addStatements(trust);
    role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: [ACTION], resources: [arn] }));
  }
}

/** The ARN of the role, built from its name, so that it is no reference to the role. */
function knownArn(role: iam.Role): string {
  const resource = role.node.defaultChild as iam.CfnRole | undefined;
  if (resource === undefined) {
    return role.roleArn; // with `Role.customizeRoles` CDK defines no role, and its ARN is known
  }
  const { roleName, path = '/' } = resource;
  if (roleName === undefined || Token.isUnresolved(roleName)) {
    throw inputError('MwaaExecutionRole.allowSelfAssume', role.node.path, [
      '`roleName` must be a literal name, because the trust policy cannot refer to a name that only the deployment knows:' +
      ' give the role a `roleName`, or use a connection without a role, which needs no trust',
    ]);
  }
  return iamArn(role, `role${path}${roleName}`);
}

function iamArn(role: iam.Role, resource: string): string {
  return Stack.of(role).formatArn({ service: 'iam', region: '', resource, arnFormat: ArnFormat.NO_RESOURCE_NAME });
}

function hasStatement(policy: iam.PolicyDocument, statement: iam.PolicyStatement): boolean {
  const rendered = JSON.stringify(statement.toStatementJson());
  return policy.toJSON().Statement.some((existing: unknown) => JSON.stringify(existing) === rendered);
}
