import { Command, Terminal } from './arguments';
import { CHECK } from './check-command';
import { POLICY } from './policy/policy-command';

const COMMANDS: Record<string, Command> = { check: CHECK, policy: POLICY };

const HELP = `Usage: cdk-mwaa-iam <command>

IAM for Amazon MWAA: checks execution roles and prints their policies.

Commands:
  check <template | cdk.out>  find what is wrong with the execution roles of environments
  policy                      print the policies of an execution role

Run \`cdk-mwaa-iam <command> --help\` for the options of a command.
`;

/** Runs the command line and returns its exit code. */
export function main([name, ...args]: string[], terminal: Terminal): number {
  if (name === undefined || name === '--help' || name === '-h') {
    terminal.print(HELP.trimEnd());
    return name === undefined ? 2 : 0;
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
  terminal.printMistake(message);
  return 2;
}
