import { Arn, ArnFormat, aws_iam as iam, aws_kms as kms, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { keyResource } from './environment-key';
import { EnvironmentLocation } from '../common/environment-location';

/**
 * What the policy of a customer managed key must say, so that CloudWatch Logs can encrypt the environment's log groups.
 *
 * CloudWatch Logs is known by its `.amazonaws.com` name in every partition.
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
 * Adds a statement to the policy of a key, once, where that policy is in reach.
 *
 * @returns whether it is in reach: not that of an imported key, nor one that is known at deployment only
 */
export function addToKeyPolicy(key: kms.IKeyRef, statement: object): boolean {
  const resource = keyResource(key);
  return resource !== undefined && addToResource(resource, statement) || addThroughKey(key, resource, statement);
}

/** What was added through L2 keys whose document cannot be looked into, such as those of `kms.Key.fromCfnKey`. */
const ADDED = new WeakMap<IConstruct, Set<string>>();

function addThroughKey(key: kms.IKeyRef, resource: kms.CfnKey | undefined, statement: object): boolean {
  const added = ADDED.get(resource ?? key) ?? new Set();
  ADDED.set(resource ?? key, added);
  const json = JSON.stringify(statement);
  if (added.has(json)) {
    return true;
  }
  const result = resource === key ? undefined : iam.ResourceWithPolicies.of(key)?.addToResourcePolicy(iam.PolicyStatement.fromJson(statement));
  const inReach = result?.statementAdded ?? false;
  if (inReach) {
    added.add(json);
  }
  return inReach;
}

/** Adds to a policy that is plain JSON, or the document of an L2 key; any other is known at deployment only. */
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
 * What KMS gives a key that comes without a policy. Without it, a policy of ours would be the whole policy, and nobody
 * could manage the key.
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
