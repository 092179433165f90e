import { Annotations, aws_kms as kms, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { keyResource } from './environment-key';
import { addToKeyPolicy, currentKeyPolicy, renderedKeyPolicy } from './key-policy';
import { KeyAccess, keyAccess } from './key-policy-access';
import { KeyUse } from './key-use';
import { printedStatements } from './printed-statements';
import { templateTexts } from './template-texts';
import { warnWhenValidated } from '../common/app-validation';
import { EnvironmentLocation } from '../common/environment-location';

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
  const isInReach = addToKeyPolicy(key, byLogs.statement(location));
  if (resource === undefined || access(resource, currentKeyPolicy(key, resource), byRole).isAllowed !== 'yes') {
    addToKeyPolicy(key, byRole.statement(location));
  }
  [byLogs, byRole].forEach((use) => warnIfRefused(user, key, use));
  if (!isInReach && resource === undefined) {
    Annotations.of(construct).addWarningV2(OUT_OF_REACH, outOfReach(user, key, [byLogs, byRole]));
  } else if (!isInReach) {
    warnWhenValidated(construct, OUT_OF_REACH, () => {
      const open = [byLogs, byRole].filter((use) => access(resource!, renderedKeyPolicy(resource!), use).isAllowed === 'could be');
      return open.length === 0 ? undefined : outOfReach(user, key, open);
    });
  }
}

const OUT_OF_REACH = 'cdk-mwaa-iam:keyPolicyOutOfReach';

function outOfReach(user: KeyUser, key: kms.IKeyRef, uses: KeyUse[]): string {
  const consequences = uses.map(({ otherwise }) => otherwise).join(', and ');
  const these = uses.length === 1 ? 'this statement' : 'these statements';
  return `this app cannot change the policy of the key '${key.node.path}': add ${these} to it, or ${consequences}:\n${printed(user, key, uses)}`;
}

/** Synth warns if the policy that the template has for a key, whatever was written over it, certainly does not allow a use. */
export function warnIfRefused(user: KeyUser, key: kms.IKeyRef, use: KeyUse): void {
  const resource = keyResource(key);
  if (resource !== undefined) {
    warnWhenValidated(user.construct, use.warningId, () => {
      const { isAllowed, denial } = access(resource, renderedKeyPolicy(resource), use);
      return isAllowed !== 'no' ? undefined : `the policy of the key '${key.node.path}' ${use.refusal}: ` + (denial === undefined
        ? `add this statement to it:\n${printed(user, key, [use])}`
        : `it has a statement that denies it, ${JSON.stringify(denial.elements)}: remove that, or make an exception in it`);
    });
  }
}

function printed({ construct, purpose, location }: KeyUser, key: kms.IKeyRef, uses: KeyUse[]): string {
  return printedStatements(uses.map(({ statement }) => (at) => Stack.of(construct).resolve(statement(at))), location, key.keyRef.keyArn, purpose);
}

function access(key: kms.CfnKey, policy: unknown, { requests }: KeyUse): KeyAccess {
  return policy === undefined ? { isAllowed: 'could be' } : keyAccess(templateTexts(key.stack, policy), requests);
}
