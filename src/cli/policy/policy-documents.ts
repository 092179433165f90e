import { bucketKeyIn, bucketNameIn, environmentNameIn, logGroupIn, placeAndKeyIn, queueAccountIn, Values } from './policy-values';
import { decryptStatement } from '../../bucket-and-key/bucket-decryption';
import { allowLogsStatement } from '../../bucket-and-key/key-policy';
import { StatementJson } from '../../common/statement-json';
import { documentedStatements } from '../../execution-policy/documented-statements';
import { triggererLogsStatement } from '../../execution-policy/triggerer-logs';
import { confinementStatements } from '../../execution-role/celery-queue-confinement';
import { sourceConditions, trustStatement } from '../../execution-role/trust-policy';
import { allowWorkflowLogsStatement, serverlessStatements, workflowLogGroupArn } from '../../serverless-role/serverless-statements';
import { serverlessTrustStatement } from '../../serverless-role/serverless-trust-policy';

/** A policy document as JSON. */
export interface PolicyJson {
  readonly Version: string;
  readonly Statement: readonly object[];
}

/** What a role needs, by the names that `--format json` prints. */
export interface PolicyDocuments {
  readonly TrustPolicy: PolicyJson;
  readonly PermissionsPolicy: PolicyJson;
  readonly SourceBucketKeyPolicy?: PolicyJson;
  readonly TriggererLogsPolicy?: PolicyJson;
  readonly CeleryQueueConfinement?: PolicyJson;
  readonly KeyPolicyStatement?: StatementJson;
}

/** The documents of an environment's role, as `MwaaExecutionRole` builds them. */
export function environmentDocuments(values: Values): PolicyDocuments {
  const environmentName = environmentNameIn(values);
  const bucket = bucketNameIn(values);
  const { location, keyArn } = placeAndKeyIn(values);
  const bucketKey = bucketKeyIn(values, location);
  const queueAccount = queueAccountIn(values, location);
  const isOn = (option: string) => values[option] === true;
  const statements = documentedStatements({
    ...location,
    environmentName,
    bucketArn: `arn:${location.partition}:s3:::${bucket}`,
    keyArn,
    accountPublicAccessBlock: !isOn('no-account-public-access-block'),
    exactLogGroups: isOn('exact-log-groups'),
  });
  return {
    TrustPolicy: document(trustStatement(isOn('no-confused-deputy-protection') ? {} : sourceConditions(location, environmentName))),
    PermissionsPolicy: document(...statements.map(({ statement }) => statement)),
    ...bucketKey !== undefined && bucketKey !== keyArn && { SourceBucketKeyPolicy: document(decryptStatement({ keyArn: bucketKey }, location)) },
    ...isOn('triggerer-logs') && { TriggererLogsPolicy: document(triggererLogsStatement(location, environmentName)) },
    ...queueAccount !== undefined && { CeleryQueueConfinement: document(...confinementStatements(location, queueAccount, keyArn === undefined)) },
    ...keyArn !== undefined && { KeyPolicyStatement: allowLogsStatement(location) },
  };
}

/** The documents of a workflow's role, as `MwaaServerlessExecutionRole` builds them. */
export function workflowDocuments(values: Values): PolicyDocuments {
  const { location, keyArn } = placeAndKeyIn(values);
  const logGroup = logGroupIn(values);
  const statements = serverlessStatements({ logGroupArn: logGroup && `${workflowLogGroupArn(location, logGroup)}:*`, keyArn });
  return {
    TrustPolicy: document(serverlessTrustStatement()),
    PermissionsPolicy: document(...statements.map(({ statement }) => statement)),
    ...keyArn !== undefined && { KeyPolicyStatement: allowWorkflowLogsStatement(location, logGroup) },
  };
}

function document(...Statement: object[]): PolicyJson {
  return { Version: '2012-10-17', Statement };
}
