import { Command, parse, Terminal } from './arguments';
import { CheckReport, reportOn } from './check-report';
import { collect } from './files/collection';
import { jsonFormat } from './output/json-format';
import { tableFormat } from './output/table-format';
import { UsageError } from './usage-error';

const HELP = `Usage: cdk-mwaa-iam check <template | cdk.out> [--json]

Checks the execution role of every Amazon MWAA environment in a CloudFormation template (JSON or YAML), or in all templates
of a cloud assembly that \`cdk synth\` wrote. Prints what will fail and how to fix it.

Options:
  --json  print the findings and notes as JSON: rule, severity, template, resource, description, fix
  --help  print this

Exit code: 0 if nothing is wrong, 1 if there are findings, 2 if the arguments or files cannot be used. A note reports what the
templates do not show, such as the policies of an imported role. Notes are not findings.
`;

/** The command `cdk-mwaa-iam check`. It prints the findings of `MwaaRoleChecks` for templates on disk. */
export const CHECK: Command = {
  help: HELP,
  run(args: string[], terminal: Terminal): number {
    const { values, positionals } = parse(args, { json: { type: 'boolean' } });
    if (positionals.length === 0) {
      throw new UsageError('check takes files, folders or `-`: name at least one');
    }
    const report = reportOn(collect(positionals, () => terminal.readInput()));
    if (report.templates.length > 0 || report.mistakes.length === 0) {
      terminal.print(values.json === true ? jsonFormat(report) : tableFormat(report, terminal.width));
    }
    report.mistakes.forEach((mistake) => terminal.printMistake(mistake));
    return exitCode(report);
  },
};

function exitCode({ findings, mistakes }: CheckReport): number {
  return mistakes.length > 0 ? 2 : Number(findings.some(({ severity }) => severity !== 'info'));
}
