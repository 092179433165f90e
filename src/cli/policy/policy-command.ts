import { environmentDocuments, PolicyDocuments, workflowDocuments } from './policy-documents';
import { jsonOf, templateOf, textOf } from './policy-formats';
import { helpOfOptions, Kind, PARSED_OPTIONS, POLICY_OPTIONS, written } from './policy-options';
import { Values } from './policy-values';
import { Command, formatIn, parse, Terminal } from '../arguments';
import { UsageError } from '../usage-error';

const HELP = `Usage: cdk-mwaa-iam policy --environment-name <name> --bucket <name> --region <code> --account <id> [options]
       cdk-mwaa-iam policy --serverless --region <code> --account <id> [options]

Prints the trust policy and the permissions policies of the execution role of an Amazon MWAA environment, or of an
Amazon MWAA Serverless workflow. With a customer managed key, it also prints the statement that the key policy needs.

Options:
${helpOfOptions()}

Examples:
  cdk-mwaa-iam policy --environment-name analytics --bucket my-dags --region eu-west-1 --account 111122223333
  cdk-mwaa-iam policy --serverless --region eu-west-1 --account 111122223333 --log-group /workflows/etl
  cdk-mwaa-iam policy ... --kms-key <arn> --format json > policies.json
  cdk-mwaa-iam policy ... --format cloudformation > role.json
`;

const FORMATS: Record<string, (documents: PolicyDocuments) => string> = { text: textOf, json: jsonOf, cloudformation: templateOf };

const DOCUMENTS: Record<Kind, (values: Values) => PolicyDocuments> = { environment: environmentDocuments, workflow: workflowDocuments };

/** The command `cdk-mwaa-iam policy`. It prints the documents that the constructs build, for what the options describe. */
export const POLICY: Command = {
  help: HELP,
  run(args: string[], terminal: Terminal): number {
    const { values, positionals } = parse(args, PARSED_OPTIONS);
    if (positionals.length > 0) {
      throw new UsageError(`policy takes options only, not '${positionals[0]}'`);
    }
    const kind = values.serverless === true ? 'workflow' : 'environment';
    const names = Object.keys(POLICY_OPTIONS);
    const missing = names.filter((name) => POLICY_OPTIONS[name].neededBy?.includes(kind) && values[name] === undefined);
    if (missing.length > 0) {
      throw new UsageError(`policy needs ${list(missing.map(written))}`);
    }
    const strange = names.filter((name) => (POLICY_OPTIONS[name].only ?? kind) !== kind && values[name] !== undefined);
    if (strange.length > 0) {
      throw new UsageError(`policy takes no ${list(strange.map((name) => `--${name}`))} ${kind === 'workflow' ? 'with' : 'without'} --serverless`);
    }
    terminal.print(FORMATS[formatIn(values, Object.keys(FORMATS), 'text')](DOCUMENTS[kind](values)));
    return 0;
  },
};

function list(items: string[]): string {
  return [items.slice(0, -1).join(', '), ...items.slice(-1)].filter((part) => part !== '').join(' and ');
}
