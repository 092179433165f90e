import { aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { executionPolicyRules, MwaaExecutionPolicyOptions, resolveOptions } from './execution-policy-options';
import { acknowledgedStatements, executionStatements } from './execution-statements';
import { prepareResourcePolicies } from './resource-policies';
import { carryConditionOfRoles } from '../common/conditions/carried-condition';
import { assertInput, pathOf, propsRule } from '../common/input-rules';
import { acknowledgeWildcards } from '../common/wildcard-acknowledgements';
import { warnAboutManagedPolicyCount } from '../role/grants/managed-policy-count';
import { foreignRoleProblems, managedPolicyRules, policyNameRule } from '../role/managed-policy-props';
import { PublishedDocument } from '../role/published-document';
import { warnAboutManagedPolicy } from '../role/size-warning';

/** Properties of `MwaaExecutionPolicy`. */
export interface MwaaExecutionPolicyProps extends MwaaExecutionPolicyOptions {
  /**
   * The roles to attach the policy to: of the account of the policy, which knows them by their names only.
   *
   * @default - the policy is attached to no role
   */
  readonly roles?: iam.IRole[];

  /**
   * The name of the policy: 1 to 128 letters, digits and characters of `_+=,.@-`.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
   * @default - CloudFormation generates a name
   */
  readonly managedPolicyName?: string;

  /**
   * The description of the policy: at most 1,000 characters.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
   * @default - no description
   */
  readonly description?: string;

  /**
   * The path of the policy: at most 512 visible ASCII characters, beginning and ending with a slash.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names
   * @default "/"
   */
  readonly path?: string;
}

/**
 * The documented permissions of an execution role as a customer managed policy, for a role that already exists.
 *
 * Grants the same permissions as `MwaaExecutionRole`, and changes no trust policy. The environment needs the policy when
 * it is created: add a dependency of the environment on this policy. If all roles of the policy have the same condition, the
 * policy has it, too. If their conditions differ, it names each role under the conditions of that role.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-json
 */
export class MwaaExecutionPolicy extends iam.ManagedPolicy {
  /**
   * Defines the policy.
   *
   * Throws one error that lists every invalid prop.
   */
  constructor(scope: Construct, id: string, props: MwaaExecutionPolicyProps) {
    assertInput('MwaaExecutionPolicy', pathOf('MwaaExecutionPolicy', scope, id), [
      propsRule('props', props),
      ...executionPolicyRules(scope, props),
      policyNameRule('managedPolicyName', props?.managedPolicyName),
      ...managedPolicyRules(props),
      ...foreignRoleProblems(scope, props?.roles),
    ]);
    const options = resolveOptions(scope, props);
    const statements = executionStatements(options);
    const { documented, decryptBucket, triggererLogs } = statements;
    const document = new PublishedDocument([...documented.map(({ statement }) => statement), ...decryptBucket, ...triggererLogs]);
    const publishedCount = document.statementCount;
    super(scope, id, {
      managedPolicyName: props.managedPolicyName,
      description: props.description,
      path: props.path,
      roles: props.roles,
      document,
    });
    // Statements that the user adds are on the same resource, and cdk-nag cannot tell their wildcards from the documented ones.
    acknowledgeWildcards(this, acknowledgedStatements(statements), () => document.statementCount === publishedCount);
    carryConditionOfRoles(this);
    warnAboutManagedPolicyCount(this);
    warnAboutManagedPolicy(this, () => document.statementCount > publishedCount);
    prepareResourcePolicies(this, options);
  }
}
