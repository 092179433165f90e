import { Annotations, aws_kms as kms, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { keyResource } from './environment-key';
import { addToKeyPolicy, currentKeyPolicy, renderedKeyPolicy } from './key-policy';
import { KeyAccess, keyAccess } from './key-policy-access';
import { KeyUse } from './key-use';
import { printedStatements } from './printed-statements';
import { renderedTexts } from './template-texts';
import { warn, whenValidated } from '../common/app-validation';
import { EnvironmentLocation } from '../common/environment-location';
import { StatementJson } from '../common/statement-json';
import { canonical } from '../iam/intrinsics';
import { PolicyDocument } from '../iam/policy-document';
import { Statement } from '../iam/statement';

/** What uses a key. */
export interface KeyUser {
  /** The role, or its policy. Warnings are on it. */
  readonly construct: Construct;
  /** What the role is for, as a message calls it. */
  readonly purpose: 'environment' | 'workflow';
  /** Where that runs. */
  readonly location: EnvironmentLocation;
}

/**
 * Adds what the policy of a key needs: the statement for CloudWatch Logs, and one for the account of the role if the policy
 * does not let the account in. Synth warns if this app cannot add them, or if the policy refuses the use.
 */
export function prepareKey(user: KeyUser, key: kms.IKeyRef, byLogs: KeyUse, byRole: KeyUse): void {
  const { construct, location } = user;
  const resource = keyResource(key);
  const letsRoleIn = resource !== undefined && allows(user, key, resource, byRole);
  const isInReach = addToKeyPolicy(key, byLogs.statement(location));
  if (!letsRoleIn) {
    addToKeyPolicy(key, byRole.statement(location));
  }
  if (!isInReach && resource === undefined) {
    Annotations.of(construct).addWarningV2(OUT_OF_REACH, outOfReach(user, key, [byLogs, byRole]));
  }
  warnIfRefused(user, key, [byLogs, byRole], isInReach);
}

const OUT_OF_REACH = 'cdk-mwaa-iam:keyPolicyOutOfReach';

function outOfReach(user: KeyUser, key: kms.IKeyRef, uses: KeyUse[]): string {
  const consequences = uses.map(({ otherwise }) => otherwise).join(', and ');
  const these = uses.length === 1 ? 'this statement' : 'these statements';
  return `this app cannot change the policy of the key '${key.node.path}': add ${these} to it, or ${consequences}:\n${printed(user, key, uses)}`;
}

/**
 * Synth warns if the policy that the template has for a key, whatever was written over it, certainly does not allow a use. If
 * this app cannot change the policy, synth also warns if the policy may not allow it.
 */
export function warnIfRefused(user: KeyUser, key: kms.IKeyRef, uses: KeyUse[], isInReach = true): void {
  const resource = keyResource(key);
  if (resource === undefined) {
    return;
  }
  const { construct } = user;
  whenValidated(construct, () => {
    const policy = renderedKeyPolicy(resource);
    const answers = uses.map((use) => ({ use, ...accessOf(user, resource.stack, policy, use) }));
    for (const { use, denial } of answers.filter(({ isAllowed }) => isAllowed === 'no')) {
      warn(construct, use.warningId, refused(user, key, use, denial));
    }
    const open = answers.filter(({ isAllowed }) => isAllowed === 'could be');
    if (!isInReach && open.length > 0) {
      warn(construct, OUT_OF_REACH, outOfReach(user, key, open.map(({ use }) => use)));
    }
  });
}

function refused(user: KeyUser, key: kms.IKeyRef, use: KeyUse, denial?: Statement): string {
  return `the policy of the key '${key.node.path}' ${use.refusal}: ` + (denial === undefined
    ? `add this statement to it:\n${printed(user, key, [use])}`
    : `it has a statement that denies it, ${JSON.stringify(denial.elements)}: remove that, or make an exception in it`);
}

function printed({ construct, purpose, location }: KeyUser, key: kms.IKeyRef, uses: KeyUse[]): string {
  return printedStatements(uses.map(({ statement }) => (at) => Stack.of(construct).resolve(statement(at))), location, key.keyRef.keyArn, purpose);
}

/** Whether the policy of a key allows a use as it is now. */
function allows(user: KeyUser, key: kms.IKeyRef, resource: kms.CfnKey, use: KeyUse): boolean {
  const { stack } = resource;
  const policy = currentKeyPolicy(key, resource);
  return policy !== undefined && accessOf(user, stack, stack.resolve(policy), use).isAllowed === 'yes';
}

/** What a policy without tokens says to a use. One that is plain is not evaluated: that would be a tenth of the time of an app. */
function accessOf(user: KeyUser, stack: Stack, policy: unknown, use: KeyUse): KeyAccess {
  return isPlain(user, stack, policy, use) ? { isAllowed: 'yes' } : keyAccess(PolicyDocument.of(renderedTexts(stack, policy)), use.requests);
}

/** Whether a policy denies nothing and has the statement that is enough, in the stack of the user, where it means the same. */
function isPlain({ construct, location }: KeyUser, stack: Stack, policy: any, use: KeyUse): boolean {
  const statements: any[] = [policy.Statement].flat();
  const enough = withoutSid(stack.resolve(use.enough(location)));
  return Stack.of(construct) === stack
    && statements.every((statement) => statement?.Effect === 'Allow')
    && statements.some((statement) => withoutSid(statement) === enough);
}

function withoutSid({ Sid, ...elements }: StatementJson): string {
  return canonical(elements);
}
