import { App, aws_iam as iam, Stack } from 'aws-cdk-lib';
import { MwaaServicePrincipal, MWAA_SERVICE_PRINCIPALS, sourceConditions } from '../../src/execution-role/trust-policy';
import { MINIMIZE } from '../shapes';

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

test('as principals they are the same under the same conditions only', () => {
  const [one, same, other] = ['a', 'a', 'b'].map((name) => new MwaaServicePrincipal(sourceConditions(LOCATION, name)).dedupeString());
  expect(one).toBe(same);
  expect(one).not.toBe(other);
});
