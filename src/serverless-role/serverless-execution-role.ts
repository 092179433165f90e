import { ArnComponents, aws_iam as iam, aws_mwaaserverless as serverless } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { MwaaServerlessExecutionRoleProps, serverlessRoleRules } from './serverless-execution-role-props';
import { serverlessStatements, workflowLogGroupArn } from './serverless-statements';
import { ServerlessPrincipal } from './serverless-trust-policy';
import { associateWithWorkflow, ExpectedWorkflow } from './workflow-association';
import { checkWorkflows } from './workflow-checks';
import { prepareWorkflowKey } from './workflow-key';
import { logGroupName } from './workflow-log-group';
import { environmentLocation } from '../common/environment-location';
import { assertInput, pathOf } from '../common/input-rules';
import { withFinalName } from '../common/resource-identity';
import { documentedReason, ONE_LOG_GROUP } from '../common/wildcard-acknowledgements';
import { completeDocumentedRole, InlineAttachment } from '../role/documented-role';
import { attachJsonPolicy, JsonPolicyProps } from '../role/json-policy/json-policy';
import { PublishedDocument } from '../role/published-document';
import { iamRoleProps } from '../role/role-props';

/**
 * The execution role of one Amazon MWAA Serverless workflow.
 *
 * Grants exactly the documented permissions: writing logs, and the use of the customer managed key if there is one. Grant what
 * the tasks of the workflow call yourself. The documented permissions are inline on the role, so CloudFormation creates them
 * before any resource that refers to the role.
 *
 * Trusts MWAA Serverless without conditions on `aws:SourceArn` and `aws:SourceAccount`, as documented. AWS does not say that
 * the service sends these keys, and a condition on a key that it does not send would lock it out.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/mwaa-serverless-userguide/get-started-execution-role.html
 */
export class MwaaServerlessExecutionRole extends iam.Role {
  // Private in JavaScript too, so that later members of `iam.Role` cannot clash with it.
  readonly #expected: ExpectedWorkflow;
  readonly #attach: InlineAttachment;

  /**
   * Defines the role.
   *
   * Throws one error that lists every invalid prop.
   */
  constructor(scope: Construct, id: string, props: MwaaServerlessExecutionRoleProps = {}) {
    assertInput('MwaaServerlessExecutionRole', pathOf('MwaaServerlessExecutionRole', scope, id), serverlessRoleRules(scope, props));
    const { logGroup, kmsKey } = props;
    const location = environmentLocation(scope);
    const statements = serverlessStatements({
      logGroupArn: logGroup && `${workflowLogGroupArn(location, logGroupName(logGroup))}:*`,
      keyArn: kmsKey?.keyRef.keyArn,
    });
    super(scope, id, {
      ...iamRoleProps(props),
      assumedBy: new iam.CompositePrincipal(new ServerlessPrincipal(), ...props.additionalPrincipals ?? []),
      inlinePolicies: { MwaaServerlessExecutionPolicy: new PublishedDocument(statements.map(({ statement }) => statement)) },
    });
    this.#attach = completeDocumentedRole('MwaaServerlessExecutionRole', this, statements.map(({ statement, purpose, see }) =>
      [statement, logGroup === undefined ? documentedReason(purpose, see) : ONE_LOG_GROUP]));
    this.#expected = { logGroup, kmsKey };
    checkWorkflows(this, this.#expected);
    if (kmsKey !== undefined) {
      prepareWorkflowKey({ construct: this, purpose: 'workflow', location }, kmsKey, logGroup);
    }
  }

  /**
   * Associates the role with an L1 workflow: sets `RoleArn`, `EncryptionConfiguration` if the role has a customer managed key, and
   * `LoggingConfiguration` if it has a log group.
   *
   * The props of a workflow must name a role: set `roleArn` of this role, and call this method then. CloudFormation creates the
   * role, with all documented permissions, before the workflow.
   *
   * Throws one error that lists every property of the workflow that contradicts the role: `RoleArn`, `EncryptionConfiguration`,
   * `LoggingConfiguration`, the Region or the account. Throws if the role already has another workflow, or the workflow another
   * execution role. Synth fails if such a property is set later, and warns if the key or the log group is taken away. Values
   * that only the deployment knows are not compared and do not change.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/mwaa-serverless-userguide/get-started-execution-role.html
   */
  public associateWith(workflow: serverless.CfnWorkflow): void {
    associateWithWorkflow(this, this.#expected, workflow);
  }

  /**
   * Attaches a JSON policy unchanged, as a customer managed policy. Use it for the permissions that the tasks need for other AWS
   * services.
   *
   * Throws if IAM would reject the document as a policy of a role: if it is not JSON, has no statement, has more than 6,144
   * characters without white space, or if a statement lacks an effect, has an invalid action or resource, or has a
   * principal. The error names the place in the document. Also throws if the name or the description is invalid.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-attach-json-policy
   */
  public attachJsonPolicy(id: string, props: JsonPolicyProps): iam.ManagedPolicy {
    return attachJsonPolicy('MwaaServerlessExecutionRole.attachJsonPolicy', this, id, props);
  }

  /** Attaches an inline policy, and counts it toward IAM's limit of 10,240 characters for all inline policies of a role. */
  public override attachInlinePolicy(policy: iam.Policy): void {
    this.#attach(policy, () => super.attachInlinePolicy(policy));
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
