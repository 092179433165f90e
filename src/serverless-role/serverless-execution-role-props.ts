import { aws_kms as kms, aws_logs as logs, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { keyProblems } from '../bucket-and-key/environment-key';
import { partitionProblems } from '../common/environment-location';
import { InputProblem, InputRule, optional, propsRule, referenceTo } from '../common/input-rules';
import { isOther } from '../role/association';
import { DocumentedRoleProps, roleRules } from '../role/role-props';

/** Properties of `MwaaServerlessExecutionRole`. */
export interface MwaaServerlessExecutionRoleProps extends DocumentedRoleProps {
  /**
   * The log group of the workflow: a LogGroup, a CfnLogGroup or an imported log group, in the account and the Region of the workflow.
   *
   * Narrows the permission to write logs to this log group and its streams.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/mwaa-serverless-userguide/get-started-execution-role.html
   * @default - MWAA Serverless creates a log group with a name of its own, and the role may write to every log group, as documented
   */
  readonly logGroup?: logs.ILogGroupRef;

  /**
   * The customer managed key of the workflow: a symmetric single-Region key in the account and the Region of the workflow, not an
   * alias.
   *
   * Grants the documented use of the key. Adds the documented statement for CloudWatch Logs to the key policy, for the log
   * group if its name is a literal, otherwise for every log group of the account. If the key policy does not let in the account
   * either, adds a statement that does, for the same use. Synth warns if this app cannot change the key policy or the policy
   * refuses the use, and prints the statements.
   *
   * The key of an existing workflow cannot change.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/mwaa-serverless-userguide/data-protection.html
   * @default - the workflow uses a key of AWS
   */
  readonly kmsKey?: kms.IKeyRef;
}

/** The rules for the props. */
export function serverlessRoleRules(scope: Construct, props?: MwaaServerlessExecutionRoleProps): (InputRule | InputProblem)[] {
  const { region, account } = Stack.of(scope);
  const isLogGroup = referenceTo('logGroupRef', 'logGroupName');
  return [
    propsRule('props', props),
    {
      prop: 'logGroup',
      value: props?.logGroup,
      accepts: optional(isLogGroup),
      rule: 'must be a log group: pass a LogGroup, a CfnLogGroup or an imported log group of aws-logs, or leave it out for one that MWAA Serverless creates',
    },
    ...(isLogGroup(props?.logGroup) ? placeProblems('logGroup', props!.logGroup!, [['Region', 'region', region], ['account', 'account', account]]) : []),
    ...partitionProblems('logGroup', props?.logGroup?.logGroupRef?.logGroupArn, region),
    ...keyProblems(props?.kmsKey, { region, account }, 'workflow'),
    ...roleRules(props),
  ];
}

type Place = [word: string, part: 'region' | 'account', expected: string];

/** What is known to be in another place than the workflow. */
function placeProblems(prop: string, value: kms.IKeyRef | logs.ILogGroupRef, places: Place[]): InputProblem[] {
  return places.filter(([, part, expected]) => isOther(value.env[part], expected)).map(([word, part, expected]) => ({
    prop,
    value,
    rule: `must be in the ${word} of the workflow, "${expected}", not in "${value.env[part]}": pass one of the workflow's ${word}`,
  }));
}
