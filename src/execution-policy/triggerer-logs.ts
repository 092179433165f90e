import { logGroupArn } from './documented-statements';
import { EnvironmentLocation } from '../common/environment-location';
import { StatementJson } from '../common/statement-json';

/**
 * Allows listing the streams of the Task log group, which Airflow 3 does to find the triggerer's logs of deferrable tasks.
 *
 * AWS does not document this permission for execution roles. IAM compares the ARN of a log group with or without `:*`, so the
 * statement has both.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
 */
export function triggererLogsStatement(location: EnvironmentLocation, environmentName: string): StatementJson {
  const group = logGroupArn({ ...location, environmentName }, 'Task');
  return { Effect: 'Allow', Action: 'logs:DescribeLogStreams', Resource: [group, `${group}:*`] };
}
