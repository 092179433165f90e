import { Attachable, isAttached } from './policy-attachment';
import { documentOf, PolicyDocumentJson } from '../evaluation/statement';
import { unknown } from '../evaluation/text';
import { ResourceOf, Template } from '../template/template';

/** A policy of a role whose document the app's templates show. */
export interface AttachedPolicy {
  readonly document: PolicyDocumentJson;
  /** The name of an inline policy. */
  readonly name?: string;
  /** The resource that carries it, where it is one of its own. */
  readonly separate?: ResourceOf;
}

/** A role, and everything that is attached to it. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  /** The resource that defines it. Absent for a role that was made beforehand, of which the app knows the policies. */
  readonly resource?: ResourceOf;
  readonly trust: PolicyDocumentJson;
  readonly policies: AttachedPolicy[];
  /** The ARNs of policies that no template shows. */
  readonly unseen: string[];
  readonly boundary?: AttachedPolicy;
  /** The ARN of a permissions boundary that no template shows. */
  readonly unseenBoundary?: string;
}

/** A piece of a template that a transform writes at deployment. */
const UNSEEN = unknown('Fn::Transform');

/** The roles that templates define, with their policies from all of them. */
export function rolesOf(templates: Template[]): Role[] {
  const managed = managedPolicies(templates);
  const separate = [...separatePolicies(templates), ...managed];
  const named = templates.flatMap((template) => template.idsOf('AWS::IAM::Role')
    .map((logicalId) => ({ template, logicalId, name: template.nameOf(logicalId, 'RoleName') })));
  return named.map((self) => {
    const { template, logicalId, name } = self;
    const properties = template.properties(logicalId);
    const transformed = template.resources[logicalId].Properties?.['Fn::Transform'] !== undefined;
    const arns = texts(properties.ManagedPolicyArns);
    const [boundaryArn] = texts(properties.PermissionsBoundary);
    const boundary = managed.find(({ arn }) => arn === boundaryArn);
    const others = named.filter((other) => other !== self && other.name === name);
    return {
      name,
      arn: template.attribute(logicalId, 'Arn')!,
      resource: { template, logicalId },
      trust: documentOf(properties.AssumeRolePolicyDocument ?? (transformed ? UNSEEN : undefined)),
      policies: [
        ...[transformed ? UNSEEN : [], properties.Policies ?? []].flat(2).map(inlinePolicy),
        ...separate.flatMap((policy) => {
          const attached = arns.includes(policy.arn!) ? 'surely' : isAttached(policy, self, others);
          return attached === 'surely' ? [policy] : attached === 'maybe' ? [maybe(policy)] : [];
        }),
      ],
      unseen: arns.filter((arn) => !managed.some((policy) => policy.arn === arn)),
      boundary,
      unseenBoundary: boundary === undefined ? boundaryArn : undefined,
    };
  });
}

/** A policy with its name; one that is chosen at deployment has neither a name nor a document yet. */
function inlinePolicy(policy: any): AttachedPolicy {
  return typeof policy === 'object'
    ? { document: documentOf(policy?.PolicyDocument), name: policy?.PolicyName }
    : { document: documentOf(policy) };
}

function maybe(policy: AttachedPolicy): AttachedPolicy {
  return { ...policy, document: { ...policy.document, attachment: 'maybe' } };
}

type Separate = AttachedPolicy & Attachable & { readonly arn?: string };

function separatePolicies(templates: Template[]): Separate[] {
  return templates.flatMap((template) =>
    [...template.idsOf('AWS::IAM::Policy'), ...template.idsOf('AWS::IAM::RolePolicy')].map((logicalId) => {
      const { PolicyDocument, Roles, RoleName } = template.properties(logicalId);
      return { document: documentOf(PolicyDocument), roles: texts([Roles ?? RoleName]), separate: { template, logicalId } };
    }));
}

function managedPolicies(templates: Template[]): Separate[] {
  return templates.flatMap((template) => template.idsOf('AWS::IAM::ManagedPolicy').map((logicalId) => {
    const { PolicyDocument, Roles } = template.properties(logicalId);
    return {
      document: documentOf(PolicyDocument),
      roles: texts(Roles),
      arn: template.ref(logicalId)!,
      separate: { template, logicalId },
    };
  }));
}

function texts(value: any): string[] {
  return [value].flat(2).filter((item): item is string => typeof item === 'string');
}
