import { region_info } from 'aws-cdk-lib';
import { allowLogsStatement } from '../../bucket-and-key/key-policy';
import { EnvironmentLocation, environmentNameRule } from '../../common/environment-location';
import { matching } from '../../common/input-rules';
import { StatementJson } from '../../common/statement-json';
import { documentedStatements } from '../../execution-policy/documented-statements';
import { sourceConditions, trustStatement } from '../../execution-role/trust-policy';
import { allowWorkflowLogsStatement, serverlessStatements, workflowLogGroupArn } from '../../serverless-role/serverless-statements';
import { serverlessTrustStatement } from '../../serverless-role/serverless-trust-policy';
import { Command, parse, Terminal } from '../arguments';
import { UsageError } from '../usage-error';

const HELP = `Usage: cdk-mwaa-iam policy --environment-name <name> --bucket <name> --region <code> --account <id> [options]
       cdk-mwaa-iam policy --serverless --region <code> --account <id> [options]

Prints, as JSON to paste, the trust policy and the permissions policy of the execution role of an Amazon MWAA environment,
or of an Amazon MWAA Serverless workflow.
With a customer managed key, it also prints the statement that the key policy needs.

Options:
  --environment-name <name>  the name of the environment
  --bucket <name>            the name of the bucket with the DAGs
  --serverless               print the policies of a workflow instead, without --environment-name and --bucket
  --log-group <name>         the log group of the workflow; without it the role may write to every log group, as documented
  --region <code>            the Region of the environment or workflow, such as eu-west-1
  --account <id>             its account, 12 digits
  --kms-key <arn>            its customer managed key; without it, it uses a key of AWS
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
      'serverless': { type: 'boolean' },
      'log-group': { type: 'string' },
      'kms-key': { type: 'string' },
      'json': { type: 'boolean' },
    });
    if (positionals.length > 0) {
      throw new UsageError(`policy takes options only, not '${positionals[0]}'`);
    }
    const form = values.serverless === true ? WORKFLOW : ENVIRONMENT;
    const missing = form.needs.filter((option) => values[option] === undefined);
    if (missing.length > 0) {
      throw new UsageError(`policy needs ${list(missing.map((option) => `--${option} ${ARGUMENTS[option]}`))}`);
    }
    const strange = form.strange.filter((option) => values[option] !== undefined);
    if (strange.length > 0) {
      throw new UsageError(`policy takes no ${list(strange.map((option) => `--${option}`))} ${form.when}`);
    }
    const documents = form.documents(values);
    terminal.print(values.json === true
      ? JSON.stringify(documents, undefined, 2)
      : Object.entries(documents).map(([name, document]) => `# ${HEADINGS[name]}\n${JSON.stringify(document, undefined, 2)}`).join('\n\n'));
    return 0;
  },
};

/** The arguments of options that may be required. */
const ARGUMENTS: Record<string, string> = { 'environment-name': '<name>', 'bucket': '<name>', 'region': '<code>', 'account': '<id>' };

type Values = Record<string, unknown>;

/** What the policies are for: the options that it needs and does not take, and its documents. */
interface Form {
  readonly needs: string[];
  readonly strange: string[];
  readonly when: string;
  readonly documents: (values: Values) => Record<string, object>;
}

const ENVIRONMENT: Form = { needs: Object.keys(ARGUMENTS), strange: ['log-group'], when: 'without --serverless', documents: documentsOfEnvironment };
const WORKFLOW: Form = { needs: ['region', 'account'], strange: ['environment-name', 'bucket'], when: 'with --serverless', documents: documentsOfWorkflow };

const HEADINGS: Record<string, string> = {
  TrustPolicy: 'Trust policy of the role',
  PermissionsPolicy: 'Permissions policy of the role',
  KeyPolicyStatement: 'Statement to add to the policy of the key',
};

function documentsOfEnvironment(values: Values): Record<string, object> {
  const name = environmentNameRule(values['environment-name']);
  const environmentName = given(values, 'environment-name', name.accepts, name.rule);
  const bucket = given(values, 'bucket', matching(/^(?!.*\.\.)[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9]$/), 'must be the name of a bucket, 3 to 63 lower case letters, digits, dots and hyphens that begin and end with a letter or a digit');
  const { location, keyArn } = placeAndKey(values);
  const statements = documentedStatements({
    ...location,
    environmentName,
    bucketArn: `arn:${location.partition}:s3:::${bucket}`,
    keyArn,
    accountPublicAccessBlock: true,
    exactLogGroups: false,
  });
  const trust = trustStatement(sourceConditions(location, environmentName));
  return documentsOf(trust, statements, keyArn === undefined ? undefined : allowLogsStatement(location));
}

function documentsOfWorkflow(values: Values): Record<string, object> {
  const { location, keyArn } = placeAndKey(values);
  const logGroup = values['log-group'] === undefined ? undefined
    : given(values, 'log-group', matching(/^[a-zA-Z0-9_\-\/.#]{1,512}$/),
      'must be the name of a log group, 1 to 512 letters, digits and characters of "_-/.#"');
  const statements = serverlessStatements({ logGroupArn: logGroup && `${workflowLogGroupArn(location, logGroup)}:*`, keyArn });
  return documentsOf(serverlessTrustStatement(), statements, keyArn === undefined ? undefined : allowWorkflowLogsStatement(location, logGroup));
}

function documentsOf(trust: object, permissions: { statement: StatementJson }[], keyPolicy: StatementJson | undefined): Record<string, object> {
  return {
    TrustPolicy: { Version: VERSION, Statement: [trust] },
    PermissionsPolicy: { Version: VERSION, Statement: permissions.map(({ statement }) => statement) },
    ...(keyPolicy === undefined ? {} : { KeyPolicyStatement: keyPolicy }),
  };
}

function placeAndKey(values: Values): { location: EnvironmentLocation; keyArn?: string } {
  const region = given(values, 'region', isRegion, 'must be the code of an AWS Region, such as eu-west-1');
  const account = given(values, 'account', matching(/^\d{12}$/), 'must be an account id of 12 digits');
  const location = { partition: region_info.RegionInfo.get(region).partition!, region, account };
  const keyArn = values['kms-key'] === undefined ? undefined : given(values, 'kms-key', isKeyOf(location), 'must be the ARN of a single-Region key'
    + ` in ${region} of account ${account}: pass the key itself, not an alias`);
  return { location, keyArn };
}

function given(values: Values, option: string, accepts: (value: string) => boolean, rule: string): string {
  const value = String(values[option]);
  if (!accepts(value)) {
    throw new UsageError(`--${option} ${JSON.stringify(value)} ${rule}`);
  }
  return value;
}

function list(items: string[]): string {
  return [items.slice(0, -1).join(', '), ...items.slice(-1)].filter((part) => part !== '').join(' and ');
}

function isRegion(value: unknown): boolean {
  return region_info.RegionInfo.regions.some(({ name }) => name === value);
}

function isKeyOf({ partition, region, account }: EnvironmentLocation): (value: string) => boolean {
  return (value) => value.startsWith(`arn:${partition}:kms:${region}:${account}:key/`)
    && /\/[a-f0-9]{8}(-[a-f0-9]{4}){3}-[a-f0-9]{12}$/.test(value);
}
