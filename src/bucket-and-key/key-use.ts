import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { allowAccountStatement, enableIamStatement } from './key-policy';
import { KeyStatementTexts, LocationTexts, logsRequests, roleRequests } from './key-policy-access';
import { templateText, templateTexts } from './template-texts';
import { EnvironmentLocation } from '../common/environment-location';
import { StatementJson } from '../common/statement-json';
import { AccessRequests } from '../iam/evaluation';
import { Text } from '../iam/text';

/** A use of a key that its policy has to allow. */
export interface KeyUse {
  /** What the key policy says for it, of an environment or a workflow in this location. */
  readonly statement: (location: EnvironmentLocation) => StatementJson;
  /** A statement that most key policies have, and that is enough if nothing is denied. */
  readonly enough: (location: EnvironmentLocation) => StatementJson;
  /** What KMS is asked then. */
  readonly requests: AccessRequests[];
  /** The id of the warning if the policy refuses it. */
  readonly warningId: string;
  /** What is wrong then. Completes the sentence "the policy of the key …". */
  readonly refusal: string;
  /** What happens without the statement. Completes the sentence "add the statement, or …". */
  readonly otherwise: string;
}

/** What CloudWatch Logs encrypts with a key. */
export interface LogsUse {
  readonly statement: (location: EnvironmentLocation) => StatementJson;
  /** The ARNs of the log groups. */
  readonly logGroups: () => Text[];
  /** What does not work without. */
  readonly failure: string;
}

/** CloudWatch Logs encrypts log groups with a key. */
export function useByLogs(construct: Construct, keyArn: string, location: EnvironmentLocation, { statement, logGroups, failure }: LogsUse): KeyUse {
  const read = (json: unknown) => templateTexts(Stack.of(construct), json);
  return {
    statement,
    enough: statement,
    get requests() { // anew each time, because a log group can be renamed
      return logsRequests(placeOf(construct, location), read(keyArn), logGroups());
    },
    warningId: 'cdk-mwaa-iam:keyPolicyRefusesLogs',
    refusal: `does not let CloudWatch Logs use the key, so ${failure}`,
    otherwise: failure,
  };
}

/** A statement in the policy of a role. */
export interface RoleUse {
  readonly roleArn: () => Text;
  /** The Sid of the statement for the key policy. */
  readonly sid: string;
  readonly statementOfRole: (location: EnvironmentLocation) => StatementJson;
}

/** A role uses a key, as its own policy says. */
export function useByRole(construct: Construct, keyArn: string, location: EnvironmentLocation, use: RoleUse): KeyUse {
  const { roleArn, sid, statementOfRole } = use;
  const read = (json: unknown) => templateTexts(Stack.of(construct), json);
  return {
    statement: (at) => allowAccountStatement(sid, at, statementOfRole(at)),
    enough: enableIamStatement,
    get requests() { // anew each time, because the role can be renamed
      const { Action, Condition } = statementOfRole(location);
      const statement: KeyStatementTexts = read({ Action, Condition });
      return roleRequests(statement, placeOf(construct, location), read(keyArn), roleArn());
    },
    warningId: 'cdk-mwaa-iam:keyPolicyRefusesRole',
    refusal: 'lets neither the account nor the role use the key, so the permissions of the role on the key have no effect',
    otherwise: 'the permissions of the role on the key have no effect unless the policy lets the account in anyway',
  };
}

function placeOf(construct: Construct, { partition, region, account }: EnvironmentLocation): LocationTexts {
  const stack = Stack.of(construct);
  return { partition: templateText(stack, partition), region: templateText(stack, region), account: templateText(stack, account) };
}
