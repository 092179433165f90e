import { Construct } from 'constructs';
import { assertInput, matching } from '../common/input-rules';

/** Up to 64 characters that a policy document takes, not only spaces, without what IAM gives a meaning. */
const NAME = /^(?=.*[^ \u00A0])(?!.*\$\{)[\u0020-\u0029\u002B-\u003E\u0040-\u007E\u00A0-\u00FF]{1,64}$/;

/**
 * A role of Apache Airflow, such as `Op`: what a user or a program may do inside Airflow.
 *
 * Not an IAM role; in IAM it is a resource, `role/<environment>/<Airflow role>`, as the user guide says under
 * [web UI access](https://docs.aws.amazon.com/mwaa/latest/userguide/access-policies.html#web-ui-access).
 *
 * @see https://airflow.apache.org/docs/apache-airflow-providers-fab/stable/auth-manager/access-control.html
 */
export class AirflowRole {
  /** Everything, users and roles included. */
  public static readonly ADMIN: AirflowRole = new AirflowRole('Admin');

  /** What `User` may, and connections, variables, pools and the configuration. */
  public static readonly OP: AirflowRole = new AirflowRole('Op');

  /** What `Viewer` may, and work with DAGs: trigger, pause, clear. */
  public static readonly USER: AirflowRole = new AirflowRole('User');

  /** Look at DAGs and their runs. */
  public static readonly VIEWER: AirflowRole = new AirflowRole('Viewer');

  /** Log in, and nothing else until a custom role is assigned. */
  public static readonly PUBLIC: AirflowRole = new AirflowRole('Public');

  /**
   * A role by its name, for one that was added to the environment's Airflow.
   *
   * Airflow takes up to 64 characters. Spaces and slashes are fine, and upper and lower case differ. Throws an error for
   * an empty name, for characters that an IAM policy cannot hold, and for `*`, `?` and `${`, which in
   * [a policy](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html) stand for
   * other roles too.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/limit-access-to-dags.html
   */
  public static of(name: string): AirflowRole {
    assertInput('AirflowRole.of', undefined, [
      {
        prop: 'name',
        value: name,
        accepts: isAirflowRoleName,
        rule: 'must be 1 to 64 characters of Latin-1, not only spaces, without "*", "?" and "${": pass the name of one role as Airflow shows it',
      },
    ]);
    return new AirflowRole(name);
  }

  /** The name of the role, as Airflow knows it. */
  public readonly name: string;

  private constructor(name: string) {
    this.name = name;
  }
}

/** Accepts the name of one Airflow role. */
const isAirflowRoleName = matching(NAME);

/** Whether a value is an Airflow role. A construct is none, although an environment has a name, too. */
export function isAirflowRole(value: any): boolean {
  return typeof value === 'object' && !Construct.isConstruct(value) && isAirflowRoleName(value.name);
}
