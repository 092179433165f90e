import { ArnComponents, aws_iam as iam, aws_mwaa as mwaa } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { associate, pairWithEnvironment } from './association';
import { confinementStatements, queueAccount } from './celery-queue-confinement';
import { MwaaExecutionRoleProps } from './execution-role-props';
import { ExpectedEnvironment, rememberExpected } from './expected-environment';
import { checkEnvironments } from './stage-checks';
import { MwaaServicePrincipal, sourceConditions } from './trust-policy';
import { carryConditions } from '../common/conditions/carried-condition';
import { environmentArn } from '../common/environment-location';
import { assertInput, pathOf, propsRule } from '../common/input-rules';
import { withFinalName } from '../common/resource-identity';
import { acknowledgeAccountPublicAccessBlock } from '../execution-policy/account-public-access-block';
import { executionPolicyRules, resolveOptions } from '../execution-policy/execution-policy-options';
import { acknowledgedStatements, executionStatements } from '../execution-policy/execution-statements';
import { prepareResourcePolicies } from '../execution-policy/resource-policies';
import { completeDocumentedRole, InlineAttachment } from '../role/documented-role';
import { attachJsonPolicy, JsonPolicyProps } from '../role/json-policy/json-policy';
import { PublishedDocument } from '../role/published-document';
import { iamRoleProps, roleRules } from '../role/role-props';
import { allowSelfAssume } from '../role/self-assume';

/**
 * The execution role of an Amazon MWAA environment.
 *
 * Grants exactly the documented permissions, and decryption with the key of the source bucket if it has a key of its own.
 * These permissions are inline on the role, so CloudFormation creates them before any resource that refers to the role.
 *
 * IAM allows 10,240 characters in all inline policies of a role together. Grants beyond that move to managed policies.
 * Synth warns if the inline policies are still longer.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html
 */
export class MwaaExecutionRole extends iam.Role {
  /** The name of the environment that uses the role. */
  public readonly environmentName: string;

  /** The ARN of the environment that uses the role. The environment need not exist yet. */
  public readonly environmentArn: string;

  // Private in JavaScript too, so that later members of `iam.Role` cannot clash with these.
  readonly #expected: ExpectedEnvironment;
  readonly #attach: InlineAttachment;

  /**
   * Defines the role.
   *
   * Throws one error that lists every invalid prop.
   */
  constructor(scope: Construct, id: string, props: MwaaExecutionRoleProps) {
    assertInput('MwaaExecutionRole', pathOf('MwaaExecutionRole', scope, id), [
      propsRule('props', props),
      ...executionPolicyRules(scope, props),
      ...roleRules(props),
    ]);
    const options = resolveOptions(scope, props);
    const { location } = options;
    const trustedServices = new MwaaServicePrincipal(
      props.confusedDeputyProtection ?? true ? sourceConditions(location, props.environmentName) : {},
    );
    const statements = executionStatements(options);
    const { documented, decryptBucket, triggererLogs } = statements;
    super(scope, id, {
      ...iamRoleProps(props),
      assumedBy: new iam.CompositePrincipal(trustedServices, ...props.additionalPrincipals ?? []),
      inlinePolicies: {
        MwaaExecutionPolicy: new PublishedDocument(documented.map(({ statement }) => statement)),
        ...decryptBucket.length > 0 && { SourceBucketKeyPolicy: new PublishedDocument(decryptBucket) },
        ...triggererLogs.length > 0 && { TriggererLogsPolicy: new PublishedDocument(triggererLogs) },
      },
    });
    this.#attach = completeDocumentedRole('MwaaExecutionRole', this, acknowledgedStatements(statements));
    this.environmentName = props.environmentName;
    this.environmentArn = environmentArn(location, props.environmentName);
    this.#expected = options;
    rememberExpected(this, options);
    if (props.accountPublicAccessBlock === false) {
      acknowledgeAccountPublicAccessBlock(this);
    }
    checkEnvironments(this);
    prepareResourcePolicies(this, options);
  }

  /**
   * Associates the role with an L1 environment: sets `ExecutionRoleArn` and, for a customer managed key, `KmsKey`.
   *
   * CloudFormation then creates the role, with all permissions that MWAA needs, before the environment. A `KmsKey` that is
   * already set does not change, because another form of the same key would replace the environment.
   *
   * Throws one error that lists every property of the environment that contradicts the role: `Name`, `ExecutionRoleArn`,
   * `SourceBucketArn`, `KmsKey`, the Region or the account. Throws if the role already has another environment, or the
   * environment another execution role. Values that only the deployment knows are not compared and do not change. Synth
   * fails if the environment is changed afterwards to contradict the role, and warns if its role or its key is taken away.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-how-associating
   */
  public associateWith(environment: mwaa.CfnEnvironment): void {
    associate(this, this.#expected, environment);
  }

  /**
   * Attaches a JSON policy unchanged, as a customer managed policy. Use it for the permissions that DAGs need for other AWS
   * services.
   *
   * Throws if IAM would reject the document as a policy of a role: if it is not JSON, has no statement, has more than 6,144
   * characters without white space, or if a statement lacks an effect, has an invalid action or resource, or has a
   * principal. The error names the place in the document. Also throws if the name or the description is invalid.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-attach-json-policy
   */
  public attachJsonPolicy(id: string, props: JsonPolicyProps): iam.ManagedPolicy {
    return attachJsonPolicy('MwaaExecutionRole.attachJsonPolicy', this, id, props);
  }

  /** Attaches an inline policy, and counts it toward IAM's limit of 10,240 characters for all inline policies of a role. */
  public override attachInlinePolicy(policy: iam.Policy): void {
    this.#attach(policy, () => super.attachInlinePolicy(policy));
  }

  /**
   * Denies the role access to the Celery queues of other environments' accounts.
   *
   * The documented policy allows `airflow-celery-*` queues in every account, because the account of the environment's
   * queue is unknown until the environment exists. This method denies all actions on the `airflow-celery-*` queues of every
   * other account. For an AWS owned key it also denies the use through SQS of KMS keys in every account except those of
   * the queue and of the role. If the environment has a condition, the denial has it, too.
   *
   * The denial is a separate inline policy that CloudFormation creates after the environment. It names the account of the
   * queue at the time of the deployment. If the environment is recreated outside of the stack, its new queue may be in another
   * account: deploy once without this call and once with it again. A second call adds nothing. Throws if the environment
   * contradicts the role, or if the role or the environment already has another counterpart, like `associateWith`.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-how
   */
  public confineCeleryQueue(environment: mwaa.CfnEnvironment): void {
    pairWithEnvironment(this, this.#expected, environment);
    if (environment.node.tryFindChild(CONFINEMENT) === undefined) {
      const { location, kmsKey } = this.#expected;
      const statements = confinementStatements(location, queueAccount(environment), kmsKey === undefined);
      const policy = new iam.Policy(environment, CONFINEMENT, { document: new PublishedDocument(statements) });
      carryConditions(policy.node.defaultChild as iam.CfnPolicy, () => [environment, this.node.defaultChild as iam.CfnRole | undefined]);
      this.attachInlinePolicy(policy);
    }
  }

  /**
   * Lets the role assume itself, for an Apache Airflow connection that names the role.
   *
   * Grants `sts:AssumeRole` on the role, and adds a statement to the trust policy that lets the account assume the role if
   * the caller is the role itself. A second call adds nothing. Most apps do not need this method, because an AWS
   * connection that names no role uses the execution role too.
   *
   * Throws if `roleName` is left out or is a token. If you use `customizeRoles` of aws-iam, add the trust by hand, because
   * CDK's report does not contain it.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html
   */
  public allowSelfAssume(): void {
    allowSelfAssume(this);
  }

  /** The ARN has the name that the role has when the app is synthesized, also in other accounts and Regions. */
  protected override getResourceArnAttribute(arnAttr: string, arnComponents: ArnComponents): string {
    return withFinalName(super.getResourceArnAttribute(arnAttr, arnComponents));
  }

  /** The name is the one that the role has when the app is synthesized, also in other accounts and Regions. */
  protected override getResourceNameAttribute(nameAttr: string): string {
    return withFinalName(super.getResourceNameAttribute(nameAttr));
  }
}

const CONFINEMENT = 'CeleryQueueConfinement';
