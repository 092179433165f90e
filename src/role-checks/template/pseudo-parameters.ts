import { region_info } from 'aws-cdk-lib';
import { madeUp } from './resource-arns';
import { Template } from './template';
import { OpenValue, Text } from '../../iam/text';
import { Place } from '../deployments/deployment';

/**
 * What pseudo parameters come to in a template.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
 */
export function pseudoParameters(template: Template, { partition, region, account }: Place): Record<string, Text> {
  const stackName = stackNameOf(template);
  const stackId: OpenValue = { kind: 'made up', id: `${template.key}#AWS::StackId`, name: 'AWS::StackId' };
  return {
    'AWS::Partition': partition,
    'AWS::Region': region,
    'AWS::AccountId': account,
    'AWS::StackName': stackName,
    'AWS::StackId': Text.of('arn:', partition, ':cloudformation:', region, ':', account, ':stack/', stackName, '/', stackId),
    'AWS::URLSuffix': Text.of(region_info.RegionInfo.get(region.literal ?? '').domainSuffix ?? SUFFIXES.get(partition.literal!) ?? 'amazonaws.com'),
  };
}

/** The domain of the services of a partition, where it is not the one of most. */
const SUFFIXES = new Map([['aws-cn', 'amazonaws.com.cn']]);

function stackNameOf({ key, place: { stackName, parent } }: Template): Text {
  if (stackName !== undefined) {
    return Text.of(stackName);
  }
  if (parent === undefined) {
    return Text.of({ kind: 'name', id: `${key}#AWS::StackName`, name: 'AWS::StackName' });
  }
  // CloudFormation makes up the names of nested stacks, from that of their parent on.
  const above = stackNameOf(parent.template).parts[0];
  return Text.of({ ...madeUp(parent, typeof above === 'string' ? above : above.begins), id: `${key}#AWS::StackName`, name: 'AWS::StackName' });
}
