import { Aws, aws_iam as iam, Stack } from 'aws-cdk-lib';
import { roleArn } from '../../src/role/role-arn';

const role = (stack: Stack, props: Partial<iam.CfnRoleProps>) => new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: {}, ...props });
const somewhere = () => new Stack(undefined, 'Stack', { env: { region: 'cn-north-1', account: '111122223333' } });

test.each<[Partial<iam.CfnRoleProps>, string]>([
  [{ roleName: 'my-role' }, 'arn:aws-cn:iam::111122223333:role/my-role'],
  [{ roleName: 'my-role', path: '/team/' }, 'arn:aws-cn:iam::111122223333:role/team/my-role'],
  [{ roleName: 'my-role', path: Aws.NO_VALUE }, 'arn:aws-cn:iam::111122223333:role/my-role'],
])('a role %p', (props, arn) => {
  expect(roleArn(role(somewhere(), props)).literal).toBe(arn);
});

test('the name that CloudFormation makes up is open, and so is where a stack without an environment goes', () => {
  const arn = roleArn(role(new Stack(undefined, 'Stack'), {}));
  expect(String(arn)).toBe('arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${Stack/Role}');
  expect(arn.openValues.map(({ kind }) => kind)).toEqual(['name', 'account', 'made up']);
});
