import { App, aws_iam as iam, Stack } from 'aws-cdk-lib';
import { MwaaServiceLinkedRole } from '../../src';
import { documented } from '../documented';
import { CHINA, COMMERCIAL, DeployedApp, Deployment, GOVCLOUD } from '../template';

describe.each<[string, Deployment]>([
  ['commercial', COMMERCIAL],
  ['China', CHINA],
  ['GovCloud', GOVCLOUD],
])('in the %s partition', (_, deployment) => {
  test.each([true, false])('both documents are the documented ones, with minimizePolicies %s', (minimizePolicies) => {
    const app = new App({ context: { '@aws-cdk/aws-iam:minimizePolicies': minimizePolicies } });
    new iam.CfnRole(new Stack(app, 'Stack'), 'Audit', {
      assumeRolePolicyDocument: MwaaServiceLinkedRole.trustPolicy(),
      policies: [{ policyName: MwaaServiceLinkedRole.POLICY_NAME, policyDocument: MwaaServiceLinkedRole.permissionsPolicy() }],
    });

    const { AssumeRolePolicyDocument: trust, Policies: [permissions] } = new DeployedApp(app, deployment).single('AWS::IAM::Role');
    expect(trust).toEqual(documented('service-linked-role-trust-policy', deployment));
    expect(permissions.PolicyDocument).toEqual(documented('service-linked-role-permissions-policy', deployment));
  });
});

test('each caller has documents of its own', () => {
  const [trust, permissions] = [MwaaServiceLinkedRole.trustPolicy(), MwaaServiceLinkedRole.permissionsPolicy()];
  trust.addStatements(new iam.PolicyStatement({ actions: ['sts:TagSession'] }));
  permissions.addStatements(new iam.PolicyStatement({ actions: ['ec2:*'], resources: ['*'] }));
  expect([trust.statementCount, permissions.statementCount]).toEqual([2, 8]);
  expect([MwaaServiceLinkedRole.trustPolicy().statementCount, MwaaServiceLinkedRole.permissionsPolicy().statementCount]).toEqual([1, 7]);
});
