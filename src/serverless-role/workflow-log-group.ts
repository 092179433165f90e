import { aws_logs as logs, Token } from 'aws-cdk-lib';
import { referencedConstructs } from '../common/references';

/**
 * The name of a log group. An L1 log group that is imported by an ARN with `:*` has it in its name.
 *
 * `LoggingConfiguration` takes a name, so a log group is always in the account and the Region of its workflow.
 */
export function logGroupName({ logGroupRef }: logs.ILogGroupRef): string {
  return logGroupRef.logGroupName.replace(/:\*$/, '');
}

/** The name of a log group, if this app or an import spells it out. */
export function literalLogGroupName(logGroup: logs.ILogGroupRef): string | undefined {
  const name = logGroupName(logGroup);
  const resource = [logGroup, ...referencedConstructs(logGroup, name)].find(logs.CfnLogGroup.isCfnLogGroup);
  return [resource?.logGroupName, name].find((text) => text !== undefined && !Token.isUnresolved(text));
}
