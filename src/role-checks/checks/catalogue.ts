import { ACCOUNT_PUBLIC_ACCESS_BLOCK } from './account-public-access-block';
import { EXCESS_PERMISSION } from './excess-permission';
import { EXECUTION_ROLE } from './execution-role';
import { FOREIGN_SERVICE } from './foreign-service';
import { KEY_POLICY } from './key-policy';
import { MISSING_PERMISSION } from './missing-permission';
import { POLICY_ORDER } from './policy-order';
import { RESOURCE_DENIAL } from './resources/resource-denial';
import { SOURCE_BUCKET } from './resources/source-bucket';
import { ruleId, RoleRule } from './role-check';
import { SERVICE_POLICY } from './service-policy';
import { TRUST_POLICY } from './trust-policy';

/** The checks, in the order of their findings. */
export const RULES: readonly RoleRule[] = [
  MISSING_PERMISSION, EXECUTION_ROLE, SERVICE_POLICY, TRUST_POLICY, KEY_POLICY, RESOURCE_DENIAL, POLICY_ORDER,
  SOURCE_BUCKET, EXCESS_PERMISSION, FOREIGN_SERVICE, ACCOUNT_PUBLIC_ACCESS_BLOCK,
];

/** What could not be checked is said under this id; it is not a finding. */
export const NOT_CHECKED = ruleId('notChecked');
