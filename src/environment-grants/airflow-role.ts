import { Construct } from 'constructs';
import { assertInput, matching } from '../common/input-rules';

/** Up to 64 characters that IAM accepts in a policy document, at least one of them not a space, and no wildcard or policy variable. */
const NAME = /^(?=.*[^ \u00A0])(?!.*\$\{)[\u0020-\u0029\u002B-\u003E\u0040-\u007E\u00A0-\u00FF]{1,64}$/;

/**
 * A role of Apache Airflow, such as `Op`. It says what a user or a program may do inside Airflow.
 *
 * An Airflow role is not an IAM role. IAM policies name it as a resource, `role/<environment>/<Airflow role>`: see
 * [web UI access](https://docs.aws.amazon.com/mwaa/latest/userguide/access-policies.html#web-ui-access) in the user guide.
 *
 * @see https://airflow.apache.org/docs/apache-airflow-providers-fab/stable/auth-manager/access-control.html
 */
export class AirflowRole {
  /** May do everything, including the management of users and roles. */
  public static readonly ADMIN: AirflowRole = new AirflowRole('Admin');

  /** May do what `User` may, and manage connections, variables, pools and the configuration. */
  public static readonly OP: AirflowRole = new AirflowRole('Op');

  /** May do what `Viewer` may, and trigger, pause and clear DAGs. */
  public static readonly USER: AirflowRole = new AirflowRole('User');

  /** May view DAGs and their runs. */
  public static readonly VIEWER: AirflowRole = new AirflowRole('Viewer');

  /** May log in, and nothing else until an administrator assigns another role. */
  public static readonly PUBLIC: AirflowRole = new AirflowRole('Public');

  /**
   * Refers to a custom role by its name in Airflow.
   *
   * The name has 1 to 64 characters, which may include spaces and slashes, and is case-sensitive. Throws for any
   * other length, for a name of spaces only, for characters that IAM refuses in a policy, and for `*`, `?` and `${`, which
   * match other roles in
   * [a policy](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html).
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/limit-access-to-dags.html
   */
  public static of(name: string): AirflowRole {
    assertInput('AirflowRole.of', undefined, [
      {
        prop: 'name',
        value: name,
        accepts: isAirflowRoleName,
        rule: 'must have 1 to 64 Latin-1 characters, not only spaces, and no "*", "?" or "${": pass the name of one role as Airflow shows it',
      },
    ]);
    return new AirflowRole(name);
  }

  /** The name of the role in Airflow. */
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
