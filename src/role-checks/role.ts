import { PolicyDocumentJson } from './statement';
import { Template } from './template';

/** A policy of a role whose document the app's templates show. */
export interface AttachedPolicy {
  readonly document: PolicyDocumentJson;
  /** The resource that carries it, where it is one of its own. */
  readonly separate?: ResourceOf;
}

/** A resource of a template. */
export interface ResourceOf {
  readonly template: Template;
  readonly logicalId: string;
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
  readonly boundary?: PolicyDocumentJson;
  /** The ARN of a permissions boundary that no template shows. */
  readonly unseenBoundary?: string;
}

/** The roles that templates define, with their policies from all of them. */
export function rolesOf(templates: Template[]): Role[] {
  const managed = managedPolicies(templates);
  const separate = [...separatePolicies(templates), ...managed];
  return templates.flatMap((template) => template.idsOf('AWS::IAM::Role').map((logicalId) => {
    const properties = template.properties(logicalId);
    const name = template.nameOf(logicalId, 'RoleName');
    const arns = texts(properties.ManagedPolicyArns);
    const [boundaryArn] = texts(properties.PermissionsBoundary);
    const boundary = managed.find(({ arn }) => arn === boundaryArn);
    return {
      name,
      arn: template.attribute(logicalId, 'Arn')!,
      resource: { template, logicalId },
      trust: documentOf(properties.AssumeRolePolicyDocument),
      policies: [
        ...objects(properties.Policies).map(({ PolicyDocument }) => ({ document: documentOf(PolicyDocument) })),
        ...separate.filter((policy) => policy.roles.includes(name) || ('arn' in policy && arns.includes(policy.arn as string))),
      ],
      unseen: arns.filter((arn) => !managed.some((policy) => policy.arn === arn)),
      boundary: boundary?.document,
      unseenBoundary: boundary === undefined ? boundaryArn : undefined,
    };
  }));
}

function separatePolicies(templates: Template[]) {
  return templates.flatMap((template) =>
    [...template.idsOf('AWS::IAM::Policy'), ...template.idsOf('AWS::IAM::RolePolicy')].map((logicalId) => {
      const { PolicyDocument, Roles, RoleName } = template.properties(logicalId);
      return { document: documentOf(PolicyDocument), roles: texts([Roles ?? RoleName]), separate: { template, logicalId } };
    }));
}

function managedPolicies(templates: Template[]) {
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

/** A document; one that is chosen at deployment counts as one statement of which nothing is known. */
export function documentOf(value: unknown): PolicyDocumentJson {
  return typeof value === 'object' && value !== null ? value : { Statement: value };
}

function texts(value: any): string[] {
  return [value].flat(2).filter((item): item is string => typeof item === 'string');
}

function objects(value: unknown): any[] {
  return [value].flat().filter((item) => typeof item === 'object' && item !== null);
}
