import { aws_iam as iam, Aspects } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { InlineLimit, isDefaultPolicy } from './inline-limit';
import { attachJsonPolicy, JsonPolicyProps } from './json-policy/json-policy';
import { inlinePolicyRule } from './role-props';
import { keepTrustStatementsApart, warnAboutTrustPolicy } from './trust-statements';
import { carryRoleCondition } from '../common/conditions/carried-condition';
import { assertInput } from '../common/input-rules';
import { acknowledgeWildcards, StatementWithReason } from '../common/wildcard-acknowledgements';

/**
 * A role with documented permissions, all of them inline, so that whatever refers to the role waits for them.
 *
 * @internal jsii gives its members to the exported subclasses
 */
export abstract class DocumentedRole extends iam.Role {
  // Private in JavaScript too, so that later members of `iam.Role` cannot clash with these.
  readonly #construct: string;
  readonly #attached = new Set<iam.Policy>();

  /** @param construct the name of the subclass, for messages */
  constructor(construct: string, scope: Construct, id: string, props: iam.RoleProps, acknowledged: StatementWithReason[]) {
    super(scope, id, props);
    this.#construct = construct;
    keepTrustStatementsApart(this);
    const inline = this.#inlineOnResource();
    // An inline policy that the user adds or replaces is on the same resource, and could have the same wildcards.
    acknowledgeWildcards(this, acknowledged, () => sameItems(this.#inlineOnResource(), inline));
    warnAboutTrustPolicy(this);
    Aspects.of(this).add(new InlineLimit(this, this.#attached));
  }

  /**
   * Attaches a JSON policy unchanged, as a customer managed policy. Use it for the permissions that DAGs and
   * workflows need for other AWS services.
   *
   * Throws if IAM would reject the document as a policy of a role: if it is not JSON, has no statement, has more than 6,144
   * characters without white space, or if a statement lacks an effect, has an invalid action or resource, or has a
   * principal. The error names the place in the document. Also throws if the name or the description is invalid.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-attach-json-policy
   */
  public attachJsonPolicy(id: string, props: JsonPolicyProps): iam.ManagedPolicy {
    return attachJsonPolicy(`${this.#construct}.attachJsonPolicy`, this, id, props);
  }

  /** Attaches an inline policy, and counts it toward IAM's limit of 10,240 characters for all inline policies of a role. */
  public override attachInlinePolicy(policy: iam.Policy): void {
    assertInput(`${this.#construct}.attachInlinePolicy`, this.node.path, [inlinePolicyRule(policy)]);
    this.#attached.add(policy);
    super.attachInlinePolicy(policy);
    if (isDefaultPolicy(this, policy)) {
      carryRoleCondition(this, policy);
    }
  }

  /** What the resource has inline. There is none with `Role.customizeRoles`. */
  #inlineOnResource(): unknown[] {
    return [(this.node.defaultChild as iam.CfnRole | undefined)?.policies].flat();
  }
}

function sameItems(some: unknown[], others: unknown[]): boolean {
  return some.length === others.length && some.every((item, index) => item === others[index]);
}
