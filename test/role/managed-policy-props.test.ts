import { Aws, aws_iam as iam, Stack } from 'aws-cdk-lib';
import { managedPolicyRules } from '../../src/role/managed-policy-props';

describe('a managed policy', () => {
  test.each<['path' | 'description', unknown, boolean]>([
    ['path', undefined, true], ['path', '/', true], ['path', '/a!~/b/', true], ['path', `/${'a'.repeat(510)}/`, true],
    ['path', `/${'a'.repeat(511)}/`, false], ['path', '/a', false], ['path', 'a/', false], ['path', '/a b/', false], ['path', '/a/\n', false],
    ['description', '', true], ['description', '\u{1F600}', true], ['description', 'd'.repeat(1000), true], ['description', 'd'.repeat(1001), false],
    ['description', 7, false], ['description', null, false], ['description', ['d'], false],
  ])('%s %p: %p', (prop, value, ok) => {
    const rule = managedPolicyRules({ [prop]: value }).find((candidate) => candidate.prop === prop)!;
    expect(rule.accepts(rule.value)).toBe(ok);
  });

  test('tokens stand for texts only', () => {
    expect(managedPolicyRules().filter(({ accepts }) => accepts(Aws.STACK_NAME)).map(({ prop }) => prop)).toEqual(['description', 'path']);
  });

  test('roles are constructs with a name', () => {
    const stack = new Stack();
    const [rule] = managedPolicyRules();
    const role = iam.Role.fromRoleName(stack, 'Role', 'my-role');
    expect([undefined, [], [role], role, [stack], [{ roleName: 'my-role' }], [undefined]].map(rule.accepts)).toEqual([true, true, true, false, false, false, false]);
  });
});
