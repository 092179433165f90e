import { aws_iam as iam, aws_mwaa as mwaa, Aspects, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { giveRole, pair } from './association';
import { confinementStatements, queueAccount } from './celery-queue-confinement';
import { ExpectedEnvironment, rememberExpected } from './expected-environment';
import { warnAboutForgottenAssociation } from './forgotten-association';
import { MwaaServicePrincipal, sourceConditions } from './trust-policy';
import { environmentArn } from '../common/environment-location';
import { assertInput, pathOf } from '../common/input-rules';
import { executionPolicyRules, MwaaExecutionPolicyOptions, resolveOptions } from '../execution-policy/execution-policy-options';
import { executionStatements } from '../execution-policy/execution-statements';
import { prepareResourcePolicies } from '../execution-policy/resource-policies';
import { acknowledgeWildcards } from '../execution-policy/wildcard-acknowledgements';
import { InlineLimit } from '../role/inline-limit';
import { attachJsonPolicy, JsonPolicyProps } from '../role/json-policy';
import { PublishedDocument } from '../role/published-document';
import { roleRules } from '../role/role-props';
import { allowSelfAssume } from '../role/self-assume';
import { keepTrustStatementsApart, warnAboutTrustPolicy } from '../role/trust-statements';

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
   * What the role is for. At most 1,000 characters.
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
   * How long a session of the role lasts at most. 1 to 12 hours.
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

  // Private to JavaScript too: whatever `iam.Role` learns later cannot clash with these.
  readonly #expected: ExpectedEnvironment;
  readonly #attached = new Set<iam.Policy>();

  /**
   * Defines the role.
   *
   * Throws one error that names every prop that is not what it must be.
   */
  constructor(scope: Construct, id: string, props: MwaaExecutionRoleProps) {
    assertInput('MwaaExecutionRole', pathOf(scope, id), [...executionPolicyRules(scope, props), ...roleRules(props)]);
    const options = resolveOptions(scope, props);
    const { location } = options;
    const services = new MwaaServicePrincipal(
      props.confusedDeputyProtection ?? true ? sourceConditions(location, props.environmentName) : {},
    );
    const statements = executionStatements(options);
    const { documented, decryptBucket, triggererLogs } = statements;
    super(scope, id, {
      assumedBy: new iam.CompositePrincipal(services, ...props.additionalPrincipals ?? []),
      inlinePolicies: {
        MwaaExecutionPolicy: new PublishedDocument(documented.map(({ statement }) => statement)),
        ...decryptBucket.length > 0 && { SourceBucketKeyPolicy: new PublishedDocument(decryptBucket) },
        ...triggererLogs.length > 0 && { TriggererLogsPolicy: new PublishedDocument(triggererLogs) },
      },
      roleName: props.roleName,
      path: props.path,
      description: props.description,
      permissionsBoundary: props.permissionsBoundary,
      managedPolicies: props.managedPolicies,
      maxSessionDuration: props.maxSessionDuration,
    });
    this.environmentName = props.environmentName;
    this.environmentArn = environmentArn(location, props.environmentName);
    this.#expected = options;
    rememberExpected(this, options);
    keepTrustStatementsApart(this);
    const inline = this.#inlineOnResource();
    // A policy that is written over the role, or beside ours on it, could have the same wildcards.
    acknowledgeWildcards(this, statements, () => sameItems(this.#inlineOnResource(), inline));
    warnAboutTrustPolicy(this);
    warnAboutForgottenAssociation(this);
    prepareResourcePolicies(this, options);
    Aspects.of(this).add(new InlineLimit(this, this.#attached));
  }

  /**
   * Gives the role to an L1 environment: sets `ExecutionRoleArn` and, for a customer managed key, `KmsKey`.
   *
   * CloudFormation creates the role first, and with it everything that MWAA needs, which is inline on the role. A
   * `KmsKey` that is already there stays as it is written: another form of the same key would replace the environment.
   *
   * Throws one error that names every property of the environment that contradicts the role: `Name`,
   * `ExecutionRoleArn`, `SourceBucketArn`, `KmsKey`, its Region or its account, or that it is a second environment of the
   * role or the role a second one of the environment. What only the deployment knows contradicts nothing and is left in place.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-how-associating
   */
  public associateWith(environment: mwaa.CfnEnvironment): void {
    pair(this, this.#expected, environment);
    giveRole(environment, this);
    environment.kmsKey ??= this.#expected.kmsKey?.keyRef.keyArn;
  }

  /**
   * Denies the role, once the environment exists, what the documented policy has to leave open before: the
   * `airflow-celery-*` queues of every account but that of the environment's own queue and, on an AWS owned key, the
   * keys of every account but that one and this, where they are reached through SQS.
   *
   * The denial is a policy of its own that CloudFormation creates after the environment. Throws like `associateWith`
   * where the environment contradicts the role. A second call adds nothing.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-how
   */
  public confineCeleryQueue(environment: mwaa.CfnEnvironment): void {
    pair(this, this.#expected, environment);
    if (environment.node.tryFindChild(CONFINEMENT) === undefined) {
      const { location, kmsKey } = this.#expected;
      const statements = confinementStatements(location, queueAccount(environment), kmsKey === undefined);
      this.attachInlinePolicy(new iam.Policy(environment, CONFINEMENT, { document: new PublishedDocument(statements) }));
    }
  }

  /**
   * Attaches a policy as people write it for the JSON tab of the IAM console, as a customer managed policy, unchanged:
   * the permissions that the DAGs need for other AWS services.
   *
   * Throws, naming the place in the document, where IAM would not take it as the policy of a role: no JSON, no
   * statement, no effect, an action or a resource that is none, a principal, more than 6,144 characters.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-attach-json-policy
   */
  public attachJsonPolicy(id: string, props: JsonPolicyProps): iam.ManagedPolicy {
    return attachJsonPolicy(this, id, props);
  }

  /**
   * Lets the role assume itself, for an Apache Airflow connection that names it: adds `sts:AssumeRole` on the role to
   * its permissions, and to its trust policy the account, on the condition that the caller is the role.
   *
   * Most people do not need this: a connection without a role (`AirflowConnection.aws()`) uses the execution role too.
   * Throws unless the role has a literal `roleName`. Doing it twice adds nothing. For a role that `Role.customizeRoles`
   * keeps out of the template, add the trust by hand: CDK's report is of the trust policy before it.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html
   */
  public allowSelfAssume(): void {
    allowSelfAssume(this);
  }

  /** Attaches a policy as `iam.Role` does, and counts it among the inline policies that IAM limits together. */
  public override attachInlinePolicy(policy: iam.Policy): void {
    this.#attached.add(policy);
    super.attachInlinePolicy(policy);
  }

  /** Nothing under `Role.customizeRoles`. */
  get #resource(): iam.CfnRole | undefined {
    return this.node.defaultChild as iam.CfnRole | undefined;
  }

  #inlineOnResource(): unknown[] {
    return [this.#resource?.policies].flat();
  }
}

const CONFINEMENT = 'CeleryQueueConfinement';

function sameItems(some: unknown[], others: unknown[]): boolean {
  return some.length === others.length && some.every((item, index) => item === others[index]);
}
