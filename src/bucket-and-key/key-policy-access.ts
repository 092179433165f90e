import { RequestContext } from '../iam/condition';
import { AccessRequest, AccessRequests, denialsOf, isAllowed, oneByOne } from '../iam/evaluation';
import { PolicyDocument } from '../iam/policy-document';
import { Principal, role, service } from '../iam/principal';
import { Statement } from '../iam/statement';
import { Text } from '../iam/text';
import { every, Truth } from '../iam/truth';

/** Where an environment runs, as texts. */
export interface LocationTexts {
  readonly partition: Text;
  readonly region: Text;
  readonly account: Text;
}

/** What CloudWatch Logs does with the key of a log group. */
const LOGS_ACTIONS = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey'];

/** What CloudWatch Logs asks of the key of log groups, which it names by their ARNs. */
export function logsRequests({ region, account }: Omit<LocationTexts, 'partition'>, key: Text, logGroups: Text[]): AccessRequests[] {
  const regional = Text.of('logs.', region, '.amazonaws.com');
  const principal = service(regional, 'logs.amazonaws.com');
  const place = { 'kms:CallerAccount': account, 'aws:SourceAccount': account, 'aws:PrincipalServiceName': regional };
  return logGroups.map((group) => ({
    actions: LOGS_ACTIONS,
    resource: key,
    context: { ...place, 'kms:EncryptionContext:aws:logs:arn': group, 'aws:SourceArn': group },
    principal,
  }));
}

/** A statement on a key in the policy of a role, its texts read. */
export interface KeyStatementTexts {
  readonly Action: Text | Text[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Text | Text[]>>>>;
}

/**
 * What a role asks of a key according to a statement in its own policy. That the key policy lets the account in is enough.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export function roleRequests(statement: KeyStatementTexts, { partition, account }: LocationTexts, key: Text, roleArn: Text): AccessRequests[] {
  const principal = accountOrRole({ partition, account }, roleArn);
  const known: RequestContext = {
    'kms:CallerAccount': account,
    'aws:PrincipalAccount': account,
    'aws:PrincipalArn': roleArn,
    'aws:PrincipalType': 'AssumedRole',
    'aws:SecureTransport': 'true',
  };
  const through: RequestContext[] = statement.Condition === undefined
    ? [{}]
    : Object.values(statement.Condition).flatMap((keys) => keys['kms:ViaService']).map((name) => ({ 'kms:ViaService': name }));
  const actions = [statement.Action].flat().map((action) => String(action).replace('*', ''));
  return through.map((via) => ({ actions, resource: key, context: { ...known, ...via }, principal }));
}

/** A role, by its own names and by those of its account. */
export function accountOrRole({ partition, account }: Omit<LocationTexts, 'region'>, roleArn: Text): Principal {
  return { kind: 'AWS', names: [Text.of('arn:', partition, ':iam::', account, ':root'), account, ...role(roleArn).names] };
}

/** What a key policy says to requests. */
export interface KeyAccess {
  readonly isAllowed: Truth;
  /** A statement that surely denies one of them. */
  readonly denial?: Statement;
}

/** Whether a key policy allows every request. */
export function keyAccess(policy: PolicyDocument, requests: readonly (AccessRequest | AccessRequests)[]): KeyAccess {
  const truth = every(requests, (request) => isAllowed([policy], request));
  const all = () => requests.flatMap((request) => ('actions' in request ? oneByOne(request) : [request]));
  return { isAllowed: truth, denial: truth === 'no' ? all().flatMap((request) => denialsOf(policy, request))[0] : undefined };
}
