import { aws_iam as iam, custom_resources, IResource, RemovalPolicy, Resource, ResourceProps, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { forbidDuplicates } from './duplicate-roles';
import { LinkedService } from './linked-services';
import { assertInput, granteeRule, InputRule, optional, pathOf, propsRule } from '../common/input-rules';
import { grantAccess } from '../role/grants/grant-access';
import { roleDescriptionRule } from '../role/role-props';

/**
 * The service-linked role of Amazon MWAA, or of Amazon MWAA Serverless. The service itself works with this role, and an account has one of it.
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

  /** The name of the role, `AWSServiceRoleForAmazonMWAA` or `AWSServiceRoleForAmazonMWAAServerless`. */
  readonly roleName: string;

  /**
   * Lets an identity create this role.
   *
   * Grants `iam:CreateServiceLinkedRole` on this role's ARN, for its service only. The identity that creates the first
   * environment or workflow of an account needs this permission. Throws if `grantee` is missing or cannot be granted anything.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-service-linked-role.html#service-linked-role-permissions
   */
  grantCreate(grantee: iam.IGrantable): iam.Grant;

  /**
   * Lets an identity delete this role and read the status of the deletion.
   *
   * Grants `iam:DeleteServiceLinkedRole` and `iam:GetServiceLinkedRoleDeletionStatus` on this role's ARN. IAM refuses the
   * deletion while an environment or a workflow uses the role. Throws if `grantee` is missing or cannot be granted anything.
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

/**
 * The role of an account: its ARN and the grants.
 *
 * @internal jsii gives its members to the exported subclasses
 */
export class LinkedRole extends Resource implements IMwaaServiceLinkedRole {
  public readonly roleName: string;
  public readonly roleArn: string;
  readonly #service: LinkedService;

  constructor(service: LinkedService, scope: Construct, id: string, props: ResourceProps = {}) {
    super(scope, id, props);
    this.#service = service;
    this.roleName = service.roleName;
    this.roleArn = Stack.of(this).formatArn({
      service: 'iam',
      region: '',
      account: this.env.account,
      resource: 'role',
      resourceName: `aws-service-role/${service.serviceName}/${service.roleName}`,
    });
  }

  public grantCreate(grantee: iam.IGrantable): iam.Grant {
    const { actions, conditions } = creation(this.#service);
    return this.#grant(grantee, actions, conditions);
  }

  public grantDelete(grantee: iam.IGrantable): iam.Grant {
    const actions = ['iam:DeleteServiceLinkedRole', 'iam:GetServiceLinkedRoleDeletionStatus'];
    return this.#grant(grantee, actions);
  }

  public grantUpdateDescription(grantee: iam.IGrantable): iam.Grant {
    return this.#grant(grantee, ['iam:UpdateRoleDescription']);
  }

  #grant(grantee: iam.IGrantable, actions: string[], conditions?: Record<string, Record<string, unknown>>): iam.Grant {
    assertInput(this.#service.construct, this.node.path, [granteeRule(grantee)]);
    return grantAccess(this.#service.construct, this.node.path, grantee, [{ actions, resourceArns: [this.roleArn], conditions }], this.env.account);
  }
}

/** Refers to the role of the account of the stack, or of the imported resource if `scope` is one. */
export function referenceToRole(service: LinkedService, scope: Construct, id: string): IMwaaServiceLinkedRole {
  pathOf(`${service.construct}.fromAccount`, scope, id);
  return new LinkedRole(service, scope, id, Resource.isResource(scope) ? { account: scope.env.account } : {});
}

/** The permission to create the role. */
function creation({ serviceName }: LinkedService) {
  return { actions: ['iam:CreateServiceLinkedRole'], conditions: { StringLike: { 'iam:AWSServiceName': serviceName } } };
}

/** The role, created by a custom resource unless the account has it. */
export class EnsuredServiceLinkedRole extends LinkedRole {
  constructor(service: LinkedService, scope: Construct, id: string) {
    pathOf(`${service.construct}.ensureExists`, scope, id);
    super(service, scope, id);
    const create: custom_resources.AwsSdkCall = {
      service: 'iam',
      action: 'CreateServiceLinkedRole',
      parameters: { AWSServiceName: service.serviceName },
      physicalResourceId: custom_resources.PhysicalResourceId.of(service.roleName),
      // IAM says "Service role name … has been taken in this account", with the code `InvalidInput`. The SDK appends `Exception`.
      ignoreErrorCodesMatching: '^InvalidInput(Exception)?$',
      // The whole response includes a policy document, and CloudFormation accepts at most 4 KB.
      outputPaths: ['Role.RoleName'],
    };
    new custom_resources.AwsCustomResource(this, 'Create', {
      resourceType: service.resourceType,
      onCreate: create,
      onUpdate: create,
      policy: custom_resources.AwsCustomResourcePolicy.fromStatements([
        new iam.PolicyStatement({ ...creation(service), resources: [this.roleArn] }),
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
   * IAM refuses to delete the role while any environment or workflow of the account uses it, including those of other stacks. `RETAIN`
   * also keeps the role if the deployment that creates it rolls back. `RETAIN_ON_UPDATE_OR_DELETE` does not.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The role, created by CloudFormation.
 *
 * @internal jsii gives its members to the exported subclasses
 */
export class CreatedServiceLinkedRole extends LinkedRole {
  constructor(service: LinkedService, scope: Construct, id: string, props: MwaaServiceLinkedRoleProps) {
    assertInput(service.construct, pathOf(service.construct, scope, id), [
      propsRule('props', props),
      roleDescriptionRule(props?.description),
      removalPolicyRule(props?.removalPolicy),
    ]);
    super(service, scope, id);
    const resource = new iam.CfnServiceLinkedRole(this, 'Resource', {
      awsServiceName: service.serviceName,
      description: props?.description,
    });
    resource.applyRemovalPolicy(props?.removalPolicy ?? RemovalPolicy.RETAIN);
    forbidDuplicates(service, resource);
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
