import { App, assertions, aws_iam as iam, Stack } from 'aws-cdk-lib';
import { MwaaServicePrincipal, MWAA_SERVICE_PRINCIPALS } from '../../src/execution-role/trust-policy';
import { keepTrustStatementsApart, warnAboutTrustPolicy } from '../../src/role/trust-statements';

test('a statement added to the trust policy is rendered as it is at the end, also if it was rendered before', () => {
  const { stack, role, resource } = trusting();
  const rendered = () => stack.resolve(resource.assumeRolePolicyDocument).Statement;
  const own = { Effect: 'Allow', Principal: { Service: MWAA_SERVICE_PRINCIPALS }, Action: 'sts:AssumeRole' };
  expect(rendered()).toEqual([own]);

  const added = new iam.PolicyStatement({ actions: ['sts:AssumeRole'], principals: [new iam.AccountPrincipal('111122223333')] });
  role.assumeRolePolicy!.addStatements(added);
  expect(rendered()).toHaveLength(2);
  added.addCondition('Bool', { 'aws:MultiFactorAuthPresent': 'true' });
  expect(rendered()[1].Condition).toEqual({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } });
});

describe('the length of the trust policy', () => {
  const LIMIT = 2_048;
  const warningsOn = ({ stack }: { stack: Stack }) => assertions.Annotations.fromStack(stack).findWarning('*', assertions.Match.anyValue());

  /** With another principal whose condition makes the policy as long as this. */
  const ofLength = (length: number) => {
    const padded = (value: string) => {
      const trust = trusting();
      warnAboutTrustPolicy(trust.role);
      trust.role.assumeRolePolicy!.addStatements(new iam.PolicyStatement({
        actions: ['sts:AssumeRole'],
        principals: [new iam.ServicePrincipal('lambda.amazonaws.com')],
        conditions: { StringEquals: { 'aws:SourceArn': value } },
      }));
      return trust;
    };
    const { stack, resource } = padded('');
    return padded('x'.repeat(length - JSON.stringify(stack.resolve(resource.assumeRolePolicyDocument)).length));
  };

  test('may be what IAM takes', () => {
    expect(warningsOn(ofLength(LIMIT))).toEqual([]);
  });

  test('beyond what IAM takes is a warning, which can be acknowledged', () => {
    expect(warningsOn(ofLength(LIMIT + 1)).map(({ entry }) => entry.data)).toEqual([expect.stringMatching(
      /^the trust policy of 'Stack\/Role' is longer than the 2048 characters .* \[ack: cdk-mwaa-iam:trustPolicyTooLong\]$/,
    )]);
  });

  test('is not measured where there is no principal but MWAA', () => {
    const { role } = trusting();
    warnAboutTrustPolicy(role);
    const rendered = jest.spyOn(role.assumeRolePolicy!, 'toJSON');
    role.node.validate();
    expect(rendered).not.toHaveBeenCalled();
  });
});

function trusting() {
  const stack = new Stack(new App(), 'Stack');
  const role = new iam.Role(stack, 'Role', { assumedBy: new MwaaServicePrincipal({}) });
  keepTrustStatementsApart(role);
  return { stack, role, resource: role.node.defaultChild as iam.CfnRole };
}
