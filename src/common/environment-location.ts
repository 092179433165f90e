import { Arn, region_info, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { knownComponents } from './arn-components';
import { InputProblem, InputRule, matching, text } from './input-rules';

/** Where an environment runs: literals, or the tokens of a stack. */
export interface EnvironmentLocation {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** Where an environment runs: in the partition and account of the scope's stack, and in `environmentRegion` or else the stack's Region. */
export function environmentLocation(scope: Construct, environmentRegion?: string): EnvironmentLocation {
  const { partition, region, account } = Stack.of(scope);
  return { partition, region: environmentRegion ?? region, account };
}

/**
 * The ARN of an environment.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonmanagedworkflowsforapacheairflow.html
 */
export function environmentArn(location: EnvironmentLocation, environmentName: string): string {
  return Arn.format({ ...location, service: 'airflow', resource: 'environment', resourceName: environmentName });
}

/**
 * The rule of CloudFormation for the name of an environment.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-mwaa-environment.html#cfn-mwaa-environment-name
 */
export function environmentNameRule(environmentName: unknown): InputRule {
  return {
    prop: 'environmentName',
    value: environmentName,
    accepts: matching(/^[a-zA-Z][0-9a-zA-Z\-_]{0,79}$/),
    rule: 'must be 1 to 80 letters, digits, hyphens and underscores, beginning with a letter: pass the `Name` of the environment',
  };
}

/** The Region of an environment must exist and belong to the partition of the stack. */
export function environmentRegionRules(scope: Construct, environmentRegion: unknown): InputRule[] {
  if (environmentRegion === undefined) {
    return [];
  }
  const partition = partitionOf(Stack.of(scope).region);
  const rule = { prop: 'environmentRegion', value: environmentRegion };
  return [
    {
      ...rule,
      accepts: text((region) => partitionOf(region) !== undefined),
      rule:
        'must be the code of an AWS Region, such as "eu-west-1":' +
        ' if the Region is new, upgrade aws-cdk-lib or register a Fact of region_info for it',
    },
    {
      ...rule,
      accepts: (region) => typeof region !== 'string' || partition === undefined || (partitionOf(region) ?? partition) === partition,
      rule: `must be a Region of the stack's partition, "${partition}": an IAM role is valid in one partition only, so deploy it to an account of the environment's partition`,
    },
  ];
}

/**
 * The partition of a Region. Undefined if only the deployment knows the Region, or if the CDK does not know it.
 *
 * Call it only where the answer matters: the table of the CDK takes longer to load than this package.
 */
export function partitionOf(region: string): string | undefined {
  return Token.isUnresolved(region) ? undefined : region_info.RegionInfo.get(region).partition;
}

/** The problem of an ARN that is known to be of another partition than a Region, where IAM never matches it. */
export function partitionProblems(prop: string, arn: unknown, region: string | undefined): InputProblem[] {
  const [prefix, partition] = typeof arn === 'string' ? knownComponents(arn) : [];
  if (prefix !== 'arn' || partition === undefined || region === undefined) {
    return [];
  }
  const expected = partitionOf(region);
  return expected === undefined || partition === expected ? [] : [{
    prop, value: arn, rule: `must be in the partition of the Region "${region}", which is "${expected}": pass one of this partition`,
  }];
}
