// Where messages are worded anew, this file learns the words; the tables of verdicts stay as they are.

/** What a message is about, and what it says of it, in words that are no part of the message. */
interface Saying {
  readonly about: string;
  readonly details?: string[];
}

/** The words by which messages speak of what a documented statement is for, by the name of the statement. */
const STATEMENTS: Record<string, string> = {
  publishMetrics: 'report the health of the environment',
  readSourceBucket: 'read DAGs, plugins and requirements',
  writeLogs: 'write and read the Airflow logs',
  describeLogGroups: 'find the log groups',
  putMetricData: 'send Airflow metrics to CloudWatch',
  useCeleryQueue: 'hand tasks to the workers through the Celery queue, which is in an account of the MWAA service',
  useCustomerManagedKey: 'use the customer managed key through SQS and S3',
  useAwsOwnedKey: 'use the AWS owned key of the queue through SQS, and no key of this account',
};

/** The words by which a message says why something is refused. */
const REFUSALS: Record<string, RegExp> = {
  'denied': / denies it/,
  'beyond the boundary': /: its permissions boundary \S+ does not allow it/,
  'by a condition': /: a condition of its trust policy does not fit/,
  'not allowed': /: no statement allows it|: its trust policy does not allow it|^encrypt the environment's log groups\. MWAA/,
};

/** What is more than documented, as messages say it, but for what is said of an action. */
const EXCESSES: Record<string, string> = {
  'queues of every Region': 'use airflow-celery-* queues of every Region',
  'key through any service': 'use the key of the environment through any service',
  'any key of the account': 'use any key of the account',
  'keys of any account': 'use keys of any account',
};

const FINDINGS: [RegExp, (...groups: string[]) => Saying][] = [
  [/^the role of .*? may not do (.*?) on (.*)\. MWAA needs it to (.*); without it /, (actions, why, purpose) =>
    ({ about: statementFor(purpose), details: [`${refusalOf(why)}: ${sorted(actions.split(', '))}`] })],
  [/^(airflow\S*)(?: and (airflow\S*))? may not assume the role of (.*)$/, (one, other, why) =>
    ({ about: 'trust policy', details: [`${refusalOf(why)}: ${sorted([one, other].filter((service) => service !== undefined))}`] })],
  [/^the role of .*? has the managed policy (.*?), which IAM attaches to service-linked roles only/, (policies) =>
    ({ about: 'service policy', details: policies.split(' and ') })],
  [/^environment "[^"]*" has no execution role\./, () => ({ about: 'no role' })],
  [/^the policy of the (bucket|key|key of the source bucket) of environment "[^"]*", (\S+), denies its role (.*?): the statement /, (of, policy, actions) =>
    ({ about: `denied by the ${of}, ${policy}`, details: actions.split(', ') })],
  [/^the source bucket of .*? has no versioning/, () => ({ about: 'source bucket', details: ['versioning'] })],
  [/^the source bucket of .*? does not block all public access, .*? leaves (.*) off$/, (settings) => ({ about: 'source bucket', details: settings.split(', ') })],
  [/^the role of .*? may not do s3:GetAccountPublicAccessBlock: in an account/, () => ({ about: 'account public access block' })],
  [/^the key of environment "[^"]*" does not let CloudWatch Logs (.*)$/, (why) => ({ about: 'key policy', details: [refusalOf(why)] })],
  [/^the `KmsKey` of environment "[^"]*", (.*?), must (?:be|have) (.*?)[,.] /, (_, rule) => ({ about: 'unsupported key', details: [rule] })],
  [/^the role of .*? may not do kms:Decrypt on (.*), the key of the source bucket \S+: (.*?)\. MWAA/, (_, why) => ({ about: 'key of the bucket', details: [why] })],
  [/^the role of .*? may read no secret under (.*), where its Airflow options/, (prefixes) => ({ about: 'secrets', details: [prefixes] })],
  [/^the role of .*? may not do kms:Decrypt on .*, the key of the secret (\S+),/, (secret) => ({ about: `key of secret ${secret}` })],
  [/^environment "[^"]*" does not wait for (\S+),/, (policy) => ({ about: `order of ${policy}` })],
  [/^the role of .*? may do more than documented: (.*)$/, (excesses) => ({ about: 'excess', details: excesses.split('; ').map(excessOf) })],
  [/^the role of .*? reaches `airflow-celery-\*` queues of every account, as documented\./, () => ({ about: 'queue confinement' })],
  [/^environment "[^"]*" is ([A-Z_]+), and MWAA says: /, (status) => ({ about: 'last update', details: [status] })],
  [/^(.*) may assume the role of .* and use everything that its DAGs may use$/, (services) => ({ about: 'foreign service', details: services.split(', ') })],
];

const DOUBTS: [RegExp, (...groups: string[]) => string][] = [
  [/^whether MWAA may assume the role/, () => 'trust policy'],
  [/^whether Airflow may read its secrets/, () => 'secrets'],
  [/^whether the role is to read the secrets of (\w+)/, (kind) => `secrets of ${kind}`],
  [/^whether the role may do (.*) with the key /, (actions) => `key for the role: ${sorted(actions.split(', '))}`],
  [/^whether the role may decrypt the source bucket with its key /, () => 'key of the bucket'],
  [/^whether the role may ([^;:]*)/, (purpose) => statementFor(purpose)],
  [/^whether the key .*lets CloudWatch Logs in/, () => 'key policy'],
  [/^whether the statement .* of the policy of the (bucket|key|key of the source bucket), (\S+), denies the role/, (of, policy) => `denied by the ${of}, ${policy}`],
  [/^whether the role has from elsewhere what (\S+) allows$/, (policy) => `order of ${policy}`],
  [/^its role, which the environment does not name$/, () => 'role not named'],
  [/^the role .*, which cannot be traced to a template of this app$/, () => 'role not traced'],
  [/^where [^,]+, (.*)$/, (finding) => `sometimes ${read(FINDINGS, finding).about}`],
];

/** How a doubt begins, after its reason. */
const DOUBT = /^(?:whether |where |the role |its role)/;

/** What a message is about: what is wrong with one thing, or the things that could not be checked. */
export function subjectOf(message: string): string {
  const [, doubts] = /^not checked for environment "[^"]*": (.*)$/.exec(message) ?? [];
  if (doubts !== undefined) {
    return doubts.split(/; (?=where |the role |its role)|(?:^|: |, |; )(?=whether )/).filter((piece, index) => index > 0 || DOUBT.test(piece))
      .map((doubt) => read(DOUBTS, doubt)).sort().join(' | ') || unknownWords(message);
  }
  const [, beyond] = /^not checked: the (.*)$/.exec(message) ?? [];
  if (beyond !== undefined) {
    return beyond;
  }
  const [, where, finding] = /^(where [^,]+, )?(.*)$/.exec(message)!;
  const { about, details = [] } = read(FINDINGS, finding);
  return `${where === undefined ? '' : 'sometimes '}${[about, ...details.sort()].join(' | ')}`;
}

function read<T>(readings: [RegExp, (...groups: string[]) => T][], message: string): T {
  const [pattern, reading] = readings.find(([each]) => each.test(message)) ?? unknownWords(message);
  return reading(...pattern.exec(message)!.slice(1));
}

function statementFor(purpose: string): string {
  return nameOf(Object.entries(STATEMENTS).find(([, words]) => words === purpose), purpose);
}

function refusalOf(message: string): string {
  return nameOf(Object.entries(REFUSALS).find(([, words]) => words.test(message)), message);
}

function excessOf(message: string): string {
  const [, action] = /^((?:sqs|kms):\w+) on /.exec(message) ?? [];
  return action ?? nameOf(Object.entries(EXCESSES).find(([, words]) => words === message), message);
}

function nameOf(entry: [string, unknown] | undefined, message: string): string {
  return (entry ?? unknownWords(message))[0];
}

function sorted(names: string[]): string {
  return names.sort().join(', ');
}

function unknownWords(message: string): never {
  throw new Error(`verdict-words.ts does not know these words of a message: ${message}`);
}
