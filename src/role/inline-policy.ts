import { Construct } from 'constructs';
import { InputRule } from '../common/input-rules';

/** The rule for an inline policy that is attached to a role. Reading `policyName` would render the policy also where it is empty. */
export function inlinePolicyRule(policy: unknown): InputRule {
  return {
    prop: 'policy',
    value: policy,
    accepts: (value) => Construct.isConstruct(value) && 'policyName' in value && 'attachToRole' in value,
    rule: 'must be an inline policy that this app defines: pass a Policy of aws-iam',
  };
}
