import { ArnFormat, aws_iam as iam, Stack, Token } from 'aws-cdk-lib';
import { inputError } from '../common/input-rules';

const ACTION = 'sts:AssumeRole';

/**
 * Lets a role assume itself: the trust, and the permission.
 *
 * The role's own ARN cannot be the principal: within one template it is circular, and IAM refuses a principal that does
 * not exist yet. So the trust goes to the account, on the condition that the caller is this role.
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
  const trustPolicy = role.assumeRolePolicy!; // only imported roles have none
  if (!has(trustPolicy, trust)) {
    trustPolicy.addStatements(trust);
    role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: [ACTION], resources: [arn] }));
  }
}

/** The ARN of the role, spelt out instead of asked of the role itself. */
function knownArn(role: iam.Role): string {
  const resource = role.node.defaultChild as iam.CfnRole | undefined;
  if (resource === undefined) {
    return role.roleArn; // CDK does not define the role (`Role.customizeRoles`): its ARN is known
  }
  const { roleName, path = '/' } = resource;
  if (roleName === undefined || Token.isUnresolved(roleName)) {
    throw inputError('MwaaExecutionRole.allowSelfAssume', role.node.path, [
      '`roleName` must be a literal name: the trust policy of the role cannot refer to a name that CloudFormation generates or' +
      ' the deployment supplies; give the role a `roleName`, or use a connection without a role, which needs no trust',
    ]);
  }
  return iamArn(role, `role${path}${roleName}`);
}

function iamArn(role: iam.Role, resource: string): string {
  return Stack.of(role).formatArn({ service: 'iam', region: '', resource, arnFormat: ArnFormat.NO_RESOURCE_NAME });
}

function has(policy: iam.PolicyDocument, statement: iam.PolicyStatement): boolean {
  const rendered = JSON.stringify(statement.toStatementJson());
  return policy.toJSON().Statement.some((existing: unknown) => JSON.stringify(existing) === rendered);
}
