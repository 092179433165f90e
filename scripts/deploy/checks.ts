import { Deployed } from './account';
import { EMULATED } from './emulator';
import { confinementStatements } from '../../src/execution-role/celery-queue-confinement';
import { documented, documentedTrust, withoutPublicAccessBlock } from '../../test/documented';
import { QUEUE_ACCOUNT } from '../../test/template';

/** An environment as the example defines it. */
export interface Environment {
  readonly stack: string;
  readonly environmentName: string;
  readonly customerManagedKey: boolean;
  readonly accountPublicAccessBlock: boolean;
}

/** An expectation about a deployed resource, with the actual value. */
export interface Check {
  readonly what: string;
  /** The type of the resource that has the value. */
  readonly type: string;
  readonly actual: unknown;
  readonly expected: unknown;
}

/** Returns the checks of everything that AWS documents about an environment's role and key. */
export function checksOf(environment: Environment, { trust, policies, keyId, keyPolicy, bucketName }: Deployed): Check[] {
  const { stack, environmentName, customerManagedKey, accountPublicAccessBlock } = environment;
  const { MwaaExecutionPolicy: permissions, ...others } = policies;
  const [file, key] = customerManagedKey
    ? ['execution-policy-customer-managed-key', 'a customer managed key']
    : ['execution-policy-aws-owned-key', 'an AWS owned key'];
  const published = documented(file, { ...EMULATED, environmentName, bucketName, keyId });
  const confinement = { Version: '2012-10-17', Statement: confinementStatements(EMULATED, QUEUE_ACCOUNT, !customerManagedKey) };
  const check = (what: string, type: string, actual: unknown, expected: unknown): Check => ({ what: `${stack}: ${what}`, type, actual, expected });
  return [
    accountPublicAccessBlock
      ? check(`the role may do what the page says for ${key}`, 'AWS::IAM::Role', permissions, published)
      : check(
        `the role may do what the page says for ${key}, but for the public access block`,
        'AWS::IAM::Role', permissions, withoutPublicAccessBlock(published, EMULATED),
      ),
    check(`MWAA may assume the role for the environment "${environmentName}" alone`, 'AWS::IAM::Role', trust, documentedTrust(environmentName, EMULATED)),
    check('the only other policy of the role confines it to the account of its queue', 'AWS::IAM::Policy', Object.values(others), [confinement]),
    customerManagedKey
      ? check(
        'the key policy ends with the statement for CloudWatch Logs',
        'AWS::KMS::Key', inOrder(keyPolicy?.Statement.at(-1)), inOrder(documented('key-policy-logs-statement', EMULATED)),
      )
      : check('there is no key', 'AWS::KMS::Key', keyId, undefined),
  ];
}

/** CDK sorts the actions of a key policy under the example's feature flag `minimizePolicies`. */
function inOrder(statement: any): unknown {
  return { ...statement, Action: [statement?.Action].flat().sort() };
}
