import { aws_mwaa as mwaa } from 'aws-cdk-lib';
import { renderedText } from '../common/rendered-properties';

/** The properties of an environment that its role has to fit. */
export interface EnvironmentProperties {
  readonly name?: string;
  readonly executionRoleArn?: string;
  readonly sourceBucketArn?: string;
  readonly kmsKey?: string;
}

/** The properties as they are now, with what was written over them. Each still knows what it refers to. */
export function currentProperties(environment: mwaa.CfnEnvironment): EnvironmentProperties {
  return {
    name: renderedText(environment, 'Name', environment.name),
    executionRoleArn: renderedText(environment, 'ExecutionRoleArn', environment.executionRoleArn),
    sourceBucketArn: renderedText(environment, 'SourceBucketArn', environment.sourceBucketArn),
    kmsKey: renderedText(environment, 'KmsKey', environment.kmsKey),
  };
}
