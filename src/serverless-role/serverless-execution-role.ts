import { aws_mwaaserverless as serverless } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { MwaaServerlessExecutionRoleProps, serverlessRoleRules } from './serverless-execution-role-props';
import { serverlessStatements, workflowLogGroupArn } from './serverless-statements';
import { ServerlessPrincipal } from './serverless-trust-policy';
import { ExpectedWorkflow, pairWithWorkflow } from './workflow-association';
import { prepareWorkflowKey } from './workflow-key';
import { logGroupName } from './workflow-log-group';
import { environmentLocation } from '../common/environment-location';
import { assertInput, pathOf } from '../common/input-rules';
import { documentedReason, ONE_LOG_GROUP } from '../common/wildcard-acknowledgements';
import { roleArnFor } from '../role/association';
import { DocumentedRole } from '../role/documented-role';
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
export class MwaaServerlessExecutionRole extends DocumentedRole {
  // Private in JavaScript too, so that later members of `iam.Role` cannot clash with it.
  readonly #expected: ExpectedWorkflow;

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
    super('MwaaServerlessExecutionRole', scope, id, {
      ...iamRoleProps(props),
      assumedBy: new ServerlessPrincipal(),
      inlinePolicies: { MwaaServerlessExecutionPolicy: new PublishedDocument(statements.map(({ statement }) => statement)) },
    }, statements.map(({ statement, purpose, see }) => [statement, logGroup === undefined ? documentedReason(purpose, see) : ONE_LOG_GROUP]));
    this.#expected = { logGroup, kmsKey };
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
   * execution role. Synth fails if such a property is set later. Values that only the deployment knows are not compared
   * and do not change.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/mwaa-serverless-userguide/get-started-execution-role.html
   */
  public associateWith(workflow: serverless.CfnWorkflow): void {
    const { kmsKey, logGroup } = this.#expected;
    pairWithWorkflow(this, this.#expected, workflow);
    workflow.roleArn = roleArnFor(workflow, workflow.roleArn, this);
    if (kmsKey !== undefined) {
      workflow.encryptionConfiguration ??= { type: 'CUSTOMER_MANAGED_KEY', kmsKeyId: kmsKey.keyRef.keyArn };
    }
    if (logGroup !== undefined) {
      workflow.loggingConfiguration ??= { logGroupName: logGroupName(logGroup) };
    }
  }
}
