import { Deployed } from './account';
import { EMULATED } from './emulator';
import { confinementStatements } from '../../src/queue-confinement';
import { documented, documentedTrust, withoutPublicAccessBlock } from '../../test/documented';
import { QUEUE_ACCOUNT } from '../../test/template';

/** An environment of the example, as the example says it. */
export interface Environment {
  readonly stack: string;
  readonly environmentName: string;
  readonly customerManagedKey: boolean;
  readonly accountPublicAccessBlock: boolean;
}

/** What was read back of a resource, and what it has to be. */
export interface Check {
  readonly what: string;
  /** The type of the resource that says it. */
  readonly type: string;
  readonly actual: unknown;
  readonly expected: unknown;
}

export function checksOf(environment: Environment, { trust, policies, keyPolicy, ...values }: Deployed): Check[] {
  const { stack, environmentName, customerManagedKey, accountPublicAccessBlock } = environment;
  const { MwaaExecutionPolicy: permissions, ...others } = policies;
  const variant = customerManagedKey ? 'customer managed key' : 'AWS owned key';
  const published = documented(`execution-policy-${customerManagedKey ? 'customer-managed' : 'aws-owned'}-key`, { ...EMULATED, ...environment, ...values });
  const check = (what: string, type: string, actual: unknown, expected: unknown): Check => ({ what: `${stack}: ${what}`, type, actual, expected });
  return [
    check(
      `the role may do what the page says for ${/^A/.test(variant) ? 'an' : 'a'} ${variant}${accountPublicAccessBlock ? '' : ', without the public access block'}`,
      'AWS::IAM::Role', permissions, accountPublicAccessBlock ? published : withoutPublicAccessBlock(published, EMULATED),
    ),
    check(`MWAA may assume the role for the environment "${environmentName}" alone`, 'AWS::IAM::Role', trust, documentedTrust(environmentName, EMULATED)),
    check(
      'the only other policy of the role confines it to the account of its queue',
      'AWS::IAM::Policy', Object.values(others), [{ Version: '2012-10-17', Statement: confinementStatements(EMULATED, QUEUE_ACCOUNT, !customerManagedKey) }],
    ),
    customerManagedKey
      ? check('the key policy ends with the statement for CloudWatch Logs', 'AWS::KMS::Key',
        inOrder(keyPolicy?.Statement.at(-1)), inOrder(documented('key-policy-logs-statement', EMULATED)))
      : check('there is no key', 'AWS::KMS::Key', values.keyId, undefined),
  ];
}

/** CDK sorts the actions of a key policy under the example's feature flag `minimizePolicies`. */
function inOrder(statement: any): unknown {
  return { ...statement, Action: [statement?.Action].flat().sort() };
}
