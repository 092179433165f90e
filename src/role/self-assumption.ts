import { aws_iam as iam, CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { roleArn } from './role-arn';
import { templateText, templateTexts } from '../bucket-and-key/template-texts';
import { referencedConstructs } from '../common/references';
import { renderedProperties } from '../common/rendered-properties';
import { decide } from '../iam/evaluation';
import { PolicyDocument } from '../iam/policy-document';
import { Principal, role as rolePrincipal } from '../iam/principal';
import { Text } from '../iam/text';

/** The CloudFormation resource of a role, if this app defines it. Also finds the resource of an import by the role's ARN or name. */
export function roleResource(role: iam.IRoleRef): iam.CfnRole | undefined {
  return [role, role.node.defaultChild, ...referencedConstructs(role, role.roleRef.roleArn)].find((one) => iam.CfnRole.isCfnRole(one));
}

/** Each role's policies that this app defines, and whether it may have others. */
export type RolePolicies = (role: iam.CfnRole) => { readonly documents: PolicyDocument[]; readonly others: boolean };

/** Reads the policies of all roles among some constructs, in one pass. */
export function rolePolicies(constructs: IConstruct[]): RolePolicies {
  const attached = new Map<unknown, PolicyDocument[]>();
  const attachedTo = (owner: unknown) => attached.get(owner) ?? [];
  for (const policy of constructs.filter(isPolicy)) {
    const { PolicyDocument: document, Roles: roles, RoleName: name } = renderedProperties(policy);
    const owners = new Set([...referencedConstructs(policy, [policy.roles, policy.roleName]), ...listed(roles), ...listed(name)]);
    owners.forEach((owner) => attached.set(owner, [...attachedTo(owner), documentIn(policy, document)]));
  }
  return (role) => {
    const { Policies: inline, ManagedPolicyArns: managed, RoleName: name } = renderedProperties(role);
    const own = listed(inline).map(({ PolicyDocument: document }) => documentIn(role, document));
    return { documents: [...own, ...attachedTo(role), ...listed(name).flatMap(attachedTo)], others: listed(managed).length > 0 };
  };
}

/**
 * Whether a role may assume itself, as far as the app shows: false only if its trust policy or its permissions surely do not
 * allow it. A trust policy that names the role is enough, and one that names the account leaves it to the role's permissions.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html
 */
export function mayAssumeItself(role: iam.CfnRole, policies: RolePolicies): boolean {
  const { stack } = role;
  const arn = roleArn(role);
  const account = templateText(stack, stack.account);
  const root = Text.of('arn:', templateText(stack, stack.partition), ':iam::', account, ':root');
  const context = { 'aws:PrincipalArn': arn, 'aws:PrincipalAccount': account, 'aws:PrincipalType': 'AssumedRole' };
  const request = { action: 'sts:AssumeRole', resource: arn, context };
  const trust = documentIn(role, withoutAttributes(renderedProperties(role).AssumeRolePolicyDocument));
  const trusts = (principal: Principal) => decide([trust], { ...request, principal }).isAllowed !== 'no';
  const { documents, others } = policies(role);
  const isPermitted = () => others || decide(documents, request).isAllowed !== 'no';
  return trusts(rolePrincipal(arn)) || (trusts({ kind: 'AWS', names: [root, account] }) && isPermitted());
}

/** A trust policy without the principals that are attributes: a role that refers to itself would be circular, so they are others. */
function withoutAttributes(trust: unknown): unknown {
  return JSON.parse(JSON.stringify(trust), (key, value) => key === 'AWS' ? listed(value).filter((one) => Object(one)['Fn::GetAtt'] === undefined) : value);
}

interface IdentityPolicy extends CfnResource {
  readonly roles?: unknown;
  readonly roleName?: unknown;
}

/** Whether a construct is a policy that names its roles. */
function isPolicy(construct: IConstruct): construct is IdentityPolicy {
  return iam.CfnPolicy.isCfnPolicy(construct) || iam.CfnRolePolicy.isCfnRolePolicy(construct) || iam.CfnManagedPolicy.isCfnManagedPolicy(construct);
}

function documentIn({ stack }: CfnResource, json: unknown): PolicyDocument {
  return PolicyDocument.of(templateTexts(stack, json));
}

function listed(value: any): any[] {
  return [value ?? []].flat();
}
