import { aws_iam as iam } from 'aws-cdk-lib';
import { jsonString, percentEncoded, presentText } from './text-encoding';
import { assertInput, InputRule, matching, optional, propsRule, referenceTo } from '../common/input-rules';
import { withFinalName } from '../common/resource-identity';

/** Properties of an Apache Airflow connection to AWS. */
export interface AwsConnectionProps {
  /**
   * The role that Airflow assumes when a DAG uses the connection: an L1 or L2 role, defined or imported.
   *
   * The role must trust the execution role, and the execution role must be allowed `sts:AssumeRole` on it. If it is the
   * execution role itself, `MwaaExecutionRole.allowSelfAssume` grants both.
   *
   * @default - no role: the connection uses the permissions of the execution role, which most apps need
   */
  readonly role?: iam.IRoleRef;

  /**
   * The Region that hooks and operators call with the connection, such as "eu-west-1".
   *
   * @default - the Region of the environment
   */
  readonly region?: string;
}

/**
 * An Apache Airflow connection, as a URI and as JSON.
 *
 * It grants nothing. `SecretsBackend.addConnection` defines it as a secret.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/manage-connections.html
 */
export class AirflowConnection {
  /**
   * Returns a connection to AWS.
   *
   * Without a role, the connection is `aws://`: DAGs call AWS with the permissions of the execution role. Set `role` only
   * for tasks that need permissions that the execution role should not have.
   *
   * Throws if `role` is not a role, or if `region` is not the code of a Region.
   *
   * @see https://airflow.apache.org/docs/apache-airflow-providers-amazon/stable/connections/aws.html
   */
  public static aws(props: AwsConnectionProps = {}): AirflowConnection {
    assertInput('AirflowConnection.aws', undefined, [
      propsRule('props', props),
      {
        prop: 'role',
        value: props?.role,
        accepts: optional(referenceTo('roleRef', 'roleArn')),
        rule: 'must be a role: pass a `Role`, a `CfnRole` or an imported one, or leave it out for the execution role',
      },
      regionRule(props?.region),
    ]);
    const { role } = props;
    const arn = role && withFinalName(role.roleRef.roleArn);
    const region = presentText('AirflowConnection.aws', 'region', props.region);
    const connection = new AirflowConnection('aws', [
      ...arn === undefined ? [] : [{ name: 'role_arn', uri: percentEncoded(arn), json: jsonString(arn) }],
      ...region === undefined ? [] : [{ name: 'region_name', uri: region, json: jsonString(region) }],
    ]);
    ROLES.set(connection, role);
    return connection;
  }

  /**
   * The connection as a URI. The ARN of the role is percent-encoded, even if it is a token.
   *
   * @see https://airflow.apache.org/docs/apache-airflow/stable/howto/connection.html#uri-format
   */
  public readonly uri: string;

  /**
   * The connection as JSON, for Apache Airflow 2.3 and later.
   *
   * @see https://airflow.apache.org/docs/apache-airflow/stable/howto/connection.html#json-format-example
   */
  public readonly json: string;

  private constructor(type: string, extra: EncodedExtra[]) {
    const query = extra.map(({ name, uri }) => `${name}=${uri}`).join('&');
    const members = extra.map(({ name, json }) => `"${name}":${json}`).join(',');
    this.uri = extra.length === 0 ? `${type}://` : `${type}://?${query}`;
    this.json = extra.length === 0 ? `{"conn_type":"${type}"}` : `{"conn_type":"${type}","extra":{${members}}}`;
  }
}

/** The role that each connection names, if it names one. */
const ROLES = new WeakMap<AirflowConnection, iam.IRoleRef | undefined>();

/** The role that a connection names, if it names one. */
export function namedRole(connection: AirflowConnection): iam.IRoleRef | undefined {
  return ROLES.get(connection);
}

/** A rule for the code of a Region. It checks the form only, and so accepts Regions that are newer than the CDK. */
export function regionRule(region: unknown): InputRule {
  return {
    prop: 'region',
    value: region,
    accepts: optional(matching(/^[a-z]{2,}(-[a-z]+)+-[0-9]{1,2}$/)),
    rule: 'must be the code of an AWS Region, such as "eu-west-1"',
  };
}

/** One member of a connection's `extra`, encoded for the URI and for JSON. */
interface EncodedExtra {
  readonly name: string;
  readonly uri: string;
  readonly json: string;
}
