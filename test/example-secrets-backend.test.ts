import { App } from 'aws-cdk-lib';
import { COMMERCIAL, DeployedApp } from './template';
import { SecretsBackendStack } from '../examples/secrets-backend/app';

let app: App;
let deployed: DeployedApp;
beforeAll(() => {
  app = new App();
  new SecretsBackendStack(app, 'Example', { env: { account: COMMERCIAL.account, region: COMMERCIAL.region } });
  deployed = new DeployedApp(app, COMMERCIAL);
});

const template = () => app.synth().getStackByName('Example').template;

test('the environment looks for connections and variables in Secrets Manager', () => {
  const [environment] = Object.values<any>(template().Resources).filter(({ Type }) => Type === 'AWS::MWAA::Environment');
  expect(environment.Properties.ExecutionRoleArn).toEqual({ 'Fn::GetAtt': ['ExecutionRole605A040B', 'Arn'] });
  expect(environment.DependsOn).toBeUndefined();
  expect(environment.Properties.AirflowConfigurationOptions).toEqual({
    'secrets.backend': 'airflow.providers.amazon.aws.secrets.secrets_manager.SecretsManagerBackend',
    'secrets.backend_kwargs': '{"connections_prefix":"airflow/connections","variables_prefix":"airflow/variables"}',
  });
});

test('two connections: one that is empty, one to a role of another account', () => {
  expect(deployed.properties('AWS::SecretsManager::Secret').map(({ Name, SecretString }) => [Name, SecretString])).toEqual([
    ['airflow/connections/aws_empty', 'aws://'],
    [
      'airflow/connections/aws_reports',
      'aws://?role_arn=arn%3Aaws%3Aiam%3A%3A444455556666%3Arole%2Fdata%2Freport%2Breader%40example.com&region_name=eu-central-1',
    ],
  ]);
});

test('the role reads those secrets and assumes that role, nothing else', () => {
  const secrets = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:airflow';
  expect(deployed.single('AWS::IAM::Policy').PolicyDocument.Statement.map(({ Resource }: any) => Resource)).toEqual([
    [`${secrets}/connections/*`, `${secrets}/variables/*`],
    '*',
    'arn:aws:iam::444455556666:role/data/report+reader@example.com',
  ]);
});

test('says what the other account must trust', () => {
  const { TrustForReports: output } = template().Outputs;
  const [before, arn, after] = output.Value['Fn::Join'][1];
  expect(JSON.parse(`${before}ARN${after}`)).toEqual({
    Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: 'ARN' }, Action: 'sts:AssumeRole' }],
  });
  expect(arn).toEqual({ 'Fn::GetAtt': ['ExecutionRole605A040B', 'Arn'] });
});
