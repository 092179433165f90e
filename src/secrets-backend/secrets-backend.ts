import {
  Annotations, Arn, ArnFormat, Aws, aws_iam as iam, aws_kms as kms, aws_secretsmanager as secretsmanager, SecretValue, Stack, Token,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AirflowConnection } from './airflow-connection';
import { SecretsBackendProps, secretsBackendRules } from './secrets-backend-props';
import { jsonString } from './text-encoding';
import { addToKeyPolicy } from '../bucket-and-key/key-policy';
import { assertInput, granteeRule, inputError, matching, pathOf } from '../common/input-rules';
import { expectedOf } from '../execution-role/expected-environment';
import { warnAboutGrants } from '../role/size-warning';

/** The class in Airflow's Amazon provider. */
const BACKEND = 'airflow.providers.amazon.aws.secrets.secrets_manager.SecretsManagerBackend';

/** What Amazon MWAA documents for reading secrets, in its order. */
const READ_ACTIONS = ['GetResourcePolicy', 'GetSecretValue', 'DescribeSecret', 'ListSecretVersionIds'];

/**
 * AWS Secrets Manager as the place where Apache Airflow looks for connections and variables: the options for the
 * environment, the permissions for its execution role, the secrets themselves.
 *
 * What the options mean is in the documentation of
 * [the backend](https://airflow.apache.org/docs/apache-airflow-providers-amazon/stable/secrets-backends/aws-secrets-manager.html).
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/connections-secrets-manager.html
 */
export class SecretsBackend {
  /** What goes into the environment's `airflowConfigurationOptions`: `secrets.backend` and `secrets.backend_kwargs`. */
  public readonly airflowConfigurationOptions: { [option: string]: string };

  private readonly connectionsPrefix: string;
  private readonly prefixes: string[];
  private readonly encryptionKey?: kms.IKeyRef;
  private readonly region?: string;

  /**
   * Describes the backend.
   *
   * Throws one error that names every prop that Airflow or Secrets Manager would refuse.
   */
  constructor(props?: SecretsBackendProps) {
    assertInput('SecretsBackend', undefined, secretsBackendRules(props));
    const { connectionsPrefix = 'airflow/connections', variablesPrefix = 'airflow/variables', configPrefix, region } = props ?? {};
    this.airflowConfigurationOptions = {
      'secrets.backend': BACKEND,
      'secrets.backend_kwargs': jsonObject({
        connections_prefix: connectionsPrefix,
        connections_lookup_pattern: props?.connectionsLookupPattern,
        variables_prefix: variablesPrefix,
        variables_lookup_pattern: props?.variablesLookupPattern,
        config_prefix: configPrefix,
        region_name: region,
      }),
    };
    this.connectionsPrefix = connectionsPrefix;
    this.prefixes = [...new Set([connectionsPrefix, variablesPrefix, configPrefix ?? variablesPrefix])];
    this.encryptionKey = props?.encryptionKey;
    this.region = region;
  }

  /**
   * Lets a principal read the secrets of exactly these prefixes, in its own account, with the actions that Amazon MWAA
   * documents: `GetResourcePolicy`, `GetSecretValue`, `DescribeSecret` and `ListSecretVersionIds` on them, and
   * `ListSecrets` on `*`, for it takes no resource. The secrets are those of the backend's `region`; without one those of the
   * `environmentRegion` of an `MwaaExecutionRole`, and otherwise those of the Region that the principal is defined in.
   *
   * With an `encryptionKey` also `kms:Decrypt` with that key, through Secrets Manager only. The policy of a key that is
   * defined in this app leaves this to the account's IAM policies; the policy of an imported key is its owner's to edit.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/connections-secrets-manager.html#connections-sm-policy
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    assertInput('SecretsBackend.grantRead', undefined, [granteeRule(grantee)]);
    const region = this.region ?? expectedOf(grantee.grantPrincipal)?.environmentRegion;
    const read = iam.Grant.addToPrincipal({
      grantee,
      actions: READ_ACTIONS.map((action) => `secretsmanager:${action}`),
      resourceArns: this.prefixes.map(secretsUnder(region ?? Aws.REGION)),
    });
    const list = iam.Grant.addToPrincipal({ grantee, actions: ['secretsmanager:ListSecrets'], resourceArns: ['*'] });
    const both = read.combine(list);
    warnAboutGrants(grantee);
    return this.encryptionKey === undefined ? both : both.combine(this.grantDecrypt(grantee, this.encryptionKey, region));
  }

  /**
   * Defines a connection as a secret that Airflow finds by the connection's id: named
   * `<connectionsPrefix>/<connectionId>`, its value the connection's URI, its construct id the connection's id.
   *
   * The id is a literal of 1 to 250 letters, digits and characters of `_.-/`: what both Airflow and Secrets Manager take.
   * Warns about `aws_default`, which Amazon MWAA needs for tasks of its own. Throws for an id or a connection that is
   * none, and for a stack that is not in the Region of the backend.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/manage-connection-types.html
   */
  public addConnection(scope: Construct, connectionId: string, connection: AirflowConnection): secretsmanager.Secret {
    const subject = 'SecretsBackend.addConnection';
    if (Token.isUnresolved(connectionId)) {
      throw inputError(subject, scope.node.path, ['`connectionId` must be a literal: it is the id of a construct too']);
    }
    const secretName = `${this.connectionsPrefix}/${connectionId}`;
    const { region } = Stack.of(scope);
    assertInput(subject, pathOf(scope, connectionId), [
      {
        prop: 'connectionId',
        value: connectionId,
        accepts: matching(/^[a-zA-Z0-9_.\-\/]{1,250}$/),
        rule: 'must be 1 to 250 letters, digits and characters of "_.-/", what both Airflow and Secrets Manager take',
      },
      {
        prop: 'connectionId',
        value: secretName,
        accepts: (name) => name.length <= 512,
        rule: 'must be at most 512 characters long together with the prefix, as the name of a secret: shorten either',
      },
      {
        prop: 'connection',
        value: connection,
        accepts: (value) => typeof value?.uri === 'string',
        rule: 'must be a connection: pass `AirflowConnection.aws()` or one with a role or a Region',
      },
      ...isOtherRegion(this.region, region) ? [{
        prop: 'scope', value: region, rule: `must be in a stack of the backend's Region, "${this.region}", or Airflow does not find the secret`,
      }] : [],
    ]);
    const secret = new secretsmanager.Secret(scope, connectionId, {
      secretName,
      description: `Apache Airflow connection ${connectionId}`,
      secretStringValue: SecretValue.unsafePlainText(connection.uri), // it names a role and a Region, nothing secret
      encryptionKey: this.encryptionKey && asKey(scope, this.encryptionKey),
    });
    if (connectionId === 'aws_default') {
      Annotations.of(secret).addWarningV2(
        'cdk-mwaa-iam:awsDefaultConnection',
        'Amazon MWAA needs the connection `aws_default` for tasks of its own, such as collecting logs: give this one another id',
      );
    }
    return secret;
  }

  private grantDecrypt(grantee: iam.IGrantable, key: kms.IKeyRef, region?: string): iam.Grant {
    const stack = Stack.of(key);
    const root = stack.formatArn({ service: 'iam', region: '', resource: 'root', arnFormat: ArnFormat.NO_RESOURCE_NAME });
    addToKeyPolicy(key, {
      Effect: 'Allow',
      Principal: { AWS: root },
      Action: 'kms:Decrypt',
      Resource: '*',
      Condition: throughSecretsManager(region ?? stack.region),
    });
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['kms:Decrypt'],
      resourceArns: [key.keyRef.keyArn],
      conditions: throughSecretsManager(region ?? Aws.REGION),
    });
  }
}

/** Whether two Regions are known and differ. */
function isOtherRegion(one: string | undefined, other: string): boolean {
  return one !== undefined && !Token.isUnresolved(one) && !Token.isUnresolved(other) && one !== other;
}

/** The secrets under a prefix; those of whatever account the statement is in. */
function secretsUnder(region: string): (prefix: string) => string {
  return (prefix) => Arn.format({
    partition: Aws.PARTITION,
    service: 'secretsmanager',
    region,
    account: Aws.ACCOUNT_ID,
    resource: 'secret',
    resourceName: `${prefix}/*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** KMS knows Secrets Manager by its `.amazonaws.com` name in every partition. */
function throughSecretsManager(region: string) {
  return { StringEquals: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` } };
}

/** The key as `secretsmanager.Secret` takes it. */
function asKey(scope: Construct, key: kms.IKeyRef): kms.IKey {
  const id = `SecretsBackendKey${key.node.addr}`;
  const known = 'grantDecrypt' in key ? key : scope.node.tryFindChild(id);
  return (known ?? kms.Key.fromKeyArn(scope, id, key.keyRef.keyArn)) as kms.IKey;
}

/** An object as JSON whose members may be known at deployment only; one that is left out is no member. */
function jsonObject(members: Record<string, string | undefined>): string {
  const present = Object.entries(members).filter((member): member is [string, string] => member[1] !== undefined);
  return `{${present.map(([name, value]) => `"${name}":${jsonString(value)}`).join(',')}}`;
}
