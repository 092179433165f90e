import { foundIn, pastedTrust, template } from '../shapes';

test('names every service that is none of MWAA', () => {
  const Service = ['airflow.amazonaws.com', 'glue.amazonaws.com', 'airflow-env.amazonaws.com', 'lambda.amazonaws.com'];
  expect(foundIn(template({ role: { AssumeRolePolicyDocument: pastedTrust({ Principal: { Service } }) } })).map(({ description }) => description))
    .toEqual(['glue.amazonaws.com, lambda.amazonaws.com may assume the role of environment "my-env" and use everything that its DAGs may use']);
});
