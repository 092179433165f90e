import { aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { CreatedServiceLinkedRole, EnsuredServiceLinkedRole, IMwaaServiceLinkedRole, MwaaServiceLinkedRoleProps, referenceToRole } from './linked-role';
import { MWAA } from './linked-services';
import { serviceLinkedRolePermissionsPolicy, serviceLinkedRoleTrustPolicy } from './service-linked-role-documents';

/**
 * Creates the service-linked role of Amazon MWAA, `AWSServiceRoleForAmazonMWAA`.
 *
 * Most apps do not need this construct, because MWAA creates the role together with the first environment of an account.
 * Use it if the account does not have the role and must have it before that, for example because the identity that creates
 * the environment may not create roles. If the account has the role, the deployment fails: refer to the role with
 * `MwaaServiceLinkedRole.fromAccount`. If you do not know, use `MwaaServiceLinkedRole.ensureExists`.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-slr.html
 */
export class MwaaServiceLinkedRole extends CreatedServiceLinkedRole {
  /** The name of the role, the same in every account. */
  public static readonly ROLE_NAME: string = MWAA.roleName;

  /** The service that the role is linked to. */
  public static readonly SERVICE_NAME: string = MWAA.serviceName;

  /** The name of the AWS managed policy that is attached to the role. */
  public static readonly POLICY_NAME: string = MWAA.policyName;

  /**
   * Refers to the role of an account, and defines no resources.
   *
   * The account is that of the stack, or that of the imported resource if `scope` is one.
   */
  public static fromAccount(scope: Construct, id: string): IMwaaServiceLinkedRole {
    return referenceToRole(MWAA, scope, id);
  }

  /**
   * Creates the role unless the account has it. Never deletes the role.
   *
   * Defines an `AwsCustomResource`. It grants `iam:CreateServiceLinkedRole` for this role to the Lambda function that the
   * resources of this kind share in a stack. If the role exists, IAM answers `InvalidInput`, which counts as success, both
   * on create and on update. Add a dependency on the returned construct to the environment, so that it waits for the role.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html
   */
  public static ensureExists(scope: Construct, id: string): IMwaaServiceLinkedRole {
    return new EnsuredServiceLinkedRole(MWAA, scope, id);
  }

  /**
   * Returns the documented trust policy of the role, for audits and reviews.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-slr.html
   */
  public static trustPolicy(): iam.PolicyDocument {
    return serviceLinkedRoleTrustPolicy(MWAA);
  }

  /**
   * Returns the documented permissions of the role, for audits and reviews: `AmazonMWAAServiceRolePolicy`, in the partition
   * of the stack.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-slr.html
   */
  public static permissionsPolicy(): iam.PolicyDocument {
    return serviceLinkedRolePermissionsPolicy();
  }

  /**
   * Defines the role.
   *
   * Throws if IAM would refuse the description. Synth fails if the app creates the role twice in one account, unless the
   * conditions of the two resources exclude each other.
   */
  constructor(scope: Construct, id: string, props: MwaaServiceLinkedRoleProps = {}) {
    super(MWAA, scope, id, props);
  }
}
