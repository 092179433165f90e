import { ACCOUNT_PUBLIC_ACCESS_BLOCK } from './account-public-access-block';
import { LAST_UPDATE } from './environment/last-update';
import { QUEUE_CONFINEMENT } from './environment/queue-confinement';
import { EXCESS_PERMISSION } from './excess-permission';
import { EXECUTION_ROLE } from './execution-role';
import { FOREIGN_SERVICE } from './foreign-service';
import { MISSING_PERMISSION } from './missing-permission';
import { POLICY_ORDER } from './policy-order';
import { BUCKET_KEY } from './resources/bucket-key';
import { KEY_POLICY } from './resources/key-policy';
import { RESOURCE_DENIAL } from './resources/resource-denial';
import { SOURCE_BUCKET } from './resources/source-bucket';
import { UNSUPPORTED_KEY } from './resources/unsupported-key';
import { RoleRule } from './role-check';
import { SECRETS_BACKEND } from './secrets-backend';
import { SERVICE_POLICY } from './service-policy';
import { TRUST_POLICY } from './trust-policy';
import { WORKFLOW_NOTES } from './workflow-notes';
import { WorkflowSubject } from '../subject/checked-environment';
import { isWorkflow } from '../subject/workflow-needs';
import { ResourceOf } from '../template/template';

/** The checks, in the order of their findings. */
export const RULES: readonly RoleRule[] = [
  MISSING_PERMISSION, EXECUTION_ROLE, SERVICE_POLICY, TRUST_POLICY, KEY_POLICY, UNSUPPORTED_KEY, RESOURCE_DENIAL, POLICY_ORDER,
  SOURCE_BUCKET, BUCKET_KEY, SECRETS_BACKEND, EXCESS_PERMISSION, FOREIGN_SERVICE, ACCOUNT_PUBLIC_ACCESS_BLOCK,
];

/** What is to be said of an environment that exists: its description shows more than a template. */
export const RULES_OF_DESCRIPTIONS: readonly RoleRule[] = [QUEUE_CONFINEMENT, LAST_UPDATE];

/** What goes beyond logs and key is for the tasks of a workflow, so no excess is looked for. */
const WORKFLOW_RULES: readonly RoleRule<WorkflowSubject>[] = [
  MISSING_PERMISSION, SERVICE_POLICY, TRUST_POLICY, KEY_POLICY, UNSUPPORTED_KEY, RESOURCE_DENIAL, FOREIGN_SERVICE, WORKFLOW_NOTES,
];

/** The checks of an environment or a workflow. */
export function rulesFor(resource: ResourceOf): readonly RoleRule<any>[] {
  return isWorkflow(resource) ? WORKFLOW_RULES : [...RULES, ...RULES_OF_DESCRIPTIONS];
}
