import { parseArgs, ParseArgsConfig } from 'util';
import { UsageError } from './usage-error';

/** Where a command reads and prints, and how many columns it may use. */
export interface Terminal {
  readonly width: number;
  readonly hasColors: boolean;
  readInput(): string;
  print(text: string): void;
  /** Prints a sentence beside what is printed for programs. */
  printNotice(sentence: string): void;
}

/** A command. It takes arguments and returns an exit code. */
export interface Command {
  readonly help: string;
  run(args: string[], terminal: Terminal): number;
}

/** Returns the options and the positional arguments of a command. Throws a `UsageError` of one line if they are wrong. */
export function parse(args: string[], options: NonNullable<ParseArgsConfig['options']>) {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    return { values: values as Record<string, string | boolean | undefined>, positionals };
  } catch (error) {
    const [sentence] = (error as Error).message.replace("' argument is ambiguous.\n", "' argument is ambiguous: ").split(/\.\s/);
    throw new UsageError(sentence.charAt(0).toLowerCase() + sentence.slice(1));
  }
}

/** Returns the option that must be one of some words. Throws a `UsageError` if it is another. */
export function choice(values: Record<string, unknown>, option: string, words: readonly string[], otherwise: string): string {
  const value = values[option] ?? otherwise;
  if (!words.includes(String(value))) {
    throw new UsageError(`--${option} ${JSON.stringify(value)} must be ${words.join(' or ')}`);
  }
  return String(value);
}

/** Returns the format that `--format` or `--json` asks for. Throws a `UsageError` if there is no such format, or if they differ. */
export function formatIn(values: Record<string, unknown>, formats: readonly string[], otherwise: string): string {
  const format = choice(values, 'format', formats, values.json === true ? 'json' : otherwise);
  if (values.json === true && format !== 'json') {
    throw new UsageError(`--json is --format json: leave one of --json and --format ${format} out`);
  }
  return format;
}
