import { aws_iam as iam, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { EnvironmentLocation } from '../common/environment-location';

/** What an execution role knows about the environment it is for. */
export interface ExpectedEnvironment {
  readonly environmentName: string;
  readonly location: EnvironmentLocation;
  /** As the caller gave it. */
  readonly environmentRegion?: string;
  readonly sourceBucket: s3.IBucketRef;
  readonly kmsKey?: kms.IKeyRef;
}

const EXPECTED = new WeakMap<object, ExpectedEnvironment>();

/** Notes what environment an execution role is for, for those who have the role only. */
export function rememberExpected(role: iam.Role, expected: ExpectedEnvironment): void {
  EXPECTED.set(role, expected);
}

/** What environment an execution role is for; nothing for any other construct. */
export function expectedOf(construct: IConstruct | iam.IPrincipal): ExpectedEnvironment | undefined {
  return EXPECTED.get(construct);
}
