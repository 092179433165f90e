import { aws_iam as iam, CfnResource } from 'aws-cdk-lib';
import { carryConditions } from '../common/carried-condition';

/** Gives a policy that this library attaches to a role the condition of the role, which it refers to. */
export function carryRoleCondition({ node: { defaultChild: role } }: iam.Role, { node }: iam.Policy | iam.ManagedPolicy): void {
  const policy = node.defaultChild;
  if (CfnResource.isCfnResource(policy)) { // with `Role.customizeRoles` neither role nor policy is a resource
    carryConditions(policy, () => [role as iam.CfnRole | undefined]);
  }
}
