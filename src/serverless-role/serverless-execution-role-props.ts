import { aws_iam as iam, aws_kms as kms, aws_logs as logs, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { literalLogGroupName, logGroupNameRule } from './workflow-log-group';
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

  /**
   * Additional principals that may assume the role, for example to run the code of a task by hand with the role's permissions.
   *
   * Each additional principal gets its own statement in the trust policy, with the conditions of the principal. Synth warns if
   * the trust policy becomes longer than 2,048 characters, IAM's default quota.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
   * @default - only MWAA Serverless may assume the role
   */
  readonly additionalPrincipals?: iam.IPrincipal[];
}

/** The rules for the props. */
export function serverlessRoleRules(scope: Construct, props?: MwaaServerlessExecutionRoleProps): (InputRule | InputProblem)[] {
  const stack = Stack.of(scope);
  const isLogGroup = referenceTo('logGroupRef', 'logGroupName');
  return [
    propsRule('props', props),
    {
      prop: 'logGroup',
      value: props?.logGroup,
      accepts: optional(isLogGroup),
      rule: 'must be a log group: pass a LogGroup, a CfnLogGroup or an imported log group of aws-logs, or leave it out for one that MWAA Serverless creates',
    },
    ...(isLogGroup(props?.logGroup) ? [logGroupNameRule('logGroup', literalLogGroupName(props!.logGroup!)), ...placeProblems(props!.logGroup!, stack)] : []),
    ...partitionProblems('logGroup', props?.logGroup?.logGroupRef?.logGroupArn, stack.region),
    ...keyProblems(props?.kmsKey, stack, 'workflow'),
    ...roleRules(props),
  ];
}

/** A log group that is known to be in another place than the workflow. */
function placeProblems(logGroup: logs.ILogGroupRef, stack: Stack): InputProblem[] {
  return ([['Region', 'region'], ['account', 'account']] as const).filter(([, part]) => isOther(logGroup.env[part], stack[part])).map(([word, part]) => ({
    prop: 'logGroup',
    value: logGroup,
    rule: `must be in the ${word} of the workflow, "${stack[part]}", not in "${logGroup.env[part]}": pass one of the workflow's ${word}`,
  }));
}
