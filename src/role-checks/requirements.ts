import { DocumentedStatement, DocumentedStatementName, documentedStatements, DocumentedVariables, LOG_GROUP_SUFFIXES } from '../documented-statements';
import { AccessRequest } from './evaluator';
import { PolicyDocumentJson } from './statement';
import { generated, show } from './text';

/** What an environment asks of its role, as text. */
export interface EnvironmentNeeds extends DocumentedVariables {
  readonly roleArn: string;
  /** The queue of the environment. */
  readonly queueArn: string;
  /** The account that the queue is in. */
  readonly queueAccount: string;
  /** What MWAA reads in the bucket. Paths that end in a slash stand for everything below. */
  readonly objects: string[];
  /** The parts of Airflow that write no log, such as `WebServer`. */
  readonly silentLogs: string[];
}

/** One documented statement, and requests that stand for what MWAA does with it. */
export interface Requirement {
  readonly documented: DocumentedStatement;
  readonly requests: AccessRequest[];
}

/** The names of what stands for any object below a path, and for any stream of a log group. */
const ANY_OBJECT = 'AnyObject';
const ANY_STREAM = 'AnyStream';
const SOME_OBJECT = generated(ANY_OBJECT);
const SOME_STREAM = generated(ANY_STREAM);

/** Actions that MWAA calls, for those that the page writes with a wildcard. */
const ACTIONS: Record<string, string[]> = {
  's3:GetObject*': ['s3:GetObject', 's3:GetObjectVersion'],
  's3:GetBucket*': ['s3:GetBucketPublicAccessBlock', 's3:GetBucketVersioning'],
  's3:List*': ['s3:ListBucket'],
  'kms:GenerateDataKey*': ['kms:GenerateDataKey'],
};

/** Actions on a log group, which policies name with `:*` and without. */
const GROUP_ACTIONS = ['logs:GetLogRecord', 'logs:GetLogGroupFields', 'logs:GetQueryResults'];

/** What MWAA does with the actions of a statement, and to what. */
const TARGETS: Record<DocumentedStatementName, (needs: EnvironmentNeeds, action: string) => Omit<AccessRequest, 'action'>[]> = {
  denyListAllMyBuckets: () => [], // keeps closed what nobody needs
  readAccountPublicAccessBlock: () => [], // needed in some accounts only
  publishMetrics: (needs) => needs.partition === 'aws-cn' ? [] : [{ resource: `arn:${needs.partition}:airflow:${place(needs)}:environment/${needs.environmentName}` }],
  readSourceBucket: ({ bucketArn, objects }, action) => (action.includes('Object')
    ? objects.map((path) => ({ resource: `${bucketArn}/${path}${/(^|\/)$/.test(path) ? SOME_OBJECT : ''}` }))
    : [{ resource: bucketArn }]),
  writeLogs: (needs, action) => environmentLogGroups(needs).map((group) => ({
    resource: `${group}:log-stream:${SOME_STREAM}`,
    ...(GROUP_ACTIONS.includes(action) ? { otherwise: group } : {}),
  })),
  // IAM is asked about a log group without a name.
  describeLogGroups: (needs) => [{ resource: `arn:${needs.partition}:logs:${place(needs)}:log-group::log-stream:` }],
  putMetricData: () => [{ resource: '*', context: { 'cloudwatch:namespace': 'AmazonMWAA' } }],
  useCeleryQueue: ({ queueArn, queueAccount }) => [{ resource: queueArn, context: { 'aws:ResourceAccount': queueAccount } }],
  useCustomerManagedKey: (needs, action) => [throughQueue(needs, action), { 'kms:ViaService': `s3.${needs.region}.amazonaws.com` }]
    .map((service) => ({ resource: needs.keyArn!, context: { ...service, 'kms:CallerAccount': needs.account } })),
  useAwsOwnedKey: (needs, action) => [{
    resource: `arn:${needs.partition}:kms:${needs.region}:${needs.queueAccount}:key/${generated('AwsOwnedKey')}`,
    context: { ...throughQueue(needs, action), 'kms:CallerAccount': needs.account, 'aws:ResourceAccount': needs.queueAccount },
  }],
};

/**
 * Everything that an environment needs its role to be allowed: the documented statements, but for the one that the page
 * asks for in some accounts only, and for metrics in China. With the policies of the resources, by statement.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html
 */
export function requirementsOf(needs: EnvironmentNeeds, resourcePolicies: Record<string, PolicyDocumentJson[]>): Requirement[] {
  const known = knownOf(needs);
  return documentedStatements(needs)
    .map((documented) => ({
      documented,
      requests: [documented.statement.Action].flat().flatMap((pattern) => ACTIONS[pattern] ?? [pattern])
        .flatMap((action) => TARGETS[documented.name](needs, action).map(({ resource, otherwise, context }) => ({
          action,
          resource,
          otherwise,
          context: context === undefined ? known : { ...known, ...context },
          resourcePolicies: resourcePolicies[documented.name],
        }))),
    }))
    .filter(({ requests }) => requests.length > 0);
}

/** The resource of a request as a message names it. */
export function showResource(resource: string): string {
  return show(resource).replace('log-group::log-stream:', 'log-group:*').replace(`:log-stream:\${${ANY_STREAM}}`, '').replace(`\${${ANY_OBJECT}}`, '*');
}

/** The log groups that an environment writes to. */
export function environmentLogGroups(needs: EnvironmentNeeds): string[] {
  return LOG_GROUP_SUFFIXES.filter((suffix) => !needs.silentLogs.includes(suffix))
    .map((suffix) => `arn:${needs.partition}:logs:${place(needs)}:log-group:airflow-${needs.environmentName}-${suffix}`);
}

/** What holds for every request that MWAA makes with the role. */
export function knownOf({ account, region, roleArn }: EnvironmentNeeds): Record<string, string> {
  return {
    'aws:PrincipalAccount': account,
    'aws:PrincipalArn': roleArn,
    'aws:PrincipalType': 'AssumedRole',
    'aws:RequestedRegion': region,
    'aws:ResourceAccount': account,
    'aws:SecureTransport': 'true',
  };
}

/** SQS names its queue to KMS as the encryption context, where there is something to encrypt. */
export function throughQueue({ region, queueArn }: EnvironmentNeeds, action: string): Record<string, string> {
  const service = { 'kms:ViaService': `sqs.${region}.amazonaws.com` };
  return action === 'kms:DescribeKey' ? service : { ...service, 'kms:EncryptionContext:aws:sqs:arn': queueArn };
}

/** The Region and the account, as in an ARN. */
function place({ region, account }: EnvironmentNeeds): string {
  return `${region}:${account}`;
}
