import { region_info } from 'aws-cdk-lib';
import { Command, parse, Terminal } from './arguments';
import { UsageError } from './usage-error';
import { allowLogsStatement } from '../bucket-and-key/key-policy';
import { environmentNameRule } from '../common/environment-location';
import { matching } from '../common/input-rules';
import { documentedStatements } from '../execution-policy/documented-statements';
import { sourceConditions, trustStatement } from '../execution-role/trust-policy';

const HELP = `Usage: cdk-mwaa-iam policy --environment-name <name> --bucket <name> --region <code> --account <id> [options]

Prints, as JSON to paste, the trust policy and the permissions policy of the execution role of an Amazon MWAA environment.
With a customer managed key, it also prints the statement that the key policy needs.

Options:
  --environment-name <name>  the name of the environment
  --bucket <name>            the name of the bucket with the DAGs
  --region <code>            the Region of the environment, such as eu-west-1
  --account <id>             the account of the environment, 12 digits
  --kms-key <arn>            the customer managed key of the environment; without it the environment uses an AWS owned key
  --json                     print one JSON object: TrustPolicy, PermissionsPolicy, KeyPolicyStatement
  --help                     print this
`;

const VERSION = '2012-10-17';

/** The command `cdk-mwaa-iam policy`. It prints the documents that the constructs build, for the environment that the options describe. */
export const POLICY: Command = {
  help: HELP,
  run(args: string[], terminal: Terminal): number {
    const { values, positionals } = parse(args, {
      'environment-name': { type: 'string' },
      'bucket': { type: 'string' },
      'region': { type: 'string' },
      'account': { type: 'string' },
      'kms-key': { type: 'string' },
      'json': { type: 'boolean' },
    });
    if (positionals.length > 0) {
      throw new UsageError(`policy takes options only, not '${positionals[0]}'`);
    }
    const missing = Object.keys(NEEDED).filter((option) => values[option] === undefined);
    if (missing.length > 0) {
      throw new UsageError(`policy needs ${list(missing.map((option) => `--${option} ${NEEDED[option]}`))}`);
    }
    const documents = documentsFor(values);
    terminal.print(values.json === true
      ? JSON.stringify(documents, undefined, 2)
      : Object.entries(documents).map(([name, document]) => `# ${HEADINGS[name]}\n${JSON.stringify(document, undefined, 2)}`).join('\n\n'));
    return 0;
  },
};

/** The required options, with their arguments. */
const NEEDED: Record<string, string> = { 'environment-name': '<name>', 'bucket': '<name>', 'region': '<code>', 'account': '<id>' };

const HEADINGS: Record<string, string> = {
  TrustPolicy: 'Trust policy of the role',
  PermissionsPolicy: 'Permissions policy of the role',
  KeyPolicyStatement: 'Statement to add to the policy of the key',
};

function documentsFor(values: Record<string, unknown>): Record<string, object> {
  const given = (option: string, accepts: (value: string) => boolean, rule: string): string => {
    const value = String(values[option]);
    if (!accepts(value)) {
      throw new UsageError(`--${option} ${JSON.stringify(value)} ${rule}`);
    }
    return value;
  };
  const name = environmentNameRule(values['environment-name']);
  const environmentName = given('environment-name', name.accepts, name.rule);
  const bucket = given('bucket', matching(/^(?!.*\.\.)[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9]$/), 'must be the name of a bucket, 3 to 63 lower case letters, digits, dots and hyphens that begin and end with a letter or a digit');
  const region = given('region', isRegion, 'must be the code of an AWS Region, such as eu-west-1');
  const account = given('account', matching(/^\d{12}$/), 'must be an account id of 12 digits');
  const { partition } = region_info.RegionInfo.get(region);
  const location = { partition: partition!, region, account };
  const keyArn = values['kms-key'] === undefined ? undefined : given('kms-key', isKeyOf(location), 'must be the ARN of a single-Region key'
    + ` in ${region} of account ${account}: pass the key itself, not an alias`);
  const statements = documentedStatements({
    ...location,
    environmentName,
    bucketArn: `arn:${partition}:s3:::${bucket}`,
    keyArn,
    accountPublicAccessBlock: true,
    exactLogGroups: false,
  });
  return {
    TrustPolicy: { Version: VERSION, Statement: [trustStatement(sourceConditions(location, environmentName))] },
    PermissionsPolicy: { Version: VERSION, Statement: statements.map(({ statement }) => statement) },
    ...(keyArn === undefined ? {} : { KeyPolicyStatement: allowLogsStatement(location) }),
  };
}

function list(items: string[]): string {
  return [items.slice(0, -1).join(', '), ...items.slice(-1)].filter((part) => part !== '').join(' and ');
}

function isRegion(value: unknown): boolean {
  return region_info.RegionInfo.regions.some(({ name }) => name === value);
}

function isKeyOf({ partition, region, account }: { partition: string; region: string; account: string }): (value: string) => boolean {
  return (value) => value.startsWith(`arn:${partition}:kms:${region}:${account}:key/`)
    && /\/[a-f0-9]{8}(-[a-f0-9]{4}){3}-[a-f0-9]{12}$/.test(value);
}
