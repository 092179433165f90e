import { logGroupArn } from './documented-statements';
import { EnvironmentLocation } from '../common/environment-location';
import { StatementJson } from '../common/statement-json';

/**
 * Lets Airflow 3 list the log streams of deferrable tasks, among which the triggerer's are.
 *
 * The page does not document this. IAM asks for a log group with `:*` or without, so both are here.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
 */
export function triggererLogsStatement(location: EnvironmentLocation, environmentName: string): StatementJson {
  const group = logGroupArn({ ...location, environmentName }, 'Task');
  return { Effect: 'Allow', Action: 'logs:DescribeLogStreams', Resource: [group, `${group}:*`] };
}
