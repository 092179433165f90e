import { arnOfKeyId, EnvironmentNeeds, RoleNeeds } from './needs';
import { CustomerKey } from './resources/customer-key';
import { DocumentedStatement, DocumentedStatementName, documentedStatements, LOG_GROUP_SUFFIXES } from '../../execution-policy/documented-statements';
import { RequestContext } from '../../iam/condition';
import { AccessRequest, AccessRequests, oneByOne } from '../../iam/evaluation';
import { PolicyDocument } from '../../iam/policy-document';
import { OpenValue, Text } from '../../iam/text';

/** What MWAA asks of a role: the same with several actions. */
export interface NeededRequests extends AccessRequests {
  readonly resource: Text;
  readonly context: RequestContext;
  /** Another way to name the same resource, which serves as well. */
  readonly otherwise?: Text;
  /** The policies of the resource that templates show. They may allow what the policies of the role do not. */
  readonly resourcePolicies: readonly PolicyDocument[];
}

/** What MWAA asks of a role. */
export type NeededRequest = Omit<NeededRequests, 'actions'> & AccessRequest;

/** One documented statement, and requests that stand for what MWAA does with it. */
export class Requirement {
  private known?: readonly NeededRequests[];

  constructor(
    public readonly documented: DocumentedStatement,
    private readonly ask: () => readonly NeededRequests[],
    /** Requests that are surely allowed only where all of these are. Absent: there are no fewer. */
    public readonly atOnce?: NeededRequests,
  ) {}

  /** The requests, worked out if somebody asks for them. */
  public get together(): readonly NeededRequests[] {
    return this.known ??= this.ask();
  }

  /** The requests one by one, in the order of the documented actions. */
  public get requests(): NeededRequest[] {
    return this.inOrder(this.together.flatMap(oneByOne));
  }

  /** In the order of the documented actions. */
  public inOrder<R extends { readonly action: string }>(requests: readonly R[]): R[] {
    return actionsOf(this.documented).flatMap((action) => requests.filter((request) => request.action === action));
  }
}

/** The policies of what a documented statement is about, that templates show. */
type ResourcePolicies = Partial<Record<DocumentedStatementName, readonly PolicyDocument[]>>;

/** Requests as they are written down here: of the context, only what is particular to them. */
export type Asked = Pick<NeededRequests, 'actions' | 'resource' | 'otherwise'> & { readonly context?: RequestContext };

/** Every object below a path, every stream of a log group, every key of AWS: whatever MWAA does with one, it does with any. */
const EVERY_OBJECT: OpenValue = { kind: 'every', id: 'every object', name: 'AnyObject', each: 'chosen' };
export const EVERY_STREAM: OpenValue = { kind: 'every', id: 'every stream', name: 'AnyStream', each: 'chosen' };
const EVERY_AWS_OWNED_KEY: OpenValue = { kind: 'every', id: 'every AWS owned key', name: 'AwsOwnedKey', each: 'name' };

/** A part of Airflow of any name. */
const ANY_PART: OpenValue = { kind: 'name', id: 'part of Airflow', name: 'AnyPart' };

/** Actions that MWAA calls, for those that the page writes with a wildcard. */
const ACTIONS = new Map([
  ['s3:GetObject*', ['s3:GetObject', 's3:GetObjectVersion']],
  ['s3:GetBucket*', ['s3:GetBucketPublicAccessBlock', 's3:GetBucketVersioning']],
  ['s3:List*', ['s3:ListBucket']],
  ['kms:GenerateDataKey*', ['kms:GenerateDataKey']],
]);

/** Actions on a log group, which policies name with `:*` and without. */
const GROUP_ACTIONS = ['logs:GetLogRecord', 'logs:GetLogGroupFields', 'logs:GetQueryResults'];

/** What MWAA does with the actions of a statement, and to what. */
const ASKED: Record<DocumentedStatementName, (needs: EnvironmentNeeds, actions: string[]) => Asked[]> = {
  denyListAllMyBuckets: () => [], // keeps closed what nobody needs
  readAccountPublicAccessBlock: () => [], // needed in some accounts only
  publishMetrics: (needs, actions) => (needs.partition.literal === 'aws-cn' ? [] : [{ actions, resource: environmentArn(needs) }]),
  readSourceBucket: ({ bucketArn, objects }, actions) => [
    ...objects.map((path) => ({
      actions: actions.filter((action) => action.includes('Object')),
      resource: Text.of(bucketArn, '/', path, ...(isFolder(path) ? [EVERY_OBJECT] : [])),
    })),
    { actions: actions.filter((action) => !action.includes('Object')), resource: bucketArn },
  ],
  writeLogs: (needs, actions) => environmentLogGroups(needs).flatMap((group) => {
    const resource = Text.of(group, ':log-stream:', EVERY_STREAM);
    return [
      { actions: actions.filter((action) => !GROUP_ACTIONS.includes(action)), resource },
      { actions: GROUP_ACTIONS, resource, otherwise: group },
    ];
  }),
  // IAM is asked about a log group without a name.
  describeLogGroups: (needs, actions) => [{ actions, resource: arn(needs, 'logs', 'log-group::log-stream:') }],
  putMetricData: (_, actions) => [{ actions, resource: Text.of('*'), context: { 'cloudwatch:namespace': 'AmazonMWAA' } }],
  useCeleryQueue: ({ queueArn, queueAccount }, actions) => [{ actions, resource: queueArn, context: { 'aws:ResourceAccount': queueAccount } }],
  useCustomerManagedKey: (needs, actions) => [...throughQueue(needs, actions), { actions, context: through('s3', needs) }]
    .map((asked) => ({
      actions: asked.actions,
      resource: needs.keyArn!,
      otherwise: arnOfKeyId(needs, needs.keyArn!),
      context: { ...asked.context, 'kms:CallerAccount': needs.account },
    })),
  useAwsOwnedKey: (needs, actions) => {
    const resource = Text.of('arn:', needs.partition, ':kms:', needs.region, ':', needs.queueAccount, ':key/', EVERY_AWS_OWNED_KEY);
    const known = { 'kms:CallerAccount': needs.account, 'aws:ResourceAccount': needs.queueAccount };
    return throughQueue(needs, actions).map((asked) => ({ actions: asked.actions, resource, context: { ...asked.context, ...known } }));
  },
};

/**
 * Everything that an environment needs its role to be allowed: the documented statements, but for the one that the page
 * asks for in some accounts only, and for metrics in China. With the policies of the resources, by statement.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html
 */
export function requirementsOf(needs: EnvironmentNeeds, resourcePolicies: ResourcePolicies = {}): Requirement[] {
  return documentedFor(needs)
    .filter(({ name }) => needs.keyName === undefined || needs.keyArn !== undefined || name !== 'useAwsOwnedKey')
    .map((documented) => requirementOf(documented, needs, resourcePolicies[documented.name]))
    .filter((requirement) => requirement.atOnce !== undefined || requirement.together.length > 0);
}

/** What an environment needs of one documented statement. */
export function requirementOf(
  documented: DocumentedStatement, needs: EnvironmentNeeds, resourcePolicies: readonly PolicyDocument[] = [],
): Requirement {
  const known = knownOf(needs);
  const asked = ({ actions, resource, otherwise, context }: Asked): NeededRequests => ({
    actions,
    resource,
    otherwise,
    context: context === undefined ? known : { ...known, ...context },
    resourcePolicies,
  });
  const actions = actionsOf(documented);
  const atOnce = documented.name === 'writeLogs' ? asked({ actions, resource: Text.of(anyLogGroup(needs), ':log-stream:', EVERY_STREAM) }) : undefined;
  return new Requirement(documented, () => ASKED[documented.name](needs, actions).map(asked), atOnce);
}

/** The actions of a documented statement that MWAA calls. */
function actionsOf({ statement }: DocumentedStatement): string[] {
  return [statement.Action].flat().flatMap((action) => ACTIONS.get(action) ?? [action]);
}

/** The documented statements for an environment, to be read and pasted. */
export function documentedFor({ partition, region, account, environmentName, bucketArn, keyArn }: EnvironmentNeeds): DocumentedStatement[] {
  return documentedStatements({
    partition: String(partition),
    region: String(region),
    account: String(account),
    environmentName: String(environmentName),
    bucketArn: String(bucketArn),
    keyArn: keyArn && String(keyArn),
    accountPublicAccessBlock: true,
    exactLogGroups: false,
  });
}

/** The resource of a request as a message names it. */
export function showResource(resource: Text): string {
  const { name } = EVERY_OBJECT;
  return String(resource).replace('log-group::log-stream:', 'log-group:*')
    .replace(`:log-stream:\${${EVERY_STREAM.name}}`, '').replace(`\${${name}}`, '*');
}

export function environmentArn(needs: EnvironmentNeeds): Text {
  return arn(needs, 'airflow', 'environment/', needs.environmentName);
}

/** The log groups that an environment writes to. */
export function environmentLogGroups(needs: EnvironmentNeeds): Text[] {
  return LOG_GROUP_SUFFIXES.filter((suffix) => !needs.silentLogs.includes(suffix))
    .map((suffix) => arn(needs, 'logs', 'log-group:airflow-', needs.environmentName, `-${suffix}`));
}

/** A log group of a part of Airflow, whatever that is called: what is right for it is right for those that an environment writes to. */
export function anyLogGroup(needs: EnvironmentNeeds): Text {
  return arn(needs, 'logs', 'log-group:airflow-', needs.environmentName, '-', Text.of(ANY_PART));
}

/** What a service asks, on behalf of the role, to decrypt what has a key of its own. An alias is known only where it is all that is known of the key. */
export function decryption(needs: RoleNeeds, { arn: keyArn, alias, key }: CustomerKey, service: string, region: Text): NeededRequest {
  const owner = keyArn.split(':')?.[4];
  return {
    action: 'kms:Decrypt',
    resource: keyArn,
    context: {
      ...knownOf(needs),
      ...through(service, { region }),
      'kms:CallerAccount': needs.account,
      'aws:ResourceAccount': owner ?? Text.of({ kind: 'account', id: `owner of ${keyArn.key}`, name: 'KeyOwner' }),
      ...(alias === undefined ? {} : { 'kms:ResourceAliases': alias }),
    },
    resourcePolicies: key === undefined ? [] : [key.policy],
  };
}

const SESSION: OpenValue = { kind: 'name', id: 'session of the role', name: 'Session' };
/** AWS takes no older ones. */
const TLS_VERSION: OpenValue = { kind: 'chosen', id: 's3:TlsVersion', name: 's3:TlsVersion', oneOf: ['1.2', '1.3'] };

/**
 * What holds for every request that MWAA makes with the role, signed as AWS requires it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
 */
export function knownOf({ account, region, roleArn, roleId }: RoleNeeds): RequestContext {
  return {
    'aws:PrincipalAccount': account,
    ...(roleArn === undefined ? {} : { 'aws:PrincipalArn': roleArn }),
    'aws:PrincipalType': 'AssumedRole',
    // The role makes the requests, whoever has assumed it.
    'aws:PrincipalIsAWSService': 'false',
    'aws:PrincipalServiceName': [],
    ...(roleId === undefined ? {} : { 'aws:userid': Text.of(roleId, ':', SESSION) }),
    'aws:RequestedRegion': region,
    'aws:ResourceAccount': account,
    'aws:SecureTransport': 'true',
    's3:signatureversion': 'AWS4-HMAC-SHA256',
    's3:TlsVersion': Text.of(TLS_VERSION),
    // Only users have one.
    'aws:username': [],
  };
}

/** SQS names its queue to KMS as the encryption context, where there is something to encrypt. */
function throughQueue(needs: EnvironmentNeeds, actions: readonly string[]): { readonly actions: string[]; readonly context: RequestContext }[] {
  const context = through('sqs', needs);
  return [
    { actions: actions.filter((action) => action !== 'kms:DescribeKey'), context: { ...context, 'kms:EncryptionContext:aws:sqs:arn': needs.queueArn } },
    { actions: actions.filter((action) => action === 'kms:DescribeKey'), context },
  ];
}

function through(service: string, { region }: Pick<EnvironmentNeeds, 'region'>): RequestContext {
  return { 'kms:ViaService': Text.of(`${service}.`, region, '.amazonaws.com') };
}

function isFolder(path: Text): boolean {
  const last = path.parts.at(-1) ?? '/';
  return typeof last === 'string' && last.endsWith('/');
}

function arn({ partition, region, account }: EnvironmentNeeds, service: string, ...resource: (string | Text)[]): Text {
  return Text.of('arn:', partition, `:${service}:`, region, ':', account, ':', ...resource);
}
