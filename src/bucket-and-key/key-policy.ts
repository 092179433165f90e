import { Arn, ArnFormat, aws_iam as iam, aws_kms as kms, Stack, Token } from 'aws-cdk-lib';
import { keyResource } from './environment-key';
import { EnvironmentLocation } from '../common/environment-location';
import { renderedProperties } from '../common/rendered-properties';
import { StatementJson } from '../common/statement-json';

/**
 * The documented key policy statement that lets CloudWatch Logs encrypt the log groups of the environment.
 *
 * The service principal of CloudWatch Logs ends in `.amazonaws.com` in every partition.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-cmk
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html
 */
export function allowLogsStatement({ partition, region, account }: EnvironmentLocation): StatementJson {
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
 * A key policy statement that lets IAM policies of an account grant what a statement in the policy of a role allows.
 *
 * The statement names the account instead of the role. The role's policy refers to the key, so a key policy that refers
 * to the role would create a circular dependency.
 */
export function allowAccountStatement(sid: string, { partition, account }: EnvironmentLocation, { Action, Condition }: StatementJson): StatementJson {
  const root = Arn.format({ partition, account, region: '', service: 'iam', resource: 'root', arnFormat: ArnFormat.NO_RESOURCE_NAME });
  return { Sid: sid, Effect: 'Allow', Principal: { AWS: root }, Action, Resource: '*', Condition };
}

/**
 * The statement that lets IAM policies of an account grant every use of a key.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export function enableIamStatement(location: EnvironmentLocation): StatementJson {
  return allowAccountStatement('Enable IAM User Permissions', location, { Effect: 'Allow', Action: 'kms:*' });
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

/** The statements that were added to a policy document, or to an L2 key whose policy cannot be read, such as that of `kms.Key.fromCfnKey`. */
const ADDED = new WeakMap<object, Set<string>>();

/** Adds a statement unless it was added to the same thing before. Returns whether it is there now. */
function addOnce(to: object, statement: object, add: () => boolean): boolean {
  const added = ADDED.get(to) ?? new Set();
  ADDED.set(to, added);
  const json = JSON.stringify(statement);
  const isAdded = added.has(json) || add();
  if (isAdded) {
    added.add(json);
  }
  return isAdded;
}

function addToConstruct(key: kms.IKeyRef, resource: kms.CfnKey | undefined, statement: object): boolean {
  return resource !== key && addOnce(resource ?? key, statement, () =>
    iam.ResourceWithPolicies.of(key)?.addToResourcePolicy(iam.PolicyStatement.fromJson(statement)).statementAdded ?? false);
}

/** Adds a statement to a key policy that is plain JSON or a `PolicyDocument`. Returns false for any other, such as a token. */
function addToResource(key: kms.CfnKey, statement: object): boolean {
  const policy = key.keyPolicy ?? defaultKeyPolicy(key);
  if (isDocument(policy)) {
    return addOnce(policy, statement, () => {
      policy.addStatements(iam.PolicyStatement.fromJson(statement));
      return true;
    });
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
 * The policy of a key as it is now, as JSON with tokens. Nothing if it is a token: what a lazy value comes to is not
 * looked at before the app is complete.
 */
export function currentKeyPolicy(key: kms.IKeyRef, resource: kms.CfnKey): unknown {
  const policy = (key as { policy?: unknown }).policy ?? resource.keyPolicy ?? defaultKeyPolicy(resource);
  return isDocument(policy) ? policy.toJSON() : Token.isUnresolved(policy) || Token.isUnresolved(policy.Statement) ? undefined : policy;
}

/** The policy of a key as the template has it. To be called when the app is validated. */
export function renderedKeyPolicy(key: kms.CfnKey): unknown {
  return renderedProperties(key).KeyPolicy ?? key.stack.resolve(defaultKeyPolicy(key));
}

function isDocument(policy: any): policy is iam.PolicyDocument {
  return typeof policy?.addStatements === 'function';
}

/**
 * The policy that KMS gives to a key without one. A key with our statements as its whole policy could not be managed.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
function defaultKeyPolicy(key: kms.CfnKey) {
  return { Version: '2012-10-17', Statement: [enableIamStatement(Stack.of(key))] };
}
