export { MwaaExecutionPolicy, type MwaaExecutionPolicyProps } from './execution-policy';
export { type MwaaExecutionPolicyOptions } from './execution-policy-options';
export { MwaaExecutionRole, type MwaaExecutionRoleProps } from './execution-role';
