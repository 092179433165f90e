import { parseArgs, ParseArgsConfig } from 'util';
import { UsageError } from './usage-error';

/** Where a command prints, and how wide it may. */
export interface Terminal {
  readonly width: number;
  print(text: string): void;
  printError(text: string): void;
}

/** A command: its arguments in, its exit code out. */
export interface Command {
  readonly help: string;
  run(args: string[], terminal: Terminal): number;
}

/** The values of a command's options and its positional arguments; a mistake is one line. */
export function parse(args: string[], options: NonNullable<ParseArgsConfig['options']>) {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    return { values: values as Record<string, string | boolean | undefined>, positionals };
  } catch (error) {
    const [sentence] = (error as Error).message.replace("' argument is ambiguous.\n", "' argument is ambiguous: ").split(/\.\s/);
    throw new UsageError(sentence.charAt(0).toLowerCase() + sentence.slice(1));
  }
}
