import { aws_logs as logs, aws_mwaaserverless as serverless, Stack } from 'aws-cdk-lib';
import { Deployment } from '../template';

export const LOG_GROUP = '/workflows/etl';

/** Every kind of log group that a user may pass. */
export const LOG_GROUPS: Record<string, (scope: Stack, deployment: Deployment) => logs.ILogGroupRef> = {
  'L2 log group': (scope) => new logs.LogGroup(scope, 'Logs', { logGroupName: LOG_GROUP }),
  'L1 log group': (scope) => new logs.CfnLogGroup(scope, 'Logs', { logGroupName: LOG_GROUP }),
  'log group imported by name': (scope) => logs.LogGroup.fromLogGroupName(scope, 'Logs', LOG_GROUP),
  'log group imported by ARN': (scope, deployment) => logs.LogGroup.fromLogGroupArn(scope, 'Logs', logGroupArn(deployment)),
  'L1 log group imported by name': (scope) => logs.CfnLogGroup.fromLogGroupName(scope, 'Logs', LOG_GROUP),
  'L1 log group imported by ARN': (scope, deployment) => logs.CfnLogGroup.fromLogGroupArn(scope, 'Logs', logGroupArn(deployment)),
  'L1 log group imported by the ARN of everything in it': (scope, deployment) =>
    logs.CfnLogGroup.fromLogGroupArn(scope, 'Logs', `${logGroupArn(deployment)}:*`),
};

export function logGroupArn({ partition, region, account }: Deployment): string {
  return `arn:${partition}:logs:${region}:${account}:log-group:${LOG_GROUP}`;
}

/** A workflow with a role; the props override. */
export function workflow(scope: Stack, roleArn: string, props: Partial<serverless.CfnWorkflowProps> = {}, id = 'Workflow'): serverless.CfnWorkflow {
  return new serverless.CfnWorkflow(scope, id, { definitionS3Location: { bucket: 'my-definitions', objectKey: 'etl.yaml' }, roleArn, ...props });
}
