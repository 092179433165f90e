import { aws_iam as iam, custom_resources, IResource, RemovalPolicy, Resource, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { forbidDuplicates } from './duplicate-roles';
import { SERVICE_LINKED_ROLE_SERVICE, serviceLinkedRolePermissionsPolicy, serviceLinkedRoleTrustPolicy } from './service-linked-role-documents';
import { assertInput, granteeRule, InputRule, optional, pathOf, propsRule } from '../common/input-rules';
import { grantAccess } from '../role/grants/grant-access';
import { roleDescriptionRule } from '../role/role-props';

const ROLE_NAME = 'AWSServiceRoleForAmazonMWAA';

/**
 * The service-linked role of Amazon MWAA. MWAA itself works with this role, and an account has one of it.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-slr.html
 */
export interface IMwaaServiceLinkedRole extends IResource {
  /**
   * The ARN of the role.
   *
   * This ARN does not make a resource wait for the role. If this app creates the role, add a dependency on the construct.
   */
  readonly roleArn: string;

  /** The name of the role, `AWSServiceRoleForAmazonMWAA`. */
  readonly roleName: string;

  /**
   * Lets an identity create this role.
   *
   * Grants `iam:CreateServiceLinkedRole` on this role's ARN, for Amazon MWAA only. The identity that creates the first
   * environment of an account needs this permission. Throws if `grantee` is missing or cannot be granted anything.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-service-linked-role.html#service-linked-role-permissions
   */
  grantCreate(grantee: iam.IGrantable): iam.Grant;

  /**
   * Lets an identity delete this role and read the status of the deletion.
   *
   * Grants `iam:DeleteServiceLinkedRole` and `iam:GetServiceLinkedRoleDeletionStatus` on this role's ARN. IAM refuses the
   * deletion while an environment uses the role. Throws if `grantee` is missing or cannot be granted anything.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-service-linked-role.html#service-linked-role-permissions
   */
  grantDelete(grantee: iam.IGrantable): iam.Grant;

  /**
   * Lets an identity edit the description of this role. Nothing else of the role can be edited.
   *
   * Grants `iam:UpdateRoleDescription` on this role's ARN. Throws if `grantee` is missing or cannot be granted anything.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-service-linked-role.html#service-linked-role-permissions
   */
  grantUpdateDescription(grantee: iam.IGrantable): iam.Grant;
}

/** The ARN and the grants, which all service-linked role constructs share. */
class ServiceLinkedRoleBase extends Resource implements IMwaaServiceLinkedRole {
  public readonly roleName: string = ROLE_NAME;
  public readonly roleArn: string = Stack.of(this).formatArn({
    service: 'iam',
    region: '',
    account: this.env.account,
    resource: 'role',
    resourceName: `aws-service-role/${SERVICE_LINKED_ROLE_SERVICE}/${ROLE_NAME}`,
  });

  public grantCreate(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, CREATE.actions, CREATE.conditions);
  }

  public grantDelete(grantee: iam.IGrantable): iam.Grant {
    const actions = ['iam:DeleteServiceLinkedRole', 'iam:GetServiceLinkedRoleDeletionStatus'];
    return this.grant(grantee, actions);
  }

  public grantUpdateDescription(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, ['iam:UpdateRoleDescription']);
  }

  private grant(grantee: iam.IGrantable, actions: string[], conditions?: Record<string, Record<string, unknown>>): iam.Grant {
    assertInput('MwaaServiceLinkedRole', this.node.path, [granteeRule(grantee)]);
    return grantAccess('MwaaServiceLinkedRole', this.node.path, grantee, [{ actions, resourceArns: [this.roleArn], conditions }]);
  }
}

/** The permission to create the role. */
const CREATE = {
  actions: ['iam:CreateServiceLinkedRole'],
  conditions: { StringLike: { 'iam:AWSServiceName': SERVICE_LINKED_ROLE_SERVICE } },
};

/** The role, created by a custom resource unless the account has it. */
class EnsuredServiceLinkedRole extends ServiceLinkedRoleBase {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const create: custom_resources.AwsSdkCall = {
      service: 'iam',
      action: 'CreateServiceLinkedRole',
      parameters: { AWSServiceName: SERVICE_LINKED_ROLE_SERVICE },
      physicalResourceId: custom_resources.PhysicalResourceId.of(ROLE_NAME),
      // IAM says "Service role name … has been taken in this account", with the code `InvalidInput`. The SDK appends `Exception`.
      ignoreErrorCodesMatching: '^InvalidInput(Exception)?$',
      // The whole response includes a policy document, and CloudFormation accepts at most 4 KB.
      outputPaths: ['Role.RoleName'],
    };
    new custom_resources.AwsCustomResource(this, 'Create', {
      resourceType: 'Custom::MwaaServiceLinkedRole',
      onCreate: create,
      onUpdate: create,
      policy: custom_resources.AwsCustomResourcePolicy.fromStatements([
        new iam.PolicyStatement({ ...CREATE, resources: [this.roleArn] }),
      ]),
      installLatestAwsSdk: false,
    });
  }
}

/** Properties of `MwaaServiceLinkedRole`. */
export interface MwaaServiceLinkedRoleProps {
  /**
   * A description of the role, of at most 1,000 characters. You can change it at any time.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * What CloudFormation does with the role when it is removed from the stack.
   *
   * IAM refuses to delete the role while any environment of the account uses it, including those of other stacks. `RETAIN`
   * also keeps the role if the deployment that creates it rolls back. `RETAIN_ON_UPDATE_OR_DELETE` does not.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

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
export class MwaaServiceLinkedRole extends ServiceLinkedRoleBase {
  /** The name of the role, the same in every account. */
  public static readonly ROLE_NAME: string = ROLE_NAME;

  /** The service that the role is linked to. */
  public static readonly SERVICE_NAME: string = SERVICE_LINKED_ROLE_SERVICE;

  /** The name of the AWS managed policy that is attached to the role. */
  public static readonly POLICY_NAME: string = 'AmazonMWAAServiceRolePolicy';

  /**
   * Refers to the role of an account, and defines no resources.
   *
   * The account is that of the stack, or that of the imported resource if `scope` is one.
   */
  public static fromAccount(scope: Construct, id: string): IMwaaServiceLinkedRole {
    pathOf('MwaaServiceLinkedRole.fromAccount', scope, id);
    return new ServiceLinkedRoleBase(scope, id, Resource.isResource(scope) ? { account: scope.env.account } : {});
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
    pathOf('MwaaServiceLinkedRole.ensureExists', scope, id);
    return new EnsuredServiceLinkedRole(scope, id);
  }

  /**
   * Returns the documented trust policy of the role, for audits and reviews.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-slr.html
   */
  public static trustPolicy(): iam.PolicyDocument {
    return serviceLinkedRoleTrustPolicy();
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
    assertInput('MwaaServiceLinkedRole', pathOf('MwaaServiceLinkedRole', scope, id), [
      propsRule('props', props),
      roleDescriptionRule(props?.description),
      removalPolicyRule(props?.removalPolicy),
    ]);
    super(scope, id);
    const resource = new iam.CfnServiceLinkedRole(this, 'Resource', {
      awsServiceName: SERVICE_LINKED_ROLE_SERVICE,
      description: props?.description,
    });
    resource.applyRemovalPolicy(props?.removalPolicy ?? RemovalPolicy.RETAIN);
    forbidDuplicates(resource);
  }
}

function removalPolicyRule(removalPolicy: unknown): InputRule {
  const policies = Object.values(RemovalPolicy).filter((policy) => policy !== RemovalPolicy.SNAPSHOT);
  return {
    prop: 'removalPolicy',
    value: removalPolicy,
    accepts: optional((value) => policies.includes(value)),
    rule: `must be a RemovalPolicy for what has no snapshots: one of ${policies.map((policy) => JSON.stringify(policy)).join(', ')}`,
  };
}
