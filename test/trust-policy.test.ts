import { App, aws_iam as iam, Stack } from 'aws-cdk-lib';
import { MINIMIZE } from './shapes';
import { keepTrustStatementsApart, MwaaServicePrincipal, MWAA_SERVICE_PRINCIPALS, sourceConditions } from '../src/trust-policy';

const LOCATION = { partition: 'aws', region: 'eu-west-1', account: '111122223333' };

test('MWAA is two services, the same in every partition', () => {
  expect(MWAA_SERVICE_PRINCIPALS).toEqual(['airflow.amazonaws.com', 'airflow-env.amazonaws.com']);
});

test('the source conditions name the environment and its account', () => {
  expect(sourceConditions(LOCATION, 'my-env')).toEqual({
    ArnLike: { 'aws:SourceArn': 'arn:aws:airflow:eu-west-1:111122223333:environment/my-env' },
    StringEquals: { 'aws:SourceAccount': '111122223333' },
  });
});

test.each(MINIMIZE)('under minimizePolicies %p statements for different environments stay apart', (minimize) => {
  const statement = (name: string) => new iam.PolicyStatement({
    actions: ['sts:AssumeRole'],
    principals: [new MwaaServicePrincipal(sourceConditions(LOCATION, name))],
  });
  const document = new iam.PolicyDocument({ minimize, statements: [statement('a'), statement('b'), statement('a')] });

  const { Statement: statements } = new Stack(new App(), 'Stack').resolve(document);

  expect(statements.map((json: any) => json.Condition.ArnLike['aws:SourceArn'])).toEqual([
    'arn:aws:airflow:eu-west-1:111122223333:environment/a',
    'arn:aws:airflow:eu-west-1:111122223333:environment/b',
  ]);
});

test('a statement added to the trust policy is rendered as it is at the end, also if it was rendered before', () => {
  const stack = new Stack(new App(), 'Stack');
  const role = new iam.Role(stack, 'Role', { assumedBy: new MwaaServicePrincipal({}) });
  keepTrustStatementsApart(role);
  const rendered = () => stack.resolve((role.node.defaultChild as iam.CfnRole).assumeRolePolicyDocument).Statement;
  const own = { Effect: 'Allow', Principal: { Service: MWAA_SERVICE_PRINCIPALS }, Action: 'sts:AssumeRole' };
  expect(rendered()).toEqual([own]);

  const added = new iam.PolicyStatement({ actions: ['sts:AssumeRole'], principals: [new iam.AccountPrincipal('111122223333')] });
  role.assumeRolePolicy!.addStatements(added);
  expect(rendered()).toHaveLength(2);
  added.addCondition('Bool', { 'aws:MultiFactorAuthPresent': 'true' });
  expect(rendered()[1].Condition).toEqual({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } });
});
