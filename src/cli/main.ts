import { Command, Terminal } from './arguments';
import { CHECK } from './check-command';
import { docsPage, VERSION } from './package-info';
import { POLICY } from './policy/policy-command';

const COMMANDS: Record<string, Command> = { check: CHECK, policy: POLICY };

const HELP = `Usage: cdk-mwaa-iam <command>

IAM for Amazon MWAA: checks execution roles and prints their policies.

Commands:
  check <file | folder | -> ...  find what is wrong with the execution roles of environments and workflows
  policy                         print the policies of an execution role

Options:
  --version  print the version
  --help     print this, or with a command its options

Examples:
  cdk-mwaa-iam check template.yaml
  cdk-mwaa-iam check templates/ --format sarif > mwaa.sarif
  cdk-mwaa-iam policy --environment-name analytics --bucket my-dags --region eu-west-1 --account 111122223333

${docsPage('command-line.md')} shows a step of a pipeline.
`;

/** Runs the command line and returns its exit code. */
export function main([name, ...args]: string[], terminal: Terminal): number {
  if (name === undefined || name === '--help' || name === '-h') {
    terminal.print(HELP.trimEnd());
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    terminal.print(VERSION);
    return 0;
  }
  const command = Object.entries(COMMANDS).find(([known]) => known === name)?.[1];
  if (command === undefined) {
    return fail(`there is no command '${name}': use ${Object.keys(COMMANDS).join(' or ')}`, terminal);
  }
  if (args.includes('--help') || args.includes('-h')) {
    terminal.print(command.help.trimEnd());
    return 0;
  }
  try {
    return command.run(args, terminal);
  } catch (error) {
    // Every error is one line and exit code 2, so that scripts can tell it from findings, which are exit code 1.
    return fail((error as Error).message.split('\n')[0], terminal);
  }
}

function fail(message: string, terminal: Terminal): number {
  terminal.printNotice(message);
  return 2;
}
