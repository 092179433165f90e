import { choice, Command, formatIn, parse, Terminal } from './arguments';
import { CheckReport, reportOn } from './check-report';
import { collect } from './files/collection';
import { jsonFormat } from './output/json-format';
import { sarifFormat } from './output/sarif-format';
import { summaryOf } from './output/summary';
import { tableFormat } from './output/table-format';
import { UsageError } from './usage-error';

const HELP = `Usage: cdk-mwaa-iam check <file | folder | -> ... [options]

Checks the execution role of every Amazon MWAA environment, and of every workflow of Amazon MWAA Serverless, in
CloudFormation templates (JSON or YAML), or as the AWS CLI describes them. Prints what will fail and how to fix it.

  file    a template, or what the AWS CLI has printed, such as \`aws mwaa get-environment\`
  folder  every template and description in it, and each cloud assembly that \`cdk synth\` wrote, as an app of its own
  -       a template from the standard input

Templates that are given together are one app: a role may be in another template than its environment.

Options:
  --format <format>     table (the default), json or sarif
  --json                the same as --format json
  --fail-on <severity>  error or warning (the default): what makes the exit code 1
  --help                print this

Examples:
  cdk-mwaa-iam check template.yaml
  cdk-mwaa-iam check templates/ cdk.out
  sam build && cdk-mwaa-iam check .aws-sam/build/template.yaml
  cdk-mwaa-iam check templates/ --format sarif --fail-on error > mwaa.sarif
  aws cloudformation get-template --stack-name airflow --query TemplateBody --output text | cdk-mwaa-iam check -

A pipeline shows SARIF beside the lines of a template: on GitHub, upload the file with github/codeql-action/upload-sarif in
a next step that runs even if this one fails, because the exit code is 1 where there are findings.

Exit code: 0 if nothing is wrong, 1 if there are findings, 2 if the arguments or files cannot be used. A note reports what the
templates do not show, such as the policies of an imported role. Notes are not findings.
`;

const FORMATS: Record<string, (report: CheckReport, terminal: Terminal) => string> = { table: tableFormat, json: jsonFormat, sarif: sarifFormat };

/** The severities that fail a run, by the mildest of them. */
const FAILING: Record<string, readonly string[]> = { error: ['error'], warning: ['error', 'warning'] };

/** The command `cdk-mwaa-iam check`. It prints the findings of `MwaaRoleChecks` for templates on disk. */
export const CHECK: Command = {
  help: HELP,
  run(args: string[], terminal: Terminal): number {
    const { values, positionals } = parse(args, { 'json': { type: 'boolean' }, 'format': { type: 'string' }, 'fail-on': { type: 'string' } });
    const format = formatIn(values, Object.keys(FORMATS), 'table');
    const failing = FAILING[choice(values, 'fail-on', Object.keys(FAILING), 'warning')];
    if (positionals.length === 0) {
      throw new UsageError('check takes files, folders or `-`: name at least one');
    }
    const report = reportOn(collect(positionals, () => terminal.readInput()));
    if (format === 'sarif' || report.templates.length + report.descriptions.length > 0 || report.mistakes.length === 0) {
      terminal.print(FORMATS[format](report, terminal));
    }
    if (format !== 'table') {
      terminal.printNotice(summaryOf(report));
    }
    report.mistakes.forEach((mistake) => terminal.printNotice(mistake));
    return report.mistakes.length > 0 ? 2 : Number(report.findings.some(({ severity }) => failing.includes(severity)));
  },
};
