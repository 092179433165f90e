import { Arn, region_info, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { InputRule, matching, optional } from './input-rules';

/** Where an environment runs. Literals, or the tokens of a stack. */
export interface EnvironmentLocation {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** The location of an environment that a construct of this scope serves: the stack's, in the Region asked for. */
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
 * What CloudFormation takes as the name of an environment.
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

/** An environment's Region must be one, and one of the partition the role lives in. */
export function environmentRegionRules(scope: Construct, environmentRegion: unknown): InputRule[] {
  const partition = partitionOf(Stack.of(scope).region);
  const rule = { prop: 'environmentRegion', value: environmentRegion };
  return [
    {
      ...rule,
      accepts: optional((region) => partitionOf(region) !== undefined),
      rule:
        'must be the code of an AWS Region, such as "eu-west-1":' +
        ' if it is a new one, upgrade aws-cdk-lib or make it known with `region_info.Fact.register`',
    },
    {
      ...rule,
      accepts: optional((region) => partition === undefined || (partitionOf(region) ?? partition) === partition),
      rule: `must be a Region of the stack's partition, "${partition}": an IAM role serves the accounts of one partition only`,
    },
  ];
}

function partitionOf(region: string): string | undefined {
  return Token.isUnresolved(region) ? undefined : region_info.RegionInfo.get(region).partition;
}
