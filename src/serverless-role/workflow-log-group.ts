import { aws_logs as logs, Lazy, Token } from 'aws-cdk-lib';
import { InputRule, matching, optional } from '../common/input-rules';
import { oncePer } from '../common/once-per';
import { referencedConstructs } from '../common/references';
import { renderedText } from '../common/rendered-properties';

/**
 * The name of a log group. An L1 log group that is imported by an ARN with `:*` has it in its name.
 *
 * `LoggingConfiguration` takes a name, so a log group is always in the account and the Region of its workflow.
 */
export function logGroupName({ logGroupRef }: logs.ILogGroupRef): string {
  return logGroupRef.logGroupName.replace(/:\*$/, '');
}

/**
 * The rule of CloudWatch Logs for the name of a log group.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
 */
export function logGroupNameRule(prop: string, name: unknown): InputRule {
  return {
    prop,
    value: name,
    accepts: optional(matching(/^[a-zA-Z0-9_\-\/.#]{1,512}$/)),
    rule: 'must be the name of a log group, 1 to 512 letters, digits and characters of "_-/.#"',
  };
}

/** The name of a log group, if this app or an import spells it out now. */
export function literalLogGroupName(logGroup: logs.ILogGroupRef): string | undefined {
  const name = logGroupName(logGroup);
  const resource = [logGroup, ...referencedConstructs(logGroup, name)].find(logs.CfnLogGroup.isCfnLogGroup);
  return [resource && renderedText(resource, 'LogGroupName', resource.logGroupName), name].find((text) => text !== undefined && !Token.isUnresolved(text));
}

/** The name that the template spells out, also if it changes after this call; any name if it spells out none then. */
export const finalLogGroupName = oncePer((logGroup: logs.ILogGroupRef) => Lazy.uncachedString({ produce: () => literalLogGroupName(logGroup) ?? '*' }));
