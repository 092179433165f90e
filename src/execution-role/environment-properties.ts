import { aws_mwaa as mwaa } from 'aws-cdk-lib';
import { currentText, finalText, ReadText, renderedText } from '../common/rendered-properties';

/** The properties of an environment that its role has to fit. */
export interface EnvironmentProperties {
  readonly name?: string;
  readonly executionRoleArn?: string;
  readonly sourceBucketArn?: string;
  readonly kmsKey?: string;
}

/** The properties as they are now, with what was written over them. Each still knows what it refers to. */
export function currentProperties(environment: mwaa.CfnEnvironment): EnvironmentProperties {
  return read(environment, currentText);
}

/** The properties as the template has them. Call it when the app is validated. */
export function finalProperties(environment: mwaa.CfnEnvironment): EnvironmentProperties {
  return { ...read(environment, finalText), name: finalText(environment, 'Name', environment.name) };
}

function read(environment: mwaa.CfnEnvironment, text: ReadText): EnvironmentProperties {
  return {
    name: renderedText(environment, 'Name', environment.name), // not resolved early: a lazy name is the user's to change
    executionRoleArn: text(environment, 'ExecutionRoleArn', environment.executionRoleArn),
    sourceBucketArn: text(environment, 'SourceBucketArn', environment.sourceBucketArn),
    kmsKey: text(environment, 'KmsKey', environment.kmsKey),
  };
}
