import { aws_iam as iam, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { EnvironmentLocation } from '../common/environment-location';

/** The values that an execution role expects of its environment. */
export interface ExpectedEnvironment {
  readonly environmentName: string;
  readonly location: EnvironmentLocation;
  /** As in the props, without a default. */
  readonly environmentRegion?: string;
  readonly sourceBucket: s3.IBucketRef;
  readonly kmsKey?: kms.IKeyRef;
}

const EXPECTED = new WeakMap<object, ExpectedEnvironment>();

/** Records the environment that an execution role is for. */
export function rememberExpected(role: iam.Role, expected: ExpectedEnvironment): void {
  EXPECTED.set(role, expected);
}

/** The environment that an execution role is for. Undefined for any other construct or principal. */
export function expectedOf(construct: IConstruct | iam.IPrincipal): ExpectedEnvironment | undefined {
  return EXPECTED.get(construct);
}
