import { aws_kms as kms } from 'aws-cdk-lib';
import { regionRule } from './airflow-connection';
import { keyReferenceRule } from '../bucket-and-key/environment-key';
import { InputRule, matching, optional, propsRule } from '../common/input-rules';

/** Properties of `SecretsBackend`. */
export interface SecretsBackendProps {
  /**
   * What the names of the secrets of connections begin with: a connection `crm` is the secret
   * `airflow/connections/crm`.
   *
   * Letters, digits and characters of `/_+=.@-`, without a slash at the end: Airflow puts one between prefix and id.
   *
   * @see https://airflow.apache.org/docs/apache-airflow-providers-amazon/stable/secrets-backends/aws-secrets-manager.html
   * @default "airflow/connections"
   */
  readonly connectionsPrefix?: string;

  /**
   * What the names of the secrets of variables begin with. The same rules.
   *
   * @default "airflow/variables"
   */
  readonly variablesPrefix?: string;

  /**
   * What the names of the secrets of Airflow's own configuration options begin with. The same rules.
   *
   * @default - the role may read no configuration from Secrets Manager
   */
  readonly configPrefix?: string;

  /**
   * A regular expression of Python: Airflow asks Secrets Manager only for connections whose id begins with a match,
   * whatever the case. Every lookup costs an API call.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/connections-secrets-manager.html
   * @default - every connection is looked up
   */
  readonly connectionsLookupPattern?: string;

  /**
   * The same for the keys of variables.
   *
   * @default - every variable is looked up
   */
  readonly variablesLookupPattern?: string;

  /**
   * The customer managed key that encrypts the secrets: an L1 or L2 key, defined or imported.
   *
   * `grantRead` also grants decryption with it, through Secrets Manager only.
   *
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
   * @default - the account's AWS managed key `aws/secretsmanager`, which needs no permission
   */
  readonly encryptionKey?: kms.IKeyRef;

  /**
   * The Region of the secrets, where it is not that of the environment or where the role is defined in a stack of
   * another Region.
   *
   * @default - Airflow asks in the Region of the environment; `grantRead` grants in the Region of the grantee's stack
   */
  readonly region?: string;
}

/** What the props of a backend have to satisfy. */
export function secretsBackendRules(props?: SecretsBackendProps): InputRule[] {
  return [
    propsRule('props', props),
    prefixRule('connectionsPrefix', props?.connectionsPrefix),
    prefixRule('variablesPrefix', props?.variablesPrefix),
    prefixRule('configPrefix', props?.configPrefix),
    patternRule('connectionsLookupPattern', props?.connectionsLookupPattern),
    patternRule('variablesLookupPattern', props?.variablesLookupPattern),
    keyReferenceRule('encryptionKey', props?.encryptionKey, 'the AWS managed key'),
    regionRule(props?.region),
  ];
}

function prefixRule(prop: string, value: unknown): InputRule {
  return {
    prop,
    value,
    accepts: optional(matching(/^[a-zA-Z0-9\/_+=.@\-]{0,510}[a-zA-Z0-9_+=.@\-]$/)),
    rule: 'must be letters, digits and characters of "/_+=.@-", without a slash at the end: Airflow puts one before the id',
  };
}

function patternRule(prop: string, value: unknown): InputRule {
  return {
    prop,
    value,
    accepts: optional((pattern) => typeof pattern === 'string' && pattern !== ''),
    rule: 'must be a regular expression of Python: or leave it out and everything is looked up',
  };
}
