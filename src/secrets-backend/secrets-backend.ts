import {
  Annotations, ArnFormat, Aws, aws_iam as iam, aws_kms as kms, aws_secretsmanager as secretsmanager, SecretValue, Stack, Token,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AirflowConnection, namedRole } from './airflow-connection';
import { checkConnectionName } from './connection-names';
import { warnAboutRoleOf } from './connection-role';
import { BACKEND, DEFAULT_PREFIXES, READ_ACTIONS, secretsUnder, throughSecretsManager } from './secrets-access';
import { SecretsBackendProps, secretsBackendRules } from './secrets-backend-props';
import { jsonString, presentText } from './text-encoding';
import { keyResource } from '../bucket-and-key/environment-key';
import { addToKeyPolicy } from '../bucket-and-key/key-policy';
import { carryConditions } from '../common/conditions/carried-condition';
import { partitionProblems } from '../common/environment-location';
import { assertInput, granteeRule, InputProblem, InputRule, pathOf, text, withText } from '../common/input-rules';
import { expectedOf } from '../execution-role/expected-environment';
import { foreignIdentity, identityIn } from '../role/grants/foreign-grantee';
import { Access, grantAccess } from '../role/grants/grant-access';
import { roleResource } from '../role/self-assumption';

const GRANT_READ = 'SecretsBackend.grantRead';

/**
 * Sets up AWS Secrets Manager as the secrets backend of Apache Airflow: the options for the environment, the permissions
 * for the execution role, and the secrets that hold connections.
 *
 * Airflow documents the options of
 * [the backend](https://airflow.apache.org/docs/apache-airflow-providers-amazon/stable/secrets-backends/aws-secrets-manager.html).
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/connections-secrets-manager.html
 */
export class SecretsBackend {
  /** The options `secrets.backend` and `secrets.backend_kwargs`, for the environment's `AirflowConfigurationOptions`. */
  public readonly airflowConfigurationOptions: { [option: string]: string };

  private readonly connectionsPrefix: string;
  private readonly prefixes: string[];
  private readonly encryptionKey?: kms.IKeyRef;
  private readonly region?: string;
  private readonly readers = new Set<iam.IPrincipal>();

  /**
   * Describes a backend.
   *
   * Throws if Airflow or Secrets Manager would refuse a prop. One error names all such props. Synth fails if a token of a prop
   * has no value.
   */
  constructor(props?: SecretsBackendProps) {
    assertInput('SecretsBackend', undefined, secretsBackendRules(props));
    const given = (prop: keyof SecretsBackendProps) => presentText('SecretsBackend', prop, props?.[prop] as string | undefined);
    const connectionsPrefix = given('connectionsPrefix') ?? DEFAULT_PREFIXES.connections;
    const variablesPrefix = given('variablesPrefix') ?? DEFAULT_PREFIXES.variables;
    const configPrefix = given('configPrefix');
    const region = given('region');
    this.airflowConfigurationOptions = {
      'secrets.backend': BACKEND,
      'secrets.backend_kwargs': jsonObject({
        connections_prefix: connectionsPrefix,
        connections_lookup_pattern: given('connectionsLookupPattern'),
        variables_prefix: variablesPrefix,
        variables_lookup_pattern: given('variablesLookupPattern'),
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
   * Lets an identity read the secrets under the prefixes of this backend, in its own account.
   *
   * The secrets are in the `region` of the backend. If that is not set, they are in the `environmentRegion` of the execution
   * role, or else in the Region of the stack of the identity.
   *
   * Grants the actions that Amazon MWAA documents: `secretsmanager:GetResourcePolicy`, `GetSecretValue`, `DescribeSecret`
   * and `ListSecretVersionIds` on these secrets, and `secretsmanager:ListSecrets` on `*`, because it accepts no resource.
   *
   * If `encryptionKey` is set, it also grants `kms:Decrypt` with that key, through Secrets Manager only. To the policy of a
   * key of this app it adds a statement that lets the account's IAM policies allow this. The owner of an imported key must
   * do the same. Throws if `grantee` is missing or cannot be granted anything, as with an account. Synth warns if `grantee` is an
   * imported role of another account, which CDK cannot grant anything. Throws if it is an imported user or group of another account.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/connections-secrets-manager.html#connections-sm-policy
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    assertInput(GRANT_READ, undefined, [granteeRule(grantee)]);
    const identity = identityIn(grantee);
    const region = this.region ?? expectedOf(identity)?.environmentRegion;
    const used = region ?? (Construct.isConstruct(identity) ? Stack.of(identity).region : undefined);
    assertInput(GRANT_READ, undefined, keyProblems(this.encryptionKey, used));
    const place = { partition: Aws.PARTITION, region: region ?? Aws.REGION, account: foreignIdentity(grantee)?.account ?? Aws.ACCOUNT_ID };
    const read = { actions: READ_ACTIONS, resourceArns: this.prefixes.map((prefix) => secretsUnder(`${prefix}/`, place)) };
    const list = { actions: ['secretsmanager:ListSecrets'], resourceArns: ['*'] };
    const grant = grantAccess(GRANT_READ, undefined, grantee, [read, list, ...this.decryption(region)], undefined, this.encryptionKey);
    this.readers.add(identity);
    this.letAccountDecrypt(region);
    return grant;
  }

  /**
   * Defines the secret in which Airflow finds a connection. Its name is `<connectionsPrefix>/<connectionId>`, its value is
   * the URI of the connection, and its construct id is the id of the connection.
   *
   * The id is a literal of 1 to 250 letters, digits and characters of `_.-/`, which both Airflow and Secrets Manager accept.
   * The name of the secret has at most 512 characters. Throws if the id, the name or the connection breaks these rules, or
   * if the stack is not in the Region of the backend. Synth warns about the id `aws_default`, because Amazon MWAA needs the
   * connection of that name itself. Synth also warns if the connection names the only role that was granted to read this
   * backend, and if that role may not assume itself, and if the secret is renamed. Synth fails if the app creates two secrets
   * of this name in one account and Region.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/manage-connection-types.html
   */
  public addConnection(scope: Construct, connectionId: string, connection: AirflowConnection): secretsmanager.Secret {
    const subject = 'SecretsBackend.addConnection';
    const path = pathOf(subject, scope, connectionId, connectionIdRule(connectionId));
    const secretName = `${this.connectionsPrefix}/${connectionId}`;
    const { region } = Stack.of(scope);
    assertInput(subject, path, [
      {
        prop: 'connectionId',
        value: secretName,
        accepts: text((name) => name.length <= 512),
        rule: 'must have at most 512 characters, prefix included, because it is the name of a secret: shorten the prefix or the id',
      },
      {
        prop: 'connection',
        value: connection,
        accepts: withText('uri'),
        rule: 'must be an `AirflowConnection`: pass a connection to AWS, with or without a role',
      },
      ...keyProblems(this.encryptionKey, region),
      ...isOtherRegion(this.region, region) ? [{
        prop: 'scope', value: region, rule: `must be in a stack of the backend's Region, "${this.region}", where Airflow looks for the secret: define the connection in such a stack`,
      }] : [],
    ]);
    const secret = new secretsmanager.Secret(scope, connectionId, {
      secretName,
      description: `Apache Airflow connection ${connectionId}`,
      secretStringValue: SecretValue.unsafePlainText(connection.uri), // a role and a Region are not secret
      encryptionKey: this.encryptionKey && asKey(scope, this.encryptionKey),
    });
    const role = namedRole(connection);
    carryConditions(secret.node.defaultChild as secretsmanager.CfnSecret, () => [
      role && roleResource(role), this.encryptionKey && keyResource(this.encryptionKey),
    ]);
    checkConnectionName(secret, secretName);
    if (role !== undefined) {
      warnAboutRoleOf({ secret, role, readers: this.readers });
    }
    if (connectionId === 'aws_default') {
      Annotations.of(secret).addWarningV2(
        'cdk-mwaa-iam:awsDefaultConnection',
        'Amazon MWAA itself needs the connection `aws_default`, for example to collect logs: give this connection another id',
      );
    }
    return secret;
  }

  /** The permission to decrypt the secrets, if the backend has a key. */
  private decryption(region?: string): Access[] {
    return this.encryptionKey === undefined ? [] : [{
      actions: ['kms:Decrypt'], resourceArns: [this.encryptionKey.keyRef.keyArn], conditions: throughSecretsManager(region ?? Aws.REGION),
    }];
  }

  /** Lets the IAM policies of the account of the key allow to decrypt the secrets, if the backend has a key. */
  private letAccountDecrypt(region?: string): void {
    if (this.encryptionKey !== undefined) {
      const stack = Stack.of(this.encryptionKey);
      const root = stack.formatArn({ service: 'iam', region: '', resource: 'root', arnFormat: ArnFormat.NO_RESOURCE_NAME });
      addToKeyPolicy(this.encryptionKey, {
        Effect: 'Allow', Principal: { AWS: root }, Action: 'kms:Decrypt', Resource: '*', Condition: throughSecretsManager(region ?? stack.region),
      });
    }
  }
}

function connectionIdRule(connectionId: unknown): InputRule {
  return {
    prop: 'connectionId',
    value: connectionId,
    accepts: (id) => typeof id === 'string' && /^[a-zA-Z0-9_.\-\/]{1,250}$/.test(id),
    rule: 'must be a literal of 1 to 250 letters, digits and characters of "_.-/", because Airflow or Secrets Manager refuses others, and the CDK an id that is a token',
  };
}

/** The problems of the key with a Region in which the backend is used. */
function keyProblems(key: kms.IKeyRef | undefined, region: string | undefined): InputProblem[] {
  return partitionProblems('encryptionKey', key?.keyRef.keyArn, region);
}

/** Whether two Regions are known and differ. */
function isOtherRegion(one: string | undefined, other: string): boolean {
  return one !== undefined && !Token.isUnresolved(one) && !Token.isUnresolved(other) && one !== other;
}

/** Returns the key as the L2 key that `secretsmanager.Secret` requires. */
function asKey(scope: Construct, key: kms.IKeyRef): kms.IKey {
  const id = `SecretsBackendKey${key.node.addr}`;
  const known = 'grantDecrypt' in key ? key : scope.node.tryFindChild(id);
  return (known ?? kms.Key.fromKeyArn(scope, id, key.keyRef.keyArn)) as kms.IKey;
}

/** Returns an object as JSON, without the members that are undefined. Values may be tokens. */
function jsonObject(members: Record<string, string | undefined>): string {
  const present = Object.entries(members).filter((member): member is [string, string] => member[1] !== undefined);
  return `{${present.map(([name, value]) => `"${name}":${jsonString(value)}`).join(',')}}`;
}
