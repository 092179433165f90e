import { aws_iam as iam, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { logGroupArns } from './documented-statements';
import { ResolvedOptions } from './execution-policy-options';
import { executionStatements } from './execution-statements';
import { allowAccountStatement, allowLogsStatement } from '../bucket-and-key/key-policy';
import { KeyStatementTexts, LocationTexts, logsRequests, roleRequests } from '../bucket-and-key/key-policy-access';
import { templateText, templateTexts } from '../bucket-and-key/template-texts';
import { EnvironmentLocation } from '../common/environment-location';
import { StatementJson } from '../common/statement-json';
import { AccessRequest, AccessRequests } from '../iam/evaluation';
import { Text } from '../iam/text';
import { roleArn } from '../role/role-arn';

/** A use of a key that its policy has to allow. */
export interface KeyUse {
  /** What the key policy says for it, of an environment in this location. */
  readonly statement: (location: EnvironmentLocation) => StatementJson;
  /** What KMS is asked then. */
  readonly requests: (AccessRequest | AccessRequests)[];
  /** The id of the warning if the policy refuses it. */
  readonly warningId: string;
  /** What is wrong then. Completes the sentence "the policy of the key …". */
  readonly refusal: string;
  /** What happens without the statement. Completes the sentence "add the statement, or …". */
  readonly otherwise: string;
}

/** CloudWatch Logs encrypts the log groups of an environment with its key. */
export function useByLogs(construct: Construct, options: ResolvedOptions, keyArn: string): KeyUse {
  const { location, environmentName } = options;
  const read = (json: unknown) => templateTexts(Stack.of(construct), json);
  return {
    statement: allowLogsStatement,
    requests: logsRequests(placeOf(construct, location), read(keyArn), read(logGroupArns({ ...location, environmentName }))),
    warningId: 'cdk-mwaa-iam:keyPolicyRefusesLogs',
    refusal: 'does not let CloudWatch Logs use the key, so MWAA cannot create its log groups',
    otherwise: 'MWAA cannot create its log groups',
  };
}

/** The role uses the key of its environment. */
export function useOfEnvironmentKey(construct: Construct, options: ResolvedOptions, keyArn: string): KeyUse {
  return useByRole(construct, options, keyArn, 'Allow Airflow to use its key', (location) => {
    const { documented } = executionStatements({ ...options, location });
    return documented.find(({ name }) => name === 'useCustomerManagedKey')!.statement;
  });
}

/** The role decrypts with the key of its bucket. */
export function useOfBucketKey(construct: Construct, options: ResolvedOptions, keyArn: string): KeyUse {
  return useByRole(construct, options, keyArn, 'Allow Airflow to read its source bucket', (location) => executionStatements({ ...options, location }).decryptBucket[0]);
}

function useByRole(
  construct: Construct, { location }: ResolvedOptions, keyArn: string, sid: string, statementOfRole: (location: EnvironmentLocation) => StatementJson,
): KeyUse {
  const read = (json: unknown) => templateTexts(Stack.of(construct), json);
  const place = placeOf(construct, location);
  const statement: KeyStatementTexts = read(statementOfRole(location));
  return {
    statement: (at) => allowAccountStatement(sid, at, statementOfRole(at)),
    get requests() { // anew each time, because the role can be renamed
      return roleRequests(statement, place, read(keyArn), roleOf(construct));
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

/** The ARN of the role that a construct defines. The policy for an existing role is for one that only the deployment knows. */
function roleOf({ node }: Construct): Text {
  return iam.CfnRole.isCfnRole(node.defaultChild) ? roleArn(node.defaultChild) : Text.of({ kind: 'chosen', id: `role of ${node.addr}`, name: 'Role' });
}
