import { aws_iam as iam, aws_s3 as s3, Fn, Stack } from 'aws-cdk-lib';
import { MwaaExecutionPolicy } from '../../../src';
import { broken, brokenIn, BUCKET, ENV, environment, foundIn, inline, NAME, newApp, pasted, policyOf, reported, shortly, template, without } from '../shapes';

const QUEUE = pasted('aws-owned-key').Statement.filter(({ Action }: any) => Action.includes('sqs:SendMessage'));
const BUCKET_READ = pasted('aws-owned-key').Statement.filter(({ Action }: any) => Action.includes('s3:List*'));
const late = (...Statement: object[]) => policyOf([{ Ref: 'Role' }], { Statement });

test('only what carries something that is not there in time is late', () => {
  const findings = foundIn(template({
    role: { Policies: [inline(without('sqs:SendMessage'))] },
    resources: { Queue: late(...QUEUE), Again: late(...without('sqs:SendMessage')(pasted('aws-owned-key').Statement)) },
  }));
  expect(findings.map(({ about }) => about)).toEqual(['Queue']);
});

test('what a late policy denies again is no matter of order', () => {
  expect(shortly(foundIn(template({
    role: { Policies: [inline(without('sqs:SendMessage'))] },
    resources: { Queue: late(...QUEUE), Guard: late({ Effect: 'Deny', Action: 'sqs:*', Resource: '*' }) },
  })))).toEqual(['missingPermission Role']);
});

describe('a role from outside of the app', () => {
  const ARN = 'arn:aws:iam::111122223333:role/mwaa/airflow';

  const withPolicy = (roleArn: string, isOrdered: boolean) => {
    const app = newApp();
    const stack = new Stack(app, 'Stack', { env: ENV });
    const sourceBucket = s3.Bucket.fromBucketName(stack, 'Bucket', BUCKET);
    const policy = new MwaaExecutionPolicy(stack, 'Policy', { environmentName: NAME, sourceBucket, roles: [iam.Role.fromRoleArn(stack, 'Role', roleArn)] });
    const created = environment(stack, roleArn);
    if (isOrdered) {
      created.node.addDependency(policy);
    }
    return app;
  };

  test('has a policy that the environment does not wait for', () => {
    const { success, violations: [{ ruleName, severity, description, fix }, ...others] } = reported(withPolicy(ARN, false));
    expect(others.map((one) => one.ruleName)).toEqual(['cdk-mwaa-iam::notChecked']);
    expect([success, ruleName, severity]).toEqual([true, 'cdk-mwaa-iam::policyOrder', 'warning']);
    expect(description).toMatch(/^environment "my-env" does not wait for Policy[0-9A-F]+, which carries permissions that it needs: /);
    expect(fix).toMatch(/^[^{]*\bdependency\b/);
  });

  test('is in time where the environment waits', () => {
    expect(broken(withPolicy(ARN, true))).toEqual(['notChecked Environment']);
  });

  const named = (roles: string[], policyDocument: object = pasted('aws-owned-key'), roleArn = ARN) => brokenIn((stack) => {
    new iam.CfnPolicy(stack, 'Late', { policyName: 'p', policyDocument, roles });
    environment(stack, roleArn);
  });

  test.each<[string, string[], object | undefined, string, string[]]>([
    ['among others', ['other', 'airflow'], undefined, ARN, ['policyOrder Environment', 'notChecked Environment']],
    ['by another name', ['other'], undefined, ARN, ['notChecked Environment']],
    ['with a part of what is needed', ['airflow'], pasted('aws-owned-key', without('sqs:SendMessage')), ARN, ['notChecked Environment']],
    ['where only the deployment knows the role', ['airflow'], undefined, Fn.importValue('RoleArn'), ['notChecked Environment']],
  ])('attached %s', (_, roles, document, arn, expected) => {
    expect(named(roles, document, arn)).toEqual(expected);
  });

  test('has a policy with a part of what is needed, which the environment does not wait for', () => {
    const attached = (DependsOn: string[]) => foundIn(template({
      environment: { ExecutionRoleArn: ARN }, dependsOn: DependsOn, resources: { Reads: policyOf(['airflow'], { Statement: BUCKET_READ }) },
    })).map(({ description }) => description);
    const untraced = `the role ${ARN}, which cannot be traced to a template of this app`;
    expect(attached([])).toEqual([`not checked for environment "my-env": the environment does not wait for Reads: whether the role has from elsewhere what Reads allows; ${untraced}`]);
    expect(attached(['Reads'])).toEqual([`not checked for environment "my-env": ${untraced}`]);
  });

  test.each<[string, object, string[]]>([
    ['with a Region that is written out', {}, ['policyOrder Environment', 'notChecked Environment']],
    ['of an environment in another Region', { environmentRegion: 'us-east-1' }, ['policyOrder Environment', 'notChecked Environment']],
  ])('has a late policy in a stack for anywhere, %s', (_, options, expected) => {
    const app = newApp();
    const stack = new Stack(app, 'Stack');
    const sourceBucket = s3.Bucket.fromBucketName(stack, 'Bucket', BUCKET);
    new MwaaExecutionPolicy(stack, 'Policy', {
      environmentName: NAME, sourceBucket, environmentRegion: 'eu-west-1', roles: [iam.Role.fromRoleArn(stack, 'Role', ARN)], ...options,
    });
    environment(stack, ARN);
    expect(broken(app)).toEqual(expected);
  });

  test('in another account than the policy is not its own', () => {
    expect(named(['airflow'], undefined, 'arn:aws:iam::444455556666:role/airflow')).toEqual(['notChecked Environment']);
  });
});
