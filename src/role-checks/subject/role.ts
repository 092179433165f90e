import { managedPolicies } from './aws-managed-policies';
import { ByArn, ByName, grouped } from './lookup';
import { Attachable, isAttached, mayBeOneAccount, NamedRole } from './policy-attachment';
import { isWrittenLater } from '../../iam/intrinsics';
import { PolicyDocument } from '../../iam/policy-document';
import { Text } from '../../iam/text';
import { Reading } from '../template/reading';
import { ResourceOf, Template } from '../template/template';
import { documentFrom, isPartlyUnseen, makesPolicies, mayHaveMore, namesFrom } from '../template/written-later';

/** A policy of a role whose document the app's templates show. */
export interface AttachedPolicy {
  readonly document: PolicyDocument;
  /** The name of an inline policy. */
  readonly name?: Text;
  /** The resource that carries it, where it is one of its own. */
  readonly separate?: ResourceOf;
}

/** A role, and everything that is attached to it. */
export interface Role {
  readonly name: Text;
  readonly arn: Text;
  /** The resource that defines it. Absent for a role that was made beforehand, of which the app knows the policies. */
  readonly resource?: ResourceOf;
  readonly trust: PolicyDocument;
  readonly policies: readonly AttachedPolicy[];
  /** The ARNs of all policies that no template defines, and of such a boundary: they tell the partition that the role is in. */
  readonly fromOutside: readonly Text[];
  /** The ARNs of policies that no template shows. */
  readonly unseen: readonly Text[];
  /** The ARNs of policies that belong to service-linked roles. */
  readonly ofServices: readonly Text[];
  readonly boundary?: AttachedPolicy;
  /** The ARN of a permissions boundary that no template shows. */
  readonly unseenBoundary?: Text;
}

/** A policy that may allow anything, if it is there. */
export const PERHAPS_ANYTHING = PolicyDocument.of({ Statement: { Effect: 'Allow' } }).perhaps();

type Separate = Attachable & { readonly arn?: Text };

/** The roles that templates define, with their policies from all of them. Each is read once somebody asks for it. */
export class Roles {
  private readonly byArn: ByArn<NamedRole & { readonly arn: Text }>;
  private readonly byName: Map<string, NamedRole[]>;
  private readonly managed: Map<string, Separate>;
  private readonly separate: ByName<Separate>;
  private byRoleName?: Map<string, { readonly separate: ResourceOf }[]>;
  private hasLoops?: boolean;

  constructor(private readonly reading: Reading) {
    const all = reading.resourcesOf('AWS::IAM::Role').map((resource) => ({
      resource,
      name: reading.ref(resource.logicalId, resource.template),
      arn: reading.attribute(resource.logicalId, 'Arn', resource.template),
    }));
    this.byArn = new ByArn(all);
    this.byName = grouped(all, ({ name }) => name.key);
    const managed = reading.resourcesOf('AWS::IAM::ManagedPolicy').map((resource): Separate & { readonly arn: Text } => ({
      separate: resource,
      roles: this.rolesOf(resource, 'Roles'),
      arn: reading.ref(resource.logicalId, resource.template),
    }));
    this.managed = new Map(managed.map((policy) => [policy.arn.key, policy]));
    this.separate = new ByName([
      ...reading.resourcesOf('AWS::IAM::Policy', 'AWS::IAM::RolePolicy').map((resource) => ({
        separate: resource,
        roles: this.rolesOf(resource, 'Roles', 'RoleName'),
      })),
      ...managed,
    ], ({ roles }) => roles);
  }

  /** The role with an ARN, seen from a template. */
  public withArn(arn: Text, user: Template): Role | undefined {
    const found = this.byArn.named(arn, user);
    return found && this.readRole(found);
  }

  /** The policies that templates attach by its name to a role from outside of the app. */
  public attachedTo(arn: Text): AttachedPolicy[] {
    this.byRoleName ??= grouped(
      this.separate.things.flatMap(({ separate, roles }) => roles.map((role) => ({ separate, role }))), ({ role }) => role.key,
    );
    const name = arn.split('/')?.at(-1);
    const account = arn.split(':')?.[4];
    return (name === undefined ? [] : this.byRoleName.get(name.key) ?? [])
      .filter(({ separate }) => account !== undefined && mayBeOneAccount(this.reading.location(separate).account, account))
      .map(({ separate }) => this.policyAt(separate, 'surely'));
  }

  private readRole(self: NamedRole & { readonly arn: Text }): Role {
    const { name, arn, resource } = self;
    const properties = this.reading.properties(resource);
    const hasMore = mayHaveMore(resource);
    const arns = texts(properties.ManagedPolicyArns);
    const [boundaryArn] = texts(properties.PermissionsBoundary);
    const boundary = boundaryArn && this.managed.get(boundaryArn.key);
    const outside = arns.filter(({ key }) => !this.managed.has(key));
    const limit = boundary === undefined && boundaryArn !== undefined ? [boundaryArn] : [];
    const [others, limits] = [outside, limit].map(managedPolicies);
    const namesakes = this.byName.get(name.key)!.filter((other) => other !== self);
    return {
      name,
      arn,
      resource,
      trust: documentFrom(properties.AssumeRolePolicyDocument, hasMore),
      policies: [
        ...[properties.Policies ?? []].flat(2).map(inlinePolicy),
        ...hasMore || this.loopsMakePolicies() ? [{ document: PERHAPS_ANYTHING }] : [],
        ...[...new Set([...this.separate.candidates(name), ...arns.flatMap(({ key }) => this.managed.get(key) ?? [])])].flatMap((policy) => {
          const attached = arns.some(({ key }) => key === policy.arn?.key) ? 'surely' : isAttached(policy, self, namesakes, this.reading);
          return attached === undefined ? [] : [this.policyAt(policy.separate, attached)];
        }),
        ...others.documents.map((document) => ({ document })),
      ],
      fromOutside: [...outside, ...limit],
      unseen: others.unseen,
      ofServices: others.ofServices,
      boundary: boundary && this.policyAt(boundary.separate, 'surely'),
      unseenBoundary: [...limits.unseen, ...limits.ofServices][0],
    };
  }

  /** A policy of its own; where nobody knows if it is there, it may be attached. */
  private policyAt(separate: ResourceOf, attached: 'surely' | 'maybe'): AttachedPolicy {
    const { template, logicalId } = separate;
    const document = documentFrom(this.reading.properties(separate).PolicyDocument, isPartlyUnseen(separate));
    const isCertain = attached === 'surely' && this.reading.isThere(template.resources[logicalId], template) === true;
    return { separate, document: isCertain ? document : document.perhaps() };
  }

  private loopsMakePolicies(): boolean {
    this.hasLoops ??= this.reading.templates.some(makesPolicies);
    return this.hasLoops;
  }

  /** The roles that a policy names, in the first of these properties that it has. */
  private rolesOf(policy: ResourceOf, ...properties: string[]): Text[] {
    const { template, logicalId } = policy;
    const written = properties.map((property) => this.reading.value(template.resources[logicalId].Properties?.[property], template));
    return namesFrom(texts(written.find((value) => value !== undefined)), isPartlyUnseen(policy));
  }
}

/** A policy with its name; one that is chosen at deployment has neither a name nor a document yet. */
function inlinePolicy(policy: any): AttachedPolicy {
  return policy instanceof Text
    ? { document: PolicyDocument.of(policy) }
    : { document: documentFrom(policy?.PolicyDocument, isWrittenLater(policy)), name: policy?.PolicyName };
}

function texts(value: unknown): Text[] {
  return [value].flat(2).filter((item) => item instanceof Text);
}
