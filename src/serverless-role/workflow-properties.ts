import { aws_mwaaserverless as serverless, Token } from 'aws-cdk-lib';
import { finalText } from '../common/rendered-properties';

/** The properties of a workflow that its role has to fit. */
export interface WorkflowProperties {
  readonly roleArn?: string;
  readonly keyType?: string;
  readonly keyId?: string;
  readonly logGroup?: string;
}

/** The properties, as a reader reads them. */
export function workflowProperties(workflow: serverless.CfnWorkflow, read: typeof finalText): WorkflowProperties {
  const { roleArn, encryptionConfiguration: encryption, loggingConfiguration: logging } = workflow;
  return {
    roleArn: read(workflow, 'RoleArn', roleArn),
    keyType: read(workflow, ['EncryptionConfiguration', 'Type'], memberOf(encryption, 'type')),
    keyId: read(workflow, ['EncryptionConfiguration', 'KmsKeyId'], memberOf(encryption, 'kmsKeyId')),
    logGroup: read(workflow, ['LoggingConfiguration', 'LogGroupName'], memberOf(logging, 'logGroupName')),
  };
}

/** A member of a configuration. Of a configuration that is a token, it is the token: only the deployment knows more. */
function memberOf(configuration: any, name: string): string | undefined {
  return Token.isUnresolved(configuration) ? Token.asString(configuration) : configuration?.[name];
}
