import { aws_iam as iam, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { shortestLength } from './policy-length';
import { warnWhenValidated } from '../common/app-validation';
import { oncePer } from '../common/once-per';

/** A part of what IAM limits, such as a policy or a statement, as a message names it. */
export interface SizedPart {
  readonly name: string;
  readonly length: number;
}

/** The text of a warning that something is too large: its size, the limit and the largest part. */
export function tooLarge(subject: string, size: string, limit: number, parts: SizedPart[], wayOut: string): string {
  const largest = parts.reduce((one, other) => other.length > one.length ? other : one);
  return `${subject} ${size} characters, of which ${largest.name} has ${largest.length}, and IAM allows ${limit}: ${wayOut}`;
}

/**
 * The most characters, without white space, that IAM allows in one managed policy, in all inline policies of a user together,
 * and in those of a group.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
export const MANAGED_LIMIT = 6_144;
const USER_LIMIT = 2_048;
const GROUP_LIMIT = 5_120;

/** Synth warns if what is added to a managed policy makes it longer than IAM allows, whatever its tokens turn out to be. */
export function warnAboutManagedPolicy(policy: iam.ManagedPolicy, wasExtended: () => boolean): void {
  warnWhenValidated(policy, 'cdk-mwaa-iam:managedPolicyTooLarge', () => wasExtended()
    ? documentTooLarge(policy, policy.document, `the policy '${policy.node.path}' has`, MANAGED_LIMIT, 'move statements to another managed policy')
    : undefined);
}

/** Synth warns if what is granted to a user or a group is longer than IAM allows, whatever its tokens turn out to be. */
export function warnAboutGrants({ grantPrincipal }: iam.IGrantable): void {
  if ('userName' in grantPrincipal || 'groupName' in grantPrincipal) {
    const principal = grantPrincipal as iam.IUser | iam.IGroup;
    const grants = principal.node.children.find(({ node }) => iam.CfnPolicy.isCfnPolicy(node.defaultChild));
    if (grants !== undefined) {
      watchGrants(grants);
    }
  }
}

const watchGrants = oncePer((grants: IConstruct) => {
  const principal = grants.node.scope!;
  const limit = 'userName' in principal ? USER_LIMIT : GROUP_LIMIT;
  warnWhenValidated(grants, 'cdk-mwaa-iam:inlinePoliciesTooLarge', () => documentTooLarge(
    grants, (grants.node.defaultChild as iam.CfnPolicy).policyDocument, `the inline policies of '${principal.node.path}' have`, limit,
    'grant to a role, or attach managed policies instead',
  ));
  return true;
});

function documentTooLarge(scope: IConstruct, document: unknown, subject: string, limit: number, wayOut: string): string | undefined {
  const json = Stack.of(scope).resolve(document);
  const size = shortestLength(scope, json);
  const parts = () => json.Statement.map((statement: any) => ({ name: nameOf(statement), length: shortestLength(scope, statement) }));
  return size > limit ? tooLarge(subject, `at least ${size}`, limit, parts(), wayOut) : undefined;
}

function nameOf({ Sid, Action, NotAction }: any): string {
  const [name] = [Sid ?? Action ?? NotAction].flat();
  return `the statement \`${name}\``;
}
