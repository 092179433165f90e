import { aws_kms as kms, Token } from 'aws-cdk-lib';
import { regionRule } from './airflow-connection';
import { pythonObjection } from './lookup-pattern';
import { keyReferenceRule } from '../bucket-and-key/environment-key';
import { partitionProblems } from '../common/environment-location';
import { InputProblem, InputRule, matching, optional, propsRule, text } from '../common/input-rules';

/** Properties of `SecretsBackend`. */
export interface SecretsBackendProps {
  /**
   * The prefix of the names of secrets that hold connections. With the default, Airflow reads the connection `crm` from the
   * secret `airflow/connections/crm`.
   *
   * At most 511 letters, digits and characters of `/_+=.@-`. The last one must not be a slash, because Airflow inserts a
   * slash between prefix and id.
   *
   * @see https://airflow.apache.org/docs/apache-airflow-providers-amazon/stable/secrets-backends/aws-secrets-manager.html
   * @default "airflow/connections"
   */
  readonly connectionsPrefix?: string;

  /**
   * The prefix of the names of secrets that hold variables. The rules of `connectionsPrefix` apply.
   *
   * @default "airflow/variables"
   */
  readonly variablesPrefix?: string;

  /**
   * The prefix of the names of secrets that hold Airflow configuration options. The rules of `connectionsPrefix` apply.
   *
   * @default - Airflow reads no configuration options from Secrets Manager, and `grantRead` grants none
   */
  readonly configPrefix?: string;

  /**
   * A Python regular expression that limits which connections Airflow looks up in Secrets Manager.
   *
   * Airflow looks up a connection if its id begins with a match, in upper or lower case. Each lookup is an API call.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/connections-secrets-manager.html
   * @default - Airflow looks up every connection
   */
  readonly connectionsLookupPattern?: string;

  /**
   * A Python regular expression that limits which variables Airflow looks up in Secrets Manager, as
   * `connectionsLookupPattern` does for connections.
   *
   * @default - Airflow looks up every variable
   */
  readonly variablesLookupPattern?: string;

  /**
   * The customer managed key that encrypts the secrets: an L1 or L2 key, defined or imported.
   *
   * `grantRead` also grants `kms:Decrypt` with this key, through Secrets Manager only.
   *
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
   * @default - the account's AWS managed key `aws/secretsmanager`, which needs no permission
   */
  readonly encryptionKey?: kms.IKeyRef;

  /**
   * The Region of the secrets. Set it if the secrets or the execution role's stack are not in the Region of the environment.
   *
   * @default - Airflow reads secrets in the Region of the environment, and `grantRead` grants in that of the grantee's stack
   */
  readonly region?: string;
}

/** Returns the rules for the props of a backend. */
export function secretsBackendRules(props?: SecretsBackendProps): (InputRule | InputProblem)[] {
  const region = typeof props?.region === 'string' ? props.region : undefined;
  return [
    propsRule('props', props),
    prefixRule('connectionsPrefix', props?.connectionsPrefix),
    prefixRule('variablesPrefix', props?.variablesPrefix),
    prefixRule('configPrefix', props?.configPrefix),
    patternRule('connectionsLookupPattern', props?.connectionsLookupPattern),
    patternRule('variablesLookupPattern', props?.variablesLookupPattern),
    keyReferenceRule('encryptionKey', props?.encryptionKey, 'the AWS managed key'),
    ...partitionProblems('encryptionKey', props?.encryptionKey?.keyRef?.keyArn, region),
    regionRule(props?.region),
  ];
}

function prefixRule(prop: string, value: unknown): InputRule {
  return {
    prop,
    value,
    accepts: optional(matching(/^[a-zA-Z0-9\/_+=.@\-]{0,510}[a-zA-Z0-9_+=.@\-]$/)),
    rule: 'must have 1 to 511 letters, digits and characters of "/_+=.@-": leave out a slash at the end, because Airflow inserts one before the id',
  };
}

function patternRule(prop: string, value: unknown): InputRule {
  const objection = typeof value === 'string' && !Token.isUnresolved(value) ? pythonObjection(value) : undefined;
  return {
    prop,
    value,
    accepts: optional(text((pattern) => pattern !== '' && objection === undefined)),
    rule: `must be a Python regular expression${objection === undefined ? '' : ` (${objection})`}: leave it out to look up everything`,
  };
}
