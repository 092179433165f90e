export { AirflowConnection, type AwsConnectionProps } from './airflow-connection';
export { AirflowRole } from './airflow-role';
export { type ManageEnvironmentOptions, MwaaEnvironmentGrants } from './environment-grants';
export { MwaaExecutionPolicy, type MwaaExecutionPolicyOptions, type MwaaExecutionPolicyProps } from './execution-policy';
export { MwaaExecutionPolicy, type MwaaExecutionPolicyProps } from './execution-policy';
export { type MwaaExecutionPolicyOptions } from './execution-policy-options';
export { MwaaExecutionRole, type MwaaExecutionRoleProps } from './execution-role';
export { type JsonPolicyProps } from './json-policy';
export { type IMwaaServiceLinkedRole, MwaaServiceLinkedRole, type MwaaServiceLinkedRoleProps } from './service-linked-role';
