import { Annotations, Arn, ArnFormat, aws_iam as iam, aws_kms as kms, aws_mwaa as mwaa, Stack } from 'aws-cdk-lib';
import {
  Access, AccessVariables, cliAccess, fullApiAccess, fullConsoleAccess, ManagedArns, readOnly, restApiAccess, webServerAccess,
} from './access-statements';
import { AirflowRole, isAirflowRole } from './airflow-role';
import { keyReferenceRule } from '../bucket-and-key/environment-key';
import { environmentNameRule } from '../common/environment-location';
import { assertInput, granteeRule, InputRule, matching, propsRule, referenceTo } from '../common/input-rules';
import { IMwaaServiceLinkedRole, MwaaServiceLinkedRole } from '../service-linked-role/service-linked-role';

/** What whoever manages an environment hands over to it. */
export interface ManageEnvironmentOptions {
  /** The execution role of the environment. No other role may be passed to MWAA. */
  readonly executionRole: iam.IRoleRef;

  /**
   * The customer managed key of the environment. No other key may be used.
   *
   * @default - an AWS owned key, for which nobody needs permissions
   */
  readonly kmsKey?: kms.IKeyRef;
}

/**
 * Who may use or manage an environment.
 *
 * Grants to roles, users and groups, defined in the app or imported. An environment has no policy of its own, so a
 * principal that cannot be given permissions, such as an account, gets none: the app then has a warning, and the `success`
 * of the grant is false. An imported role of another account is left as it is without one, as everywhere in the CDK. The
 * same grant a second time adds nothing.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/access-policies.html
 */
export class MwaaEnvironmentGrants {
  /**
   * The grants of an environment: an `mwaa.CfnEnvironment`, or one from `mwaa.CfnEnvironment.fromEnvironmentName` or
   * `fromEnvironmentArn`.
   *
   * Throws an error if it is none of them, or if its name is not one that an environment can have.
   */
  public static fromEnvironment(environment: mwaa.IEnvironmentRef): MwaaEnvironmentGrants {
    assertInput('MwaaEnvironmentGrants.fromEnvironment', undefined, [{
      prop: 'environment',
      value: environment,
      accepts: isEnvironment,
      rule: 'must be an environment: pass an `mwaa.CfnEnvironment` or one from `mwaa.CfnEnvironment.fromEnvironmentName`',
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
   * Grants `airflow:CreateWebLoginToken` on the Airflow role of this environment. Throws an error if an argument is missing.
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
   * Grants `airflow:InvokeRestApi` on the Airflow role of this environment. Throws an error if an argument is missing.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/access-policies.html#rest-api-access
   */
  public restApiAccess(grantee: iam.IGrantable, airflowRole: AirflowRole): iam.Grant {
    this.check('restApiAccess', grantee, airflowRoleRule(airflowRole));
    return this.grant(grantee, restApiAccess(this.variables, airflowRole.name));
  }

  /**
   * Lets an identity run commands of the Airflow command line, which no Airflow role limits.
   *
   * Grants `airflow:CreateCliToken` on this environment. Throws an error if the grantee is missing.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/access-policies.html#cli-access
   */
  public cliAccess(grantee: iam.IGrantable): iam.Grant {
    this.check('cliAccess', grantee);
    return this.grant(grantee, cliAccess(this.variables));
  }

  /**
   * Lets an identity look at this environment, not at its Airflow.
   *
   * Grants `airflow:GetEnvironment` and `airflow:ListTagsForResource` on this environment, and `airflow:ListEnvironments`,
   * which IAM knows for all environments only. Throws an error if the grantee is missing.
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
   * Grants what the page's `AmazonMWAAFullApiAccess` does: `airflow:*` on every environment and every Airflow role, what MWAA
   * does in the caller's name in every network and on every bucket, and the creation of the service-linked role.
   * Other than the page, only this execution role can be passed, only to MWAA, and only this key can be used. Throws an
   * error if an argument is missing.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/access-policies.html#full-access-policy
   */
  public fullApiAccess(grantee: iam.IGrantable, options: ManageEnvironmentOptions): iam.Grant {
    this.check('fullApiAccess', grantee, ...manageRules(options));
    return this.manage(grantee, fullApiAccess(this.variables, arnsOf(options)));
  }

  /**
   * Lets an identity create and manage environments on the console.
   *
   * Grants what the page's `AmazonMWAAFullConsoleAccess` does: what `fullApiAccess` grants, the lists that the console shows,
   * and the creation of a bucket, a security group and an execution role by the names that the console gives them. Other
   * than the page, only this execution role can be passed, so one that the console creates needs a grant of its own; and
   * only this key can be used. Grant to a group or a role: this is about as much as IAM takes inline on a user. Throws an error if an argument is missing.
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
    if (!grant.success) {
      Annotations.of(this.environment).addWarningV2(
        'cdk-mwaa-iam:grantNotAdded',
        `nothing was granted to ${grantee}: an environment has no policy of its own, so grant to a role, a user or a group instead`,
      );
    }
    return grant;
  }

  /** The service-linked role of the environment's account; a construct without resources. */
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
 * The parts of an environment's ARN. Those of a resource come from its own name and stack, not from its attributes, so
 * that an identity can have its permissions before the environment, or because of it, as an execution role does.
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
    rule: 'must be an Airflow role: pass one such as `AirflowRole.USER` or `AirflowRole.of(…)`',
  };
}

function manageRules(options?: ManageEnvironmentOptions): InputRule[] {
  return [
    propsRule('options', options),
    {
      prop: 'executionRole',
      value: options?.executionRole,
      accepts: referenceTo('roleRef', 'roleArn'),
      rule: 'must be a role: pass the `MwaaExecutionRole` of the environment, or one from `iam.Role.fromRoleName`',
    },
    keyReferenceRule('kmsKey', options?.kmsKey, 'an AWS owned key'),
  ];
}
