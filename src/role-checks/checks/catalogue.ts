import { BUCKET_KEY } from './bucket-key';
import { EXCESS_PERMISSION } from './excess-permission';
import { FOREIGN_SERVICE } from './foreign-service';
import { KEY_POLICY } from './key-policy';
import { MISSING_PERMISSION } from './missing-permission';
import { POLICY_ORDER } from './policy-order';
import { ruleId, RoleRule } from './role-check';
import { SECRETS_BACKEND } from './secrets-backend';
import { TRUST_POLICY } from './trust-policy';
import { UNSUPPORTED_KEY } from './unsupported-key';
import { WORKFLOW_RULES } from './workflow-role';
import { isWorkflow } from '../subject/workflow-needs';
import { ResourceOf } from '../template/template';

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
