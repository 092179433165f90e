import {
  CloudFormationClient, GetTemplateCommand, paginateListStackResources, StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import {
  GetPolicyCommand, GetPolicyVersionCommand, GetRoleCommand, GetRolePolicyCommand, IAMClient, ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand, NoSuchEntityException,
} from '@aws-sdk/client-iam';
import { GetKeyPolicyCommand, KMSClient } from '@aws-sdk/client-kms';

// Reads the stacks of the example back, through the AWS SDK.

/** A deployed stack of the example that has an environment. */
export interface Deployed {
  readonly roleName: string;
  readonly bucketName: string;
  readonly keyId?: string;
  readonly trust: any;
  /** The documents of all policies of the role, by the name of the policy. */
  readonly policies: Record<string, any>;
  readonly keyPolicy?: any;
}

/** The account to which the example is deployed. */
export class Account {
  private readonly cloudFormation = new CloudFormationClient();
  private readonly iam = new IAMClient();
  private readonly kms = new KMSClient();

  public async readBack(stack: string): Promise<Deployed> {
    const resources = await this.resourcesOf(stack);
    const physicalId = (type: string) => resources.find(({ ResourceType }) => ResourceType === type)?.PhysicalResourceId;
    const roleName = physicalId('AWS::IAM::Role')!;
    const keyId = physicalId('AWS::KMS::Key');
    return {
      roleName,
      bucketName: physicalId('AWS::S3::Bucket')!,
      keyId,
      trust: decoded((await this.iam.send(new GetRoleCommand({ RoleName: roleName }))).Role!.AssumeRolePolicyDocument!),
      policies: { ...await this.inlinePolicies(roleName), ...await this.attachedPolicies(roleName) },
      keyPolicy: keyId && parsed((await this.kms.send(new GetKeyPolicyCommand({ KeyId: keyId, PolicyName: 'default' }))).Policy!),
    };
  }

  public async hasRole(name: string): Promise<boolean> {
    try {
      await this.iam.send(new GetRoleCommand({ RoleName: name }));
      return true;
    } catch (error) {
      if (error instanceof NoSuchEntityException) {
        return false;
      }
      throw error;
    }
  }

  /** Returns the types of resources that are in the templates of these stacks but were not created. */
  public async missingTypes(stacks: string[]): Promise<string[]> {
    const types = await Promise.all(stacks.map(async (stack) => {
      const created = (await this.resourcesOf(stack)).map(({ LogicalResourceId }) => LogicalResourceId);
      const { TemplateBody: template } = await this.cloudFormation.send(new GetTemplateCommand({ StackName: stack }));
      const defined = Object.entries<{ Type: string }>(JSON.parse(template!).Resources);
      return defined.filter(([id]) => !created.includes(id)).map(([, { Type }]) => Type);
    }));
    return [...new Set(types.flat())].sort();
  }

  private async resourcesOf(stack: string): Promise<StackResourceSummary[]> {
    const resources: StackResourceSummary[] = [];
    for await (const page of paginateListStackResources({ client: this.cloudFormation }, { StackName: stack })) {
      resources.push(...page.StackResourceSummaries!);
    }
    return resources;
  }

  private async inlinePolicies(role: string): Promise<Record<string, any>> {
    const { PolicyNames: names } = await this.iam.send(new ListRolePoliciesCommand({ RoleName: role }));
    const documents = names!.map(async (name) => {
      const { PolicyDocument: document } = await this.iam.send(new GetRolePolicyCommand({ RoleName: role, PolicyName: name }));
      return [name, decoded(document!)];
    });
    return Object.fromEntries(await Promise.all(documents));
  }

  private async attachedPolicies(role: string): Promise<Record<string, any>> {
    const { AttachedPolicies: attached } = await this.iam.send(new ListAttachedRolePoliciesCommand({ RoleName: role }));
    const documents = attached!.map(async ({ PolicyArn: arn }) => {
      const { Policy: policy } = await this.iam.send(new GetPolicyCommand({ PolicyArn: arn }));
      const { PolicyVersion: version } = await this.iam.send(new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: policy!.DefaultVersionId }));
      return [policy!.PolicyName, decoded(version!.Document!)];
    });
    return Object.fromEntries(await Promise.all(documents));
  }
}

/** IAM returns documents percent-encoded. */
function decoded(document: string): any {
  return parsed(decodeURIComponent(document));
}

/**
 * Parses a document. AWS returns text. For resources of a stack, moto returns a key policy as an object, and a role's policy
 * in Python notation with single quotes, which this function replaces. No document of the example has a quote in a text.
 */
function parsed(document: string | object): any {
  return typeof document === 'object' ? document : JSON.parse(document.startsWith("{'") ? document.replaceAll("'", '"') : document);
}
