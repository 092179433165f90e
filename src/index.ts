export { MwaaExecutionPolicy, type MwaaExecutionPolicyOptions, type MwaaExecutionPolicyProps } from './execution-policy';
export { MwaaExecutionRole, type MwaaExecutionRoleProps } from './execution-role';
export { MwaaRoleChecks, type MwaaRoleChecksProps } from './role-checks/plugin';
