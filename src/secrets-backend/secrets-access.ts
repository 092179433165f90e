import { Arn, ArnFormat } from 'aws-cdk-lib';
import { EnvironmentLocation } from '../common/environment-location';

/** The class of the backend in Airflow's Amazon provider. */
export const BACKEND = 'airflow.providers.amazon.aws.secrets.secrets_manager.SecretsManagerBackend';

/** Where Airflow looks for secrets unless it is told otherwise. */
export const DEFAULT_PREFIXES = { connections: 'airflow/connections', variables: 'airflow/variables', config: 'airflow/config' };

/** The actions that Amazon MWAA documents for reading secrets, in the documented order. */
export const READ_ACTIONS = ['GetResourcePolicy', 'GetSecretValue', 'DescribeSecret', 'ListSecretVersionIds'].map((name) => `secretsmanager:${name}`);

/** The secrets under a prefix. */
export function secretsUnder(prefix: string, location: EnvironmentLocation): string {
  return Arn.format({ ...location, service: 'secretsmanager', resource: 'secret', resourceName: `${prefix}*`, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
}

/** The condition on requests through Secrets Manager. KMS uses the `.amazonaws.com` name in every partition. */
export function throughSecretsManager(region: string) {
  return { StringEquals: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` } };
}
