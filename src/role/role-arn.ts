import { aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { templateText, templateTexts } from '../bucket-and-key/template-texts';
import { isLeftOut, renderedText } from '../common/rendered-properties';
import { Text } from '../iam/text';

/** The ARN that a role gets, as it is named now. Not its attribute, in which nothing of it can be read. */
export function roleArn(resource: iam.CfnRole): Text {
  const { stack, node } = resource;
  const [given, roleName] = [renderedText(resource, 'Path', resource.path), renderedText(resource, 'RoleName', resource.roleName)];
  const path = isLeftOut(stack, given) ? '/' : given!;
  const name: Text = templateTexts(stack, roleName) ?? Text.of({ kind: 'made up', id: node.addr, name: node.path });
  return Text.of('arn:', templateText(stack, stack.partition), ':iam::', templateText(stack, stack.account), ':role', templateText(stack, path), name);
}

/** The ARN of the role that a construct defines. The policy for an existing role is for one that only the deployment knows. */
export function roleArnOf({ node }: Construct): Text {
  return iam.CfnRole.isCfnRole(node.defaultChild) ? roleArn(node.defaultChild) : Text.of({ kind: 'chosen', id: `role of ${node.addr}`, name: 'Role' });
}
