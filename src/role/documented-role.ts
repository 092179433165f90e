import { aws_iam as iam, Aspects } from 'aws-cdk-lib';
import { warnAboutManagedPolicyCount } from './grants/managed-policy-count';
import { InlineLimit, isDefaultPolicy } from './inline-limit';
import { inlinePolicyRule } from './role-props';
import { keepTrustStatementsApart, warnAboutTrustPolicy } from './trust-statements';
import { carryRoleCondition } from '../common/conditions/carried-condition';
import { assertInput } from '../common/input-rules';
import { acknowledgeWildcards, StatementWithReason } from '../common/wildcard-acknowledgements';

/** Attaches an inline policy to a role with the method of `iam.Role`, and counts it toward IAM's limit. */
export type InlineAttachment = (policy: iam.Policy, attach: () => void) => void;

/**
 * Completes a role with documented permissions, all of them inline, so that whatever refers to the role waits for them.
 *
 * @param construct the name of the role's construct, for messages
 */
export function completeDocumentedRole(construct: string, role: iam.Role, acknowledged: StatementWithReason[]): InlineAttachment {
  keepTrustStatementsApart(role);
  const inline = inlineOnResource(role);
  // An inline policy that the user adds or replaces is on the same resource, and could have the same wildcards.
  acknowledgeWildcards(role, acknowledged, () => sameItems(inlineOnResource(role), inline));
  warnAboutTrustPolicy(role);
  warnAboutManagedPolicyCount(role);
  const attached = new Set<iam.Policy>();
  Aspects.of(role).add(new InlineLimit(role, attached));
  return (policy, attach) => {
    assertInput(`${construct}.attachInlinePolicy`, role.node.path, [inlinePolicyRule(policy)]);
    attached.add(policy);
    attach();
    if (isDefaultPolicy(role, policy)) {
      carryRoleCondition(role, policy);
    }
  };
}

/** What the resource has inline. There is none with `Role.customizeRoles`. */
function inlineOnResource({ node }: iam.Role): unknown[] {
  return [(node.defaultChild as iam.CfnRole | undefined)?.policies].flat();
}

function sameItems(some: unknown[], others: unknown[]): boolean {
  return some.length === others.length && some.every((item, index) => item === others[index]);
}
