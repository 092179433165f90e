import { aws_iam as iam, Duration, Lazy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { environmentArn, environmentLocation } from './environment';
import { allowLogsOf, executionPolicyDocument, executionPolicyRules, MwaaExecutionPolicyOptions } from './execution-policy';
import { assertInput, pathOf } from './input-rules';
import { roleRules } from './role-rules';
import { MwaaServicePrincipal, sourceConditions } from './trust-policy';

/** Properties of `MwaaExecutionRole`. */
export interface MwaaExecutionRoleProps extends MwaaExecutionPolicyOptions {
  /**
   * Whether MWAA may assume the role only on behalf of this environment: conditions on `aws:SourceArn` and
   * `aws:SourceAccount`. `false` gives the trust policy of the execution role page to the letter.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/cross-service-confused-deputy-prevention.html
   * @default true
   */
  readonly confusedDeputyProtection?: boolean;

  /**
   * Principals that may assume the role besides MWAA, for example to run a DAG by hand with the role's permissions.
   *
   * Each has a statement of its own, with the conditions it carries and without the source conditions.
   *
   * @default - only MWAA assumes the role
   */
  readonly additionalPrincipals?: iam.IPrincipal[];

  /**
   * The name of the role: 1 to 64 letters, digits and characters of `_+=,.@-`.
   *
   * Do not reuse the name of an execution role that was deleted.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-mwaa-onconsole
   * @default - CloudFormation generates a name
   */
  readonly roleName?: string;

  /**
   * The path of the role: begins and ends with a slash, at most 512 letters, digits and characters of `_+=,.@-/`.
   * MWAA takes fewer characters than IAM.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-mwaa-environment.html#cfn-mwaa-environment-executionrolearn
   * @default "/"
   */
  readonly path?: string;

  /**
   * What the role is for; at most 1,000 characters.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * The most that the role may ever do.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
   * @default - no permissions boundary
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;

  /**
   * Managed policies to attach besides the documented permissions.
   *
   * @default - none
   */
  readonly managedPolicies?: iam.IManagedPolicy[];

  /**
   * How long a session of the role lasts at most; 1 to 12 hours.
   *
   * @default Duration.hours(1)
   */
  readonly maxSessionDuration?: Duration;
}

/**
 * The execution role of an Amazon MWAA environment.
 *
 * Grants exactly what the page documents, inline on the role itself, so that nothing that refers to the role can be
 * created before its permissions.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html
 */
export class MwaaExecutionRole extends iam.Role {
  /** The name of the environment that the role is for. */
  public readonly environmentName: string;

  /** The ARN that the environment has, or will have. */
  public readonly environmentArn: string;

  /**
   * Defines the role.
   *
   * Throws one error that names every prop that Amazon MWAA or IAM would refuse.
   */
  constructor(scope: Construct, id: string, props: MwaaExecutionRoleProps) {
    assertInput('MwaaExecutionRole', pathOf(scope, id), [...executionPolicyRules(scope, props), ...roleRules(props)]);
    const location = environmentLocation(scope, props.environmentRegion);
    const protect = props.confusedDeputyProtection ?? true;
    const mwaa = new MwaaServicePrincipal(protect ? sourceConditions(location, props.environmentName) : {});
    super(scope, id, {
      assumedBy: new iam.CompositePrincipal(mwaa, ...props.additionalPrincipals ?? []),
      inlinePolicies: { MwaaExecutionPolicy: executionPolicyDocument(scope, props) },
      roleName: props.roleName,
      path: props.path,
      description: props.description,
      permissionsBoundary: props.permissionsBoundary,
      managedPolicies: props.managedPolicies,
      maxSessionDuration: props.maxSessionDuration,
    });
    this.environmentName = props.environmentName;
    this.environmentArn = environmentArn(location, props.environmentName);
    this.keepTrustStatementsApart();
    allowLogsOf(scope, props);
  }

  /** CDK's `minimizePolicies` would merge and sort the statements of the trust policy: render them as they were added. */
  private keepTrustStatementsApart(): void {
    const resource = this.node.defaultChild as iam.CfnRole | undefined;
    if (resource !== undefined) {
      resource.assumeRolePolicyDocument = Lazy.uncachedAny({ produce: () => this.assumeRolePolicy?.toJSON() });
    }
  }
}
