import { aws_iam as iam, CfnCondition, CfnResource, Fn, Lazy } from 'aws-cdk-lib';
import { whenValidated } from '../app-validation';
import { referencedConstructs } from '../references';
import { renderedCondition, writtenOver } from '../rendered-properties';

/** What was written as the condition of a resource that carries some, and these conditions as they are now. */
interface CarriedConditions {
  readonly written: unknown;
  readonly ids: () => string[];
}

const CARRIED = new WeakMap<CfnResource, CarriedConditions>();

/**
 * Gives a resource that this library creates the conditions of the resources that it refers to, so that it is there only
 * where they are: CloudFormation rejects a template with a reference to a resource that is not there.
 *
 * The conditions are read late, so they can be set at any time. Those of other stacks are not carried over, because a
 * condition has a meaning in its own template only.
 */
export function carryConditions(created: CfnResource, referred: () => (CfnResource | undefined)[]): void {
  const conditions = () => {
    const { stack, cfnOptions: { condition: own } } = created;
    const carried = referred().flatMap((resource) => resource?.stack === stack ? conditionIds(resource) : []);
    return [...new Set<string | undefined>([stack.resolve(own?.logicalId), ...carried])].filter((id) => id !== undefined);
  };
  let all: CfnCondition | undefined;
  const written = Lazy.uncachedAny({ produce: () => all?.logicalId ?? conditions()[0] });
  created.addOverride('Condition', written);
  CARRIED.set(created, { written, ids: conditions });
  whenValidated(created, () => {
    if (all === undefined && conditions().length > 1) {
      const expressions = () => conditions().map((id) => Lazy.any({ produce: () => ({ Condition: id }) }));
      all = new CfnCondition(created, 'AllConditions', { expression: Lazy.uncachedAny({ produce: () => Fn.conditionAnd(...expressions()) }) });
    }
  });
}

/** The logical ids of all conditions of a resource. Several that it carries are one in the template, which is not there before it is validated. */
export function conditionIds(resource: CfnResource): string[] {
  const carried = CARRIED.get(resource);
  return carried !== undefined && writtenOver(resource).Condition === carried.written
    ? carried.ids()
    : [renderedCondition(resource)].filter((id) => id !== undefined);
}

/** Gives a policy that this library attaches to a role the condition of the role, which it refers to. */
export function carryRoleCondition({ node: { defaultChild: role } }: iam.Role, { node }: iam.Policy | iam.ManagedPolicy): void {
  const policy = node.defaultChild;
  if (CfnResource.isCfnResource(policy)) { // with `Role.customizeRoles` neither role nor policy is a resource
    carryConditions(policy, () => [role as iam.CfnRole | undefined]);
  }
}

/**
 * Gives a policy for roles of the user the condition that all these roles have. If their conditions differ, it has to be there for
 * one role where another is not, and so it names each role under the conditions of that role.
 */
export function carryConditionOfRoles({ node: { defaultChild: policy } }: iam.ManagedPolicy): void {
  if (!iam.CfnManagedPolicy.isCfnManagedPolicy(policy)) { // with `Role.customizeRoles` the policy is no resource
    return;
  }
  const { stack } = policy;
  const named = () => {
    const roles = [...referencedConstructs(policy, policy.roles)].filter(iam.CfnRole.isCfnRole).filter((role) => role.stack === stack);
    const names: any[] = stack.resolve(policy.roles) ?? [];
    return names.map((name) => ({ name, role: roles.find((role) => name.Ref === stack.resolve(role.logicalId)) }));
  };
  const conditionsOf = (role?: iam.CfnRole) => (role === undefined ? [] : conditionIds(role));
  const isOneCondition = () => new Set(named().map(({ role }) => JSON.stringify(conditionsOf(role)))).size === 1;
  carryConditions(policy, () => (isOneCondition() ? named().map(({ role }) => role) : []));
  whenValidated(policy, () => {
    if (named().length > 0 && !isOneCondition()) {
      policy.addPropertyOverride('Roles', named().map(({ name, role }) =>
        conditionsOf(role).reduceRight((value, id) => ({ 'Fn::If': [id, value, { Ref: 'AWS::NoValue' }] }), name)));
    }
  });
}
