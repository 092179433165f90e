import { aws_iam as iam, CfnResource, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { referencedConstructs } from '../common/references';
import { renderedProperties } from '../common/rendered-properties';

/** The CloudFormation resource of a role, if this app defines it. Also finds the resource of an import by the role's ARN or name. */
export function roleResource(role: iam.IRoleRef): iam.CfnRole | undefined {
  return [role, role.node.defaultChild, ...referencedConstructs(role, role.roleRef.roleArn)].find((one) => iam.CfnRole.isCfnRole(one));
}

/** The statements of each role's policies that this app defines, and whether it may have others. */
export type RolePolicies = (role: iam.CfnRole) => { readonly statements: any[]; readonly others: boolean };

/** Reads the policies of all roles of a stage in one pass. */
export function rolePolicies(stage: IConstruct): RolePolicies {
  const attached = new Map<unknown, any[]>();
  for (const policy of stage.node.findAll().filter(isPolicy)) {
    const { PolicyDocument: document, Roles: roles, RoleName: name } = renderedProperties(policy);
    const owners = [...referencedConstructs(policy, [policy.roles, policy.roleName]), ...listed(roles), name];
    owners.forEach((owner) => attached.set(owner, [...attached.get(owner) ?? [], ...statementsOf(document)]));
  }
  return (role) => {
    const { Policies: inline, ManagedPolicyArns: managed, RoleName: name } = renderedProperties(role);
    const statements = listed(inline).flatMap((policy) => statementsOf(policy.PolicyDocument));
    return {
      statements: [...statements, ...attached.get(role) ?? [], ...name === undefined ? [] : attached.get(name) ?? []],
      others: listed(managed).length > 0,
    };
  };
}

/**
 * Whether a role may assume itself, as far as the app shows: false only if its trust policy or its permissions surely do not
 * allow it. A trust policy that names the role is enough, and one that names the account leaves it to the role's permissions.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html
 */
export function mayAssumeItself(role: iam.CfnRole, policies: RolePolicies): boolean {
  const statements = statementsOf(renderedProperties(role).AssumeRolePolicyDocument).filter(mayAllow);
  const trusted = statements.flatMap(identities).map((identity) => relation(role, identity));
  const { statements: permissions, others } = policies(role);
  return trusted.includes('itself') || trusted.includes('its account') && (others || permissions.some(mayAllow));
}

interface IdentityPolicy extends CfnResource {
  readonly roles?: unknown;
  readonly roleName?: unknown;
}

/** Whether a construct is a policy that names its roles. */
function isPolicy(construct: IConstruct): construct is IdentityPolicy {
  return iam.CfnPolicy.isCfnPolicy(construct) || iam.CfnRolePolicy.isCfnRolePolicy(construct) || iam.CfnManagedPolicy.isCfnManagedPolicy(construct);
}

/** Whether a statement may allow to assume a role. Whatever is no text may. */
function mayAllow({ Effect: effect = 'Allow', Action: action = '*' }: any): boolean {
  return effect !== 'Deny' && listed(action).some((one) => typeof one !== 'string' || covers(one, 'sts:AssumeRole'));
}

function covers(pattern: string, action: string): boolean {
  return new RegExp(`^${pattern.replace(/[^\w*?]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`, 'i').test(action);
}

/** The principals of a trust policy statement that may be accounts, roles or users. */
function identities({ Principal: principal = '*' }: any): unknown[] {
  const isMap = ['AWS', 'Service', 'Federated'].some((kind) => kind in Object(principal));
  return isMap ? listed(principal.AWS) : [principal];
}

/** What a principal may be to a role. A role that refers to itself would be circular, so an attribute is that of another. */
function relation({ env: { account }, roleName: name }: iam.CfnRole, principal: unknown): 'itself' | 'its account' | 'another' {
  const text = JSON.stringify(principal);
  const [, itsAccount = account] = /[:"]([0-9]{12})[:"]/.exec(text) ?? [];
  const isElsewhere = !Token.isUnresolved(account) && itsAccount !== account;
  const isOtherName = /:(role|user)\//.test(text) && name !== undefined && !Token.isUnresolved(name) && !text.includes(`/${name}"`);
  if (text.includes('Fn::GetAtt') || isElsewhere || isOtherName) {
    return 'another';
  }
  return /^"[0-9]{12}"$|:root"/.test(text) ? 'its account' : 'itself';
}

function statementsOf(document: any): any[] {
  return listed(document?.Statement);
}

function listed(value: any): any[] {
  return [value ?? []].flat();
}
