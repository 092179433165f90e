import { Arn, ArnFormat, aws_iam as iam, aws_kms as kms, aws_mwaa as mwaa, Lazy, Stack } from 'aws-cdk-lib';
import {
  AccessVariables, cliAccess, fullApiAccess, fullConsoleAccess, ManagedArns, readOnly, restApiAccess, webServerAccess,
} from './access-statements';
import { AirflowRole, isAirflowRole } from './airflow-role';
import { keyReferenceRule } from '../bucket-and-key/environment-key';
import { environmentNameRule, partitionProblems } from '../common/environment-location';
import { assertInput, granteeRule, InputProblem, InputRule, matching, propsRule, referenceTo } from '../common/input-rules';
import { oncePer } from '../common/once-per';
import { renderedText } from '../common/rendered-properties';
import { withFinalName } from '../common/resource-identity';
import { Access, grantAccess } from '../role/grants/grant-access';
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
 * The grantee is a role, a user or a group, defined in the app or imported. An environment has no resource policy. So a
 * grant throws if the grantee has no policy either, as with an account, an organization or a service, or if it is an imported
 * user or group of another account. As everywhere in the CDK, a grant to an imported role of another account adds nothing: synth
 * warns, with the statements to attach there, or with the advice to assume a role in the account of the environment. A
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
    const variables = variablesOf(environment);
    assertInput('MwaaEnvironmentGrants', environment.node.path, [environmentNameRule(variables.environmentName)]);
    return new MwaaEnvironmentGrants(environment, variables);
  }

  private readonly variables: AccessVariables;

  private constructor(private readonly environment: mwaa.IEnvironmentRef, variables: AccessVariables) {
    this.variables = mwaa.CfnEnvironment.isCfnEnvironment(environment) ? { ...variables, environmentName: currentName(environment) } : variables;
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
    return this.grant('webServerAccess', grantee, webServerAccess(this.variables, airflowRole.name));
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
    return this.grant('restApiAccess', grantee, restApiAccess(this.variables, airflowRole.name));
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
    return this.grant('cliAccess', grantee, cliAccess(this.variables));
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
    return this.grant('readOnly', grantee, readOnly(this.variables));
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
    this.check('fullApiAccess', grantee, ...manageRules(this.variables.region, options));
    return this.manage('fullApiAccess', grantee, fullApiAccess(this.variables, arnsOf(options)));
  }

  /**
   * Lets an identity create and manage environments in the console.
   *
   * Grants the permissions of `AmazonMWAAFullConsoleAccess` on the page: those of `fullApiAccess`, the lists that the
   * console shows, the creation of any bucket, and the creation of a security group and an execution role with the names
   * that the console gives them. This role can be given any policy, so the grant is worth `AdministratorAccess`.
   * Unlike the page, it limits the caller to passing this execution role, only to MWAA, and to using this key.
   * An execution role that the console creates therefore needs a grant of its own. Grant to a group or a role, because these
   * statements nearly fill the 2,048 characters that IAM accepts inline on a user. Throws if an argument is missing or wrong.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/access-policies.html#console-full-access
   */
  public fullConsoleAccess(grantee: iam.IGrantable, options: ManageEnvironmentOptions): iam.Grant {
    this.check('fullConsoleAccess', grantee, ...manageRules(this.variables.region, options));
    return this.manage('fullConsoleAccess', grantee, fullConsoleAccess(this.variables, arnsOf(options)));
  }

  private check(method: string, grantee: unknown, ...rules: (InputRule | InputProblem)[]): void {
    assertInput(`MwaaEnvironmentGrants.${method}`, this.environment.node.path, [
      granteeRule(grantee),
      ...rules,
    ]);
  }

  private grant(method: string, grantee: iam.IGrantable, accesses: Access[]): iam.Grant {
    return grantAccess(`MwaaEnvironmentGrants.${method}`, this.environment.node.path, grantee, accesses, this.variables.account);
  }

  private manage(method: string, grantee: iam.IGrantable, accesses: Access[]): iam.Grant {
    const grant = this.grant(method, grantee, accesses);
    return grant.combine(this.serviceLinkedRole().grantCreate(grantee));
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

/** The name that the environment has when the app is synthesized, because a property, an Aspect or an override can rename it. */
const currentName = oncePer((environment: mwaa.CfnEnvironment) =>
  Lazy.uncachedString({ produce: () => renderedText(environment, 'Name', environment.name) }));

function arnsOf({ executionRole, kmsKey }: ManageEnvironmentOptions): ManagedArns {
  return { executionRoleArn: withFinalName(executionRole.roleRef.roleArn), keyArn: kmsKey?.keyRef.keyArn };
}

function airflowRoleRule(airflowRole?: AirflowRole): InputRule {
  return {
    prop: 'airflowRole',
    value: airflowRole,
    accepts: isAirflowRole,
    rule: 'must be an `AirflowRole`: pass a predefined one, such as `USER`, or one made from the name of a custom role',
  };
}

function manageRules(region: string, options?: ManageEnvironmentOptions): (InputRule | InputProblem)[] {
  return [
    propsRule('options', options),
    {
      prop: 'executionRole',
      value: options?.executionRole,
      accepts: referenceTo('roleRef', 'roleArn'),
      rule: 'must be a role: pass the execution role of the environment, defined or imported',
    },
    keyReferenceRule('kmsKey', options?.kmsKey, 'an AWS owned key'),
    ...partitionProblems('kmsKey', options?.kmsKey?.keyRef?.keyArn, region),
  ];
}
