import { InputRule, matching, optional } from './input-rules';

/** The props of a role that can be looked at; JavaScript may put anything into them. */
interface RoleInput {
  readonly roleName?: unknown;
  readonly path?: unknown;
  readonly description?: unknown;
  readonly additionalPrincipals?: unknown;
}

/**
 * What the props of a role have to satisfy; for name and path also what an environment takes as `ExecutionRoleArn`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-mwaa-environment.html#cfn-mwaa-environment-executionrolearn
 */
export function roleRules(props?: RoleInput): InputRule[] {
  return [
    {
      prop: 'roleName',
      value: props?.roleName,
      accepts: optional(matching(/^[a-zA-Z0-9_+=,.@\-]{1,64}$/)),
      rule: 'must be 1 to 64 letters, digits and characters of "_+=,.@-": or leave it out and CloudFormation generates a name',
    },
    {
      prop: 'path',
      value: props?.path,
      accepts: optional(matching(/^(?=.{1,512}$)\/([a-zA-Z0-9_+=,.@\-\/]*\/)?$/)),
      rule: 'must begin and end with a slash and be at most 512 letters, digits and characters of "_+=,.@-/", the only ones MWAA takes',
    },
    roleDescriptionRule(props?.description),
    {
      prop: 'additionalPrincipals',
      value: props?.additionalPrincipals,
      accepts: optional((principals) => Array.isArray(principals) && principals.every(isPrincipal)),
      rule: 'must be a list of principals such as `new iam.AccountPrincipal(…)`',
    },
  ];
}

/**
 * What IAM takes as the description of a role or of a managed policy.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRoleDescription.html
 */
export function roleDescriptionRule(description: unknown): InputRule {
  return {
    prop: 'description',
    value: description,
    accepts: optional((text) => typeof text === 'string' && text.length <= 1000),
    rule: 'must be at most 1,000 characters',
  };
}

/** What IAM takes as the name of a customer managed policy. */
export function policyNameRule(prop: string, name: unknown): InputRule {
  return {
    prop,
    value: name,
    accepts: optional(matching(/^[a-zA-Z0-9_+=,.@\-]{1,128}$/)),
    rule: 'must be 1 to 128 letters, digits and characters of "_+=,.@-"',
  };
}

function isPrincipal(value: any): boolean {
  return typeof value === 'object' && value !== null && 'grantPrincipal' in value && 'policyFragment' in value;
}
