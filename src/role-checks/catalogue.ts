import { BUCKET_KEY } from './checks/bucket-key';
import { EXCESS_PERMISSION } from './checks/excess-permission';
import { FOREIGN_SERVICE } from './checks/foreign-service';
import { KEY_POLICY } from './checks/key-policy';
import { MISSING_PERMISSION } from './checks/missing-permission';
import { POLICY_ORDER } from './checks/policy-order';
import { ruleId, RoleRule } from './checks/role-check';
import { SECRETS_BACKEND } from './checks/secrets-backend';
import { TRUST_POLICY } from './checks/trust-policy';
import { UNSUPPORTED_KEY } from './checks/unsupported-key';
import { WORKFLOW_RULES } from './checks/workflow-role';
import { isWorkflow } from './subject/workflow-needs';
import { ResourceOf } from './template/template';

/** The checks, in the order of their findings. */
export const RULES: readonly RoleRule[] = [
  MISSING_PERMISSION, TRUST_POLICY, KEY_POLICY, UNSUPPORTED_KEY, POLICY_ORDER, BUCKET_KEY, SECRETS_BACKEND, EXCESS_PERMISSION, FOREIGN_SERVICE,
];

/** The checks of an environment or a workflow. */
export function rulesFor(resource: ResourceOf): readonly RoleRule<any>[] {
  return isWorkflow(resource) ? WORKFLOW_RULES : RULES;
}

/** What could not be checked is said under this id; it is not a finding. */
export const NOT_CHECKED = ruleId('notChecked');
