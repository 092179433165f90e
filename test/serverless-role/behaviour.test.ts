import { App, aws_kms as kms, aws_logs as logs, Stack } from 'aws-cdk-lib';
import { LOG_GROUP, logGroupArn } from './workflow-shapes';
import { MwaaServerlessExecutionRole } from '../../src';
import { evaluate } from '../../src/iam/evaluation';
import { KEY, keyArn } from '../shapes';
import { CHINA, COMMERCIAL, DeployedApp, Deployment, GOVCLOUD } from '../template';

// What the synthesized role may and may not do, request by request, as IAM would decide.

const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const USE = ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'];

describe.each([COMMERCIAL, CHINA, GOVCLOUD])('in $partition', (deployment: Deployment) => {
  const { partition, region, account } = deployment;
  const stack = new Stack(new App(), 'Stack', { env: { region, account } });
  const kmsKey = kms.Key.fromKeyArn(stack, 'Key', keyArn(deployment));
  const logGroup = logs.LogGroup.fromLogGroupName(stack, 'Logs', LOG_GROUP);
  new MwaaServerlessExecutionRole(stack, 'Role', { kmsKey, logGroup });
  const documents = new DeployedApp(stack.node.root as App, deployment).single('AWS::IAM::Role').Policies.map(({ PolicyDocument }: any) => PolicyDocument);
  const decide = (action: string, resource: string) => evaluate(documents, { action, resource });

  test.each([
    ...LOGS.map((action) => [action, `${logGroupArn(deployment)}:log-stream:a/b`]),
    ...USE.map((action) => [action, keyArn(deployment)]),
  ])('may %s on %s', (action, resource) => {
    expect(decide(action, resource)).toBe('allowed');
  });

  test.each([
    ...LOGS.map((action) => [action, `${logGroupArn(deployment)}-2:log-stream:a`]),
    ...['logs:CreateLogGroup', 'logs:DeleteLogStream', 'logs:GetLogEvents'].map((action) => [action, `${logGroupArn(deployment)}:log-stream:a`]),
    ...USE.map((action) => [action, keyArn(deployment).replace(KEY, KEY.replace('1', '2'))]),
    ...['kms:CreateGrant', 'kms:PutKeyPolicy', 'kms:ReEncryptFrom', 'kms:GenerateDataKeyPair'].map((action) => [action, keyArn(deployment)]),
    ['s3:GetObject', `arn:${partition}:s3:::my-definitions/etl.yaml`],
    ['iam:PassRole', `arn:${partition}:iam::${account}:role/other`],
    ['ec2:CreateNetworkInterface', '*'],
    ['airflow-serverless:StartWorkflowRun', '*'],
  ])('may not %s on %s', (action, resource) => {
    expect(decide(action, resource)).not.toBe('allowed');
  });
});
