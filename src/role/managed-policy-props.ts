import { aws_iam as iam, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { InputProblem, InputRule, listOf, matching, optional, text, withText } from '../common/input-rules';

/** The rules for the props of a customer managed policy, except its name. */
export function managedPolicyRules(props?: { readonly roles?: unknown; readonly description?: unknown; readonly path?: unknown }): InputRule[] {
  return [
    {
      prop: 'roles',
      value: props?.roles,
      accepts: optional(listOf((role) => Construct.isConstruct(role) && withText('roleName')(role))),
      rule: 'must be a list of roles: pass a Role or an imported role of aws-iam for each',
    },
    policyDescriptionRule(props?.description),
    {
      prop: 'path',
      value: props?.path,
      accepts: optional(matching(/^(?=.{1,512}$)\/([\u0021-\u007E]*\/)?$/)),
      rule: 'must begin and end with a slash and have at most 512 visible ASCII characters',
    },
  ];
}

/** The roles of a policy must be in its account: CloudFormation knows them by their names only. Where an account is not known, nothing is said. */
export function foreignRoleProblems(scope: Construct, roles: unknown): InputProblem[] {
  const { account: here } = Stack.of(scope);
  return [roles ?? []].flat().flatMap((role: Partial<iam.IRole> | undefined) => {
    const account = role?.principalAccount;
    const isKnown = [account, here].every((one) => typeof one === 'string' && !Token.isUnresolved(one));
    return !isKnown || account === here ? [] : [{
      prop: 'roles',
      value: role,
      rule: `must be in the account of the policy, ${here}, not in ${account}, because CloudFormation attaches a policy to the role of that name in its own account:`
        + ' define a policy for it in a stack of the other account',
    }];
  });
}

/** The rule of IAM for the description of a customer managed policy. */
export function policyDescriptionRule(description: unknown): InputRule {
  return {
    prop: 'description',
    value: description,
    accepts: optional(text((value) => value.length <= 1000)),
    rule: 'must be at most 1,000 characters',
  };
}

/** The rule of IAM for the name of a customer managed policy. */
export function policyNameRule(prop: string, name: unknown): InputRule {
  return {
    prop,
    value: name,
    accepts: optional(matching(/^[a-zA-Z0-9_+=,.@\-]{1,128}$/)),
    rule: 'must be 1 to 128 letters, digits and characters of "_+=,.@-"',
  };
}
