import { aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { executionPolicyRules, MwaaExecutionPolicyOptions, resolveOptions } from './execution-policy-options';
import { executionStatements } from './execution-statements';
import { prepareResourcePolicies } from './resource-policies';
import { acknowledgeWildcards } from './wildcard-acknowledgements';
import { assertInput, pathOf } from '../common/input-rules';
import { managedPolicyRules, policyNameRule } from '../role/managed-policy-props';
import { PublishedDocument } from '../role/published-document';

/** Properties of `MwaaExecutionPolicy`. */
export interface MwaaExecutionPolicyProps extends MwaaExecutionPolicyOptions {
  /**
   * Roles to attach the policy to.
   *
   * @default - attached to no role
   */
  readonly roles?: iam.IRole[];

  /**
   * The name of the policy: 1 to 128 letters, digits and characters of `_+=,.@-`.
   *
   * @default - CloudFormation generates a name
   */
  readonly managedPolicyName?: string;

  /**
   * What the policy is for, in at most 1,000 characters.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * The path of the policy: begins and ends with a slash, at most 512 characters.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names
   * @default "/"
   */
  readonly path?: string;
}

/**
 * The documented permissions of an execution role as a customer managed policy, for a role that already exists.
 *
 * Grants what `MwaaExecutionRole` grants; the trust of the role stays its owner's. An environment has to wait for this
 * policy: add it with `environment.node.addDependency(policy)`.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-json
 */
export class MwaaExecutionPolicy extends iam.ManagedPolicy {
  /**
   * Defines the policy.
   *
   * Throws one error that names every prop that is not what it must be.
   */
  constructor(scope: Construct, id: string, props: MwaaExecutionPolicyProps) {
    assertInput('MwaaExecutionPolicy', pathOf(scope, id), [
      ...executionPolicyRules(scope, props),
      policyNameRule('managedPolicyName', props?.managedPolicyName),
      ...managedPolicyRules(props),
    ]);
    const options = resolveOptions(scope, props);
    const statements = executionStatements(options);
    const { documented, decryptBucket, triggererLogs } = statements;
    const document = new PublishedDocument([...documented.map(({ statement }) => statement), ...decryptBucket, ...triggererLogs]);
    const published = document.statementCount;
    super(scope, id, {
      managedPolicyName: props.managedPolicyName,
      description: props.description,
      path: props.path,
      roles: props.roles,
      document,
    });
    // Statements that the user adds share the resource, and their wildcards could not be told from the page's.
    acknowledgeWildcards(this, statements, () => document.statementCount === published);
    prepareResourcePolicies(this, options);
  }
}
