import { aws_iam as iam, custom_resources, IResource, RemovalPolicy, Resource, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { SERVICE_LINKED_ROLE_SERVICE, serviceLinkedRolePermissionsPolicy, serviceLinkedRoleTrustPolicy } from './service-linked-role-documents';
import { assertInput, assertScope, granteeRule, InputRule, optional, pathOf, propsRule } from '../common/input-rules';
import { roleDescriptionRule } from '../role/role-props';

const ROLE_NAME = 'AWSServiceRoleForAmazonMWAA';

/**
 * The service-linked role of Amazon MWAA: the one that MWAA itself works with, once per account.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-slr.html
 */
export interface IMwaaServiceLinkedRole extends IResource {
  /**
   * The ARN of the role.
   *
   * A plain ARN: to wait for a role that this app creates, add a dependency on the construct.
   */
  readonly roleArn: string;

  /** The name of the role, `AWSServiceRoleForAmazonMWAA`. */
  readonly roleName: string;

  /**
   * Lets an identity create this role.
   *
   * Grants `iam:CreateServiceLinkedRole` on this role's ARN, for Amazon MWAA only. Whoever creates the first environment
   * of an account needs it.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-service-linked-role.html#service-linked-role-permissions
   */
  grantCreate(grantee: iam.IGrantable): iam.Grant;

  /**
   * Lets an identity delete this role and follow the deletion.
   *
   * Grants `iam:DeleteServiceLinkedRole` and `iam:GetServiceLinkedRoleDeletionStatus` on this role's ARN. IAM refuses the
   * deletion as long as an environment uses the role.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-service-linked-role.html#service-linked-role-permissions
   */
  grantDelete(grantee: iam.IGrantable): iam.Grant;

  /**
   * Lets an identity edit the description of this role, the only thing of it that can be edited.
   *
   * Grants `iam:UpdateRoleDescription` on this role's ARN.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-service-linked-role.html#service-linked-role-permissions
   */
  grantUpdateDescription(grantee: iam.IGrantable): iam.Grant;
}

/** What is the same for every way to get hold of the role. */
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
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [this.roleArn], conditions });
  }
}

/** The permission to create the role. */
const CREATE = {
  actions: ['iam:CreateServiceLinkedRole'],
  conditions: { StringLike: { 'iam:AWSServiceName': SERVICE_LINKED_ROLE_SERVICE } },
};

/** The role, created unless it is there. */
class EnsuredServiceLinkedRole extends ServiceLinkedRoleBase {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const create: custom_resources.AwsSdkCall = {
      service: 'iam',
      action: 'CreateServiceLinkedRole',
      parameters: { AWSServiceName: SERVICE_LINKED_ROLE_SERVICE },
      physicalResourceId: custom_resources.PhysicalResourceId.of(ROLE_NAME),
      // "Service role name … has been taken in this account"; IAM's code, and the name that the SDK gives it.
      ignoreErrorCodesMatching: '^InvalidInput(Exception)?$',
      // The whole answer holds a policy document; a response to CloudFormation has 4 KB.
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
   * What the role is for. At most 1,000 characters. It can be changed at any time.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * What happens to the role when it leaves the stack.
   *
   * Deleting it fails as long as an environment of the account uses it, also one of another stack. `RETAIN` also keeps the
   * role when the deployment that creates it rolls back; `RETAIN_ON_UPDATE_OR_DELETE` does not.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Creates the service-linked role of Amazon MWAA, `AWSServiceRoleForAmazonMWAA`.
 *
 * For one case only: an account that has none yet and must have it before its first environment, for example because
 * whoever creates that environment may not create roles. MWAA makes the role together with the first environment, so
 * otherwise nothing has to be done. Where the role exists already, this resource fails to deploy: refer to it with
 * `MwaaServiceLinkedRole.fromAccount`, or use `MwaaServiceLinkedRole.ensureExists` where it is not known whether it does.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-slr.html
 */
export class MwaaServiceLinkedRole extends ServiceLinkedRoleBase {
  /** The name of the role, the same in every account. */
  public static readonly ROLE_NAME: string = ROLE_NAME;

  /** The service that the role is linked to. */
  public static readonly SERVICE_NAME: string = SERVICE_LINKED_ROLE_SERVICE;

  /** The name of the AWS managed policy that the role has. */
  public static readonly POLICY_NAME: string = 'AmazonMWAAServiceRolePolicy';

  /** Refers to the role of the account of the stack, or of the imported resource that it is defined under. Defines nothing. */
  public static fromAccount(scope: Construct, id: string): IMwaaServiceLinkedRole {
    assertScope('MwaaServiceLinkedRole.fromAccount', scope, id);
    return new ServiceLinkedRoleBase(scope, id, Resource.isResource(scope) ? { account: scope.env.account } : {});
  }

  /**
   * Creates the role unless the account has it already. Never deletes it.
   *
   * Defines a custom resource of the CDK, which adds one permission to the Lambda function that the custom resources of a stack share: to create this role. Once the role
   * is there, IAM answers `InvalidInput`, and that counts as success, on create as on update. Let the environment wait for
   * it: `environment.node.addDependency(role)`.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html
   */
  public static ensureExists(scope: Construct, id: string): IMwaaServiceLinkedRole {
    assertScope('MwaaServiceLinkedRole.ensureExists', scope, id);
    return new EnsuredServiceLinkedRole(scope, id);
  }

  /**
   * Who may assume the role, as documented. For audits and reviews.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-slr.html
   */
  public static trustPolicy(): iam.PolicyDocument {
    return serviceLinkedRoleTrustPolicy();
  }

  /**
   * What the role may do, as documented: `AmazonMWAAServiceRolePolicy` in the partition of the stack. For audits and
   * reviews.
   *
   * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-slr.html
   */
  public static permissionsPolicy(): iam.PolicyDocument {
    return serviceLinkedRolePermissionsPolicy();
  }

  /**
   * Defines the role.
   *
   * Throws an error if IAM would refuse the description.
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
