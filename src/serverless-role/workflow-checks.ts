import { Annotations, aws_iam as iam, aws_mwaaserverless as serverless } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { contradictionError, ExpectedWorkflow } from './workflow-association';
import { logGroupName } from './workflow-log-group';
import { workflowProperties } from './workflow-properties';
import { warn } from '../common/app-validation';
import { isChosen, referencedConstructs } from '../common/references';
import { finalText } from '../common/rendered-properties';
import { isOtherResource } from '../common/resource-identity';
import { checkInStage } from '../common/stage-pass';
import { pairedRole } from '../role/association';

/** What each role expects of its workflow. */
const EXPECTED = new WeakMap<iam.Role, ExpectedWorkflow>();

/**
 * Compares a role with the workflows of its stage.
 *
 * Synth warns if a workflow uses the role without the key or the log group of the role. It fails if a workflow was associated
 * with the role, and was changed afterwards to contradict it.
 */
export function checkWorkflows(role: iam.Role, expected: ExpectedWorkflow): void {
  EXPECTED.set(role, expected);
  checkInStage(role, lookAtWorkflows);
}

function lookAtWorkflows(constructs: IConstruct[]): string[] {
  const roles = new Map(constructs.filter(iam.Role.isRole).filter((role) => EXPECTED.has(role)).map((role) => [role.node.defaultChild, role]));
  for (const workflow of constructs.filter(serverless.CfnWorkflow.isCfnWorkflow)) {
    const associated = pairedRole(workflow);
    const error = associated && contradictionError(associated, EXPECTED.get(associated)!, workflow);
    const role = associated ?? roles.get(roleOf(workflow));
    if (error !== undefined) {
      Annotations.of(workflow).addError(error.message);
    } else if (role !== undefined) {
      problemsOf(role, workflow).forEach((problem) => warn(role, 'cdk-mwaa-iam:workflowNotAssociated',
        `workflow '${workflow.node.path}' uses the role '${role.node.path}' ${problem}: ${associated !== undefined
          ? 'leave the property as `associateWith` of the role sets it'
          : 'leave it out and call `associateWith` of the role with this workflow'}`));
    }
  }
  return [];
}

/** The resource of the role that a workflow certainly names. */
function roleOf(workflow: serverless.CfnWorkflow): IConstruct | undefined {
  const { roleArn } = workflowProperties(workflow, finalText);
  return isChosen(workflow.stack.resolve(roleArn)) ? undefined : [...referencedConstructs(workflow, roleArn)][0];
}

/** What a workflow lacks, or has otherwise than its role. */
function problemsOf(role: iam.Role, workflow: serverless.CfnWorkflow): string[] {
  const { kmsKey, logGroup } = EXPECTED.get(role)!;
  const properties = workflowProperties(workflow, finalText);
  const expected: [property: string, ours: string | undefined, theirs: string | undefined][] = [
    ['KmsKeyId', kmsKey?.keyRef.keyArn, properties.keyId],
    ['LogGroupName', logGroup && logGroupName(logGroup), properties.logGroup],
  ];
  return expected.flatMap(([property, ours, theirs]) => {
    const without = theirs === undefined ? 'without the' : ours !== undefined && isOtherResource(role, theirs, ours, finalText) ? 'with another' : undefined;
    return ours === undefined || without === undefined ? [] : [`${without} \`${property}\` ${theirs === undefined ? 'that' : 'than'} the role was made for`];
  });
}
