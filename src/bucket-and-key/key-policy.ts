import { Arn, ArnFormat, aws_iam as iam, aws_kms as kms, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { keyResource } from './environment-key';
import { EnvironmentLocation } from '../common/environment-location';

/**
 * The documented key policy statement that lets CloudWatch Logs encrypt the log groups of the environment.
 *
 * The service principal of CloudWatch Logs ends in `.amazonaws.com` in every partition.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-cmk
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html
 */
export function allowLogsStatement({ partition, region, account }: EnvironmentLocation) {
  const logs = Arn.format({
    partition,
    region,
    account,
    service: 'logs',
    resource: '*',
    arnFormat: ArnFormat.NO_RESOURCE_NAME,
  });
  return {
    Sid: 'Allow logs access',
    Effect: 'Allow',
    Principal: { Service: `logs.${region}.amazonaws.com` },
    Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    Resource: '*',
    Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logs } },
  };
}

/**
 * Adds a statement to the policy of a key, unless the policy has it already.
 *
 * @returns false if this app cannot change the policy: the key is imported, or only the deployment knows its policy
 */
export function addToKeyPolicy(key: kms.IKeyRef, statement: object): boolean {
  const resource = keyResource(key);
  return resource !== undefined && addToResource(resource, statement) || addToConstruct(key, resource, statement);
}

/** The statements that were added to L2 keys whose policy cannot be read, such as those of `kms.Key.fromCfnKey`. */
const ADDED = new WeakMap<IConstruct, Set<string>>();

function addToConstruct(key: kms.IKeyRef, resource: kms.CfnKey | undefined, statement: object): boolean {
  const added = ADDED.get(resource ?? key) ?? new Set();
  ADDED.set(resource ?? key, added);
  const json = JSON.stringify(statement);
  if (added.has(json)) {
    return true;
  }
  const result = resource === key ? undefined : iam.ResourceWithPolicies.of(key)?.addToResourcePolicy(iam.PolicyStatement.fromJson(statement));
  const isAdded = result?.statementAdded ?? false;
  if (isAdded) {
    added.add(json);
  }
  return isAdded;
}

/** Adds a statement to a key policy that is plain JSON or a `PolicyDocument`. Returns false for any other, such as a token. */
function addToResource(key: kms.CfnKey, statement: object): boolean {
  const policy = key.keyPolicy ?? defaultKeyPolicy(key);
  if (typeof policy.addStatements === 'function') {
    policy.addStatements(iam.PolicyStatement.fromJson(statement));
    return true;
  }
  if (policy.Statement === undefined || Token.isUnresolved(policy.Statement)) {
    return false;
  }
  const statements = [policy.Statement].flat();
  const rendered = (json: unknown) => JSON.stringify(Stack.of(key).resolve(json));
  if (!statements.some((existing) => rendered(existing) === rendered(statement))) {
    key.keyPolicy = { ...policy, Statement: [...statements, statement] };
  }
  return true;
}

/**
 * The policy that KMS gives to a key without one. A key with our statements as its whole policy could not be managed.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
function defaultKeyPolicy(key: kms.CfnKey) {
  const root = Stack.of(key).formatArn({ service: 'iam', region: '', resource: 'root', arnFormat: ArnFormat.NO_RESOURCE_NAME });
  return {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'Enable IAM User Permissions', Effect: 'Allow', Principal: { AWS: root }, Action: 'kms:*', Resource: '*' },
    ],
  };
}
