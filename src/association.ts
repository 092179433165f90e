import { CfnResource, Token, aws_iam as iam, aws_kms as kms, aws_mwaa as mwaa, aws_s3 as s3 } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { EnvironmentLocation } from './environment';
import { inputError } from './input-rules';
import { referencedConstructs } from './references';

/** What an execution role knows about the environment it is for. */
export interface ExpectedEnvironment {
  readonly environmentName: string;
  readonly location: EnvironmentLocation;
  readonly sourceBucket: s3.IBucketRef;
  readonly kmsKey?: kms.IKeyRef;
}

/** Throws one error that names every property of an environment which contradicts the role. Tokens contradict nothing. */
export function assertAssociable(role: iam.Role, expected: ExpectedEnvironment, environment: mwaa.CfnEnvironment): void {
  if (!mwaa.CfnEnvironment.isCfnEnvironment(environment)) {
    throw inputError('MwaaExecutionRole', role.node.path, ['`environment` must be an L1 environment: pass a `mwaa.CfnEnvironment`']);
  }
  const problems = contradictions(role, expected, environment);
  if (problems.length > 0) {
    throw inputError('MwaaExecutionRole', role.node.path, problems.map((problem) => `environment '${environment.node.path}' ${problem}`));
  }
}

function contradictions(role: iam.Role, expected: ExpectedEnvironment, environment: mwaa.CfnEnvironment): string[] {
  const { environmentName, location, sourceBucket, kmsKey } = expected;
  const differs = (theirs: string | undefined, ours: string) => isOther(identity(environment, theirs), identity(role, ours));
  const problems: [boolean, string][] = [
    [
      isOther(literal(environment.name), literal(environmentName)),
      `has \`Name\` "${environment.name}", and the role is for "${environmentName}": give both one name`,
    ],
    [
      isOther(literal(environment.env.region), literal(location.region)),
      `is in Region "${environment.env.region}", and the role is for "${location.region}": set \`environmentRegion\` of the role`,
    ],
    [
      isOther(literal(environment.env.account), literal(location.account)),
      `is in account "${environment.env.account}", and the role in "${location.account}": define the role in the environment's account`,
    ],
    [
      differs(environment.executionRoleArn, role.roleArn),
      'has another role as `ExecutionRoleArn`: leave it out, and the association sets it',
    ],
    [
      differs(environment.sourceBucketArn, sourceBucket.bucketRef.bucketArn),
      'has another bucket as `SourceBucketArn`: give the ARN of the role\'s `sourceBucket`',
    ],
    [
      kmsKey === undefined && environment.kmsKey !== undefined,
      'has a `KmsKey`, and the role was defined without one: pass the key to the role as `kmsKey`',
    ],
    [
      kmsKey !== undefined && differs(environment.kmsKey, kmsKey.keyRef.keyArn),
      'has another key as `KmsKey`: leave it out, and the association sets it',
    ],
  ];
  return problems.filter(([contradicts]) => contradicts).map(([, problem]) => problem);
}

function isOther(theirs: string | undefined, ours: string | undefined): boolean {
  return theirs !== undefined && ours !== undefined && theirs !== ours;
}

function literal(value: string): string | undefined {
  return Token.isUnresolved(value) ? undefined : value;
}

/** What an ARN or id stands for, so far as it is known: a physical name, or the resource of this app it refers to. */
function identity(scope: IConstruct, value: string | undefined): string | undefined {
  const [resource] = [...referencedConstructs(scope, value)].filter(CfnResource.isCfnResource);
  const end = value?.split(/[:\/]/).at(-1);
  return resource === undefined ? end && literal(end) : physicalName(resource) ?? `resource '${resource.node.path}'`;
}

function physicalName(resource: CfnResource): string | undefined {
  const name = iam.CfnRole.isCfnRole(resource) ? resource.roleName : s3.CfnBucket.isCfnBucket(resource) ? resource.bucketName : undefined;
  return name === undefined ? undefined : literal(name);
}
