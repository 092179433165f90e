import { Annotations, Arn, ArnFormat, aws_iam as iam, aws_kms as kms, aws_mwaa as mwaa, Stack } from 'aws-cdk-lib';
import {
  Access, AccessVariables, cliAccess, fullApiAccess, fullConsoleAccess, ManagedArns, readOnly, restApiAccess, webServerAccess,
} from './access-statements';
import { AirflowRole, isAirflowRole } from './airflow-role';
import { keyReferenceRule } from '../bucket-and-key/environment-key';
import { environmentNameRule } from '../common/environment-location';
import { assertInput, granteeRule, InputRule, matching, propsRule, referenceTo } from '../common/input-rules';
import { warnAboutGrants } from '../role/size-warning';
import { IMwaaServiceLinkedRole } from '../service-linked-role/linked-role';
import { MwaaServiceLinkedRole } from '../service-linked-role/service-linked-role';

/** The execution role and the key that a grantee may give to an environment. */
export interface ManageEnvironmentOptions {
  /** The execution role of the environment. The grantee may pass this role to MWAA, and no other. */
  readonly executionRole: iam.IRoleRef;

  /**
   * The customer managed key of the environment. The grantee may use this key, and no other.
   *
   * @default - the environment uses an AWS owned key, which needs no permissions
   */
  readonly kmsKey?: kms.IKeyRef;
}

/**
 * Grants permissions to use or manage an environment.
 *
 * The grantee is a role, a user or a group, defined in the app or imported. An environment has no resource policy. If the
 * grantee has no policy either, as with an account, the grant adds nothing: synth warns, and `success` of the grant is
 * false. As everywhere in the CDK, a grant to an imported role of another account adds nothing, without a warning. A
 * repeated grant adds nothing.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/access-policies.html
 */
export class MwaaEnvironmentGrants {
  /**
   * Returns the grants of an environment: an `mwaa.CfnEnvironment`, or one that is imported by its name or its ARN.
   *
   * Throws if `environment` is not an environment, or if MWAA would refuse its name.
   */
  public static fromEnvironment(environment: mwaa.IEnvironmentRef): MwaaEnvironmentGrants {
    assertInput('MwaaEnvironmentGrants.fromEnvironment', undefined, [{
      prop: 'environment',
      value: environment,
      accepts: isEnvironment,
      rule: 'must be an environment: pass a `CfnEnvironment`, or one imported by its name or ARN',
    }]);
    const grants = new MwaaEnvironmentGrants(environment);
    assertInput('MwaaEnvironmentGrants', environment.node.path, [environmentNameRule(grants.variables.environmentName)]);
    return grants;
  }

  private readonly variables: AccessVariables;

  private constructor(private readonly environment: mwaa.IEnvironmentRef) {
    this.variables = variablesOf(environment);
  }

  /**
   * Lets an identity log in to the Airflow web server with an Airflow role.
   *
   * Grants `airflow:CreateWebLoginToken` on this Airflow role of this environment. Throws if an argument is missing or wrong.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/access-policies.html#web-ui-access
   */
  public webServerAccess(grantee: iam.IGrantable, airflowRole: AirflowRole): iam.Grant {
    this.check('webServerAccess', grantee, airflowRoleRule(airflowRole));
    return this.grant(grantee, webServerAccess(this.variables, airflowRole.name));
  }

  /**
   * Lets an identity call the Airflow REST API with an Airflow role, for example to trigger a DAG.
   *
   * Grants `airflow:InvokeRestApi` on this Airflow role of this environment. Throws if an argument is missing or wrong.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/access-policies.html#rest-api-access
   */
  public restApiAccess(grantee: iam.IGrantable, airflowRole: AirflowRole): iam.Grant {
    this.check('restApiAccess', grantee, airflowRoleRule(airflowRole));
    return this.grant(grantee, restApiAccess(this.variables, airflowRole.name));
  }

  /**
   * Lets an identity run commands of the Airflow command line. No Airflow role limits these commands.
   *
   * Grants `airflow:CreateCliToken` on this environment. Throws if `grantee` is missing or cannot be granted anything.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/access-policies.html#cli-access
   */
  public cliAccess(grantee: iam.IGrantable): iam.Grant {
    this.check('cliAccess', grantee);
    return this.grant(grantee, cliAccess(this.variables));
  }

  /**
   * Lets an identity view the settings and tags of this environment, without access to its Airflow.
   *
   * Grants `airflow:GetEnvironment` and `airflow:ListTagsForResource` on this environment, and `airflow:ListEnvironments`
   * on `*`, because IAM cannot limit it to one environment. Throws if `grantee` is missing or cannot be granted anything.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/access-policies.html#mwaa-read-only
   */
  public readOnly(grantee: iam.IGrantable): iam.Grant {
    this.check('readOnly', grantee);
    return this.grant(grantee, readOnly(this.variables));
  }

  /**
   * Lets an identity create and manage environments through the API.
   *
   * Grants the permissions of `AmazonMWAAFullApiAccess` on the page: `airflow:*` on every environment and every Airflow
   * role, the creation of the service-linked role, and the requests that MWAA makes on the caller's behalf, in every network
   * and on every bucket. Unlike the page, it limits the caller to passing this execution role, only to MWAA, and to using
   * this key. Throws if an argument is missing or wrong.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/access-policies.html#full-access-policy
   */
  public fullApiAccess(grantee: iam.IGrantable, options: ManageEnvironmentOptions): iam.Grant {
    this.check('fullApiAccess', grantee, ...manageRules(options));
    return this.manage(grantee, fullApiAccess(this.variables, arnsOf(options)));
  }

  /**
   * Lets an identity create and manage environments in the console.
   *
   * Grants the permissions of `AmazonMWAAFullConsoleAccess` on the page: those of `fullApiAccess`, the lists that the
   * console shows, and the creation of a bucket, a security group and an execution role with the names that the console
   * gives them. Unlike the page, it limits the caller to passing this execution role, only to MWAA, and to using this key.
   * An execution role that the console creates therefore needs a grant of its own. Grant to a group or a role, because these
   * statements nearly fill the 2,048 characters that IAM accepts inline on a user. Throws if an argument is missing or wrong.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/access-policies.html#console-full-access
   */
  public fullConsoleAccess(grantee: iam.IGrantable, options: ManageEnvironmentOptions): iam.Grant {
    this.check('fullConsoleAccess', grantee, ...manageRules(options));
    return this.manage(grantee, fullConsoleAccess(this.variables, arnsOf(options)));
  }

  private check(method: string, grantee: unknown, ...rules: InputRule[]): void {
    assertInput(`MwaaEnvironmentGrants.${method}`, this.environment.node.path, [
      granteeRule(grantee),
      ...rules,
    ]);
  }

  private manage(grantee: iam.IGrantable, accesses: Access[]): iam.Grant {
    const grant = this.grant(grantee, accesses);
    return grant.combine(this.serviceLinkedRole().grantCreate(grantee));
  }

  private grant(grantee: iam.IGrantable, accesses: Access[]): iam.Grant {
    const grants = accesses.map((access) => iam.Grant.addToPrincipal({ grantee, ...access }));
    const grant = grants.reduce((all, one) => all.combine(one));
    warnAboutGrants(grantee);
    if (!grant.success) {
      Annotations.of(this.environment).addWarningV2(
        'cdk-mwaa-iam:grantNotAdded',
        `nothing was granted to ${grantee}: it has no policy to add to, and neither has an environment: grant to a role, a user or a group instead`,
      );
    }
    return grant;
  }

  /** Returns the service-linked role of the environment's account, as a construct that defines no resources. */
  private serviceLinkedRole(): IMwaaServiceLinkedRole {
    const id = 'MwaaServiceLinkedRole';
    const existing = this.environment.node.tryFindChild(id) as IMwaaServiceLinkedRole | undefined;
    return existing ?? MwaaServiceLinkedRole.fromAccount(this.environment, id);
  }
}

/** Whether a value is an environment whose ARN has the parts that the grants name. */
function isEnvironment(value: any): boolean {
  return referenceTo('environmentRef', 'environmentArn')(value) && matching(ENVIRONMENT_ARN)(value.environmentRef.environmentArn);
}

const ENVIRONMENT_ARN = /^arn(:[a-z0-9\-]+){4}:environment\/[^\s\/]+$/;

/**
 * Returns the parts of an environment's ARN. Those of a resource come from its name and its stack, not from its attributes:
 * a policy that refers to the environment is created after it, and can close a circle if the grantee is the execution role.
 */
function variablesOf(environment: mwaa.IEnvironmentRef): AccessVariables {
  if (mwaa.CfnEnvironment.isCfnEnvironment(environment)) {
    return { partition: Stack.of(environment).partition, ...environment.env, environmentName: environment.name };
  }
  const arn = Arn.split(environment.environmentRef.environmentArn, ArnFormat.SLASH_RESOURCE_NAME);
  return {
    partition: arn.partition!,
    region: arn.region!,
    account: arn.account!,
    environmentName: arn.resourceName!,
  };
}

function arnsOf({ executionRole, kmsKey }: ManageEnvironmentOptions): ManagedArns {
  return { executionRoleArn: executionRole.roleRef.roleArn, keyArn: kmsKey?.keyRef.keyArn };
}

function airflowRoleRule(airflowRole?: AirflowRole): InputRule {
  return {
    prop: 'airflowRole',
    value: airflowRole,
    accepts: isAirflowRole,
    rule: 'must be an `AirflowRole`: pass a predefined one, such as `USER`, or one made from the name of a custom role',
  };
}

function manageRules(options?: ManageEnvironmentOptions): InputRule[] {
  return [
    propsRule('options', options),
    {
      prop: 'executionRole',
      value: options?.executionRole,
      accepts: referenceTo('roleRef', 'roleArn'),
      rule: 'must be a role: pass the execution role of the environment, defined or imported',
    },
    keyReferenceRule('kmsKey', options?.kmsKey, 'an AWS owned key'),
  ];
}
