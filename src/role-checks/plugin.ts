import { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport, PolicyViolation } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { RULES } from './checks/catalogue';
import { NOT_CHECKED, ruleId } from './checks/role-check';
import { Finding, findingsOf } from './findings';
import { assembliesOf } from './template/assembly';
import { assertInput, listOf, optional, propsRule } from '../common/input-rules';

/** Properties of `MwaaRoleChecks`. */
export interface MwaaRoleChecksProps {
  /**
   * The ids of rules to leave out for the whole app, such as `cdk-mwaa-iam::notChecked`, or `notChecked` for short.
   *
   * To leave a rule out for one construct, acknowledge it there with `Validations.of(construct).acknowledge`.
   *
   * @default - every rule is checked
   */
  readonly disabledRules?: string[];
}

/**
 * A policy validation plugin that finds at synth what AWS Support's `verify_env` script finds in an account: why the
 * execution role of an Amazon MWAA environment will not do.
 *
 * Looks at every `AWS::MWAA::Environment` of the app, and at the role behind it, whoever made it:
 *
 * - `cdk-mwaa-iam::missingPermission` (error or warning): a permission that the environment needs
 * - `cdk-mwaa-iam::executionRole` (error): an environment that names no execution role
 * - `cdk-mwaa-iam::servicePolicy` (error): the policy of a service-linked role, which IAM attaches to no other role
 * - `cdk-mwaa-iam::trustPolicy` (error or warning): a service of MWAA that may not assume the role
 * - `cdk-mwaa-iam::keyPolicy` (error): a key of the app that does not let CloudWatch Logs in
 * - `cdk-mwaa-iam::unsupportedKey` (error): a key that the environment cannot use, such as an alias
 * - `cdk-mwaa-iam::resourceDenial` (error): a policy of the bucket or a key that denies the role what it needs
 * - `cdk-mwaa-iam::policyOrder` (error or warning): a separate policy that the environment does not wait for
 * - `cdk-mwaa-iam::sourceBucket` (warning): a bucket without versioning, or with a public access block that is off in part
 * - `cdk-mwaa-iam::bucketKey` (warning): a key of the source bucket with which the role may not decrypt
 * - `cdk-mwaa-iam::secretsBackend` (warning): a Secrets Manager backend whose secrets the role may not read
 * - `cdk-mwaa-iam::excessPermission` (warning): more than documented on Celery queues and keys
 * - `cdk-mwaa-iam::foreignService` (warning): another service that may assume the role
 * - `cdk-mwaa-iam::accountPublicAccessBlock` (info): `s3:GetAccountPublicAccessBlock` missing, which MWAA needs in some accounts
 * - `cdk-mwaa-iam::notChecked` (info): what the templates do not show, such as a role or a managed policy from outside
 *
 * Looks at every `AWS::MWAAServerless::Workflow` too: at logs, key, trust policy and other services.
 *
 * Errors fail the synthesis, and what may work all the same is a warning. What only the deployment decides is a note. It calls no AWS API.
 *
 * Register it with `Validations.of(app).addPlugins(new MwaaRoleChecks())`. An acknowledgement counts for the construct it
 * stands on and everything in it: the role, the environment or the key of a finding. Older versions of
 * aws-cdk-lib do not show the plugin one that stands above a stack.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html
 */
export class MwaaRoleChecks implements IPolicyValidationPlugin {
  /** The name of the plugin in reports, and before the `::` of its rules. */
  public readonly name: string = 'cdk-mwaa-iam';

  /** The rules that the plugin checks. */
  public readonly ruleIds?: string[];

  /**
   * Defines the checks.
   *
   * Throws if `disabledRules` names a rule that there is not.
   */
  constructor(props: MwaaRoleChecksProps = {}) {
    const known = [...RULES.map(({ id }) => id), NOT_CHECKED];
    const named = (id: unknown) => known.find((one) => one === id || one === ruleId(String(id)));
    assertInput('MwaaRoleChecks', undefined, [
      propsRule('props', props),
      {
        prop: 'disabledRules',
        value: props?.disabledRules,
        accepts: optional(listOf((id) => named(id) !== undefined)),
        rule: `must be a list of rules of this plugin: ${known.join(', ')}`,
      },
    ]);
    const disabled = props.disabledRules?.map(named);
    this.ruleIds = known.filter((id) => disabled?.includes(id) !== true);
  }

  /** Checks the templates of an app. The CDK calls it. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    // Newer versions of the CDK hand the construct tree over as well.
    const { appConstruct } = context as { appConstruct?: IConstruct };
    const violations = assembliesOf(context.templatePaths).flatMap((assembly) =>
      findingsOf(assembly, appConstruct).filter(({ rule }) => this.ruleIds!.includes(rule)).map(violationOf));
    return { success: violations.every(({ severity }) => severity !== 'error'), violations };
  }
}

function violationOf({ rule, severity, description, fix, at, location }: Finding): PolicyViolation {
  return {
    ruleName: rule,
    severity,
    description,
    fix,
    violatingResources: [{ resourceLogicalId: at.logicalId, templatePath: at.template.place.path, locations: [location] }],
  };
}
