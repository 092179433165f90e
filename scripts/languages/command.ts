import { spawnSync } from 'child_process';

/** How a command is run, besides its arguments. */
export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** What a command wrote, on both streams. */
export interface Outcome {
  readonly succeeded: boolean;
  readonly output: string;
}

/** Runs a command to its end. A program that is not there is one that did not succeed. */
export function attempt(command: readonly string[], { cwd, env }: CommandOptions = {}): Outcome {
  const [program, ...args] = command;
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd, env: { ...process.env, ...env }, encoding: 'utf-8', maxBuffer: 64 * 1024 * 1024,
  });
  return { succeeded: status === 0, output: error === undefined ? `${stdout}${stderr}` : error.message };
}

/** Runs a command that has to succeed. */
export function run(command: readonly string[], options: CommandOptions = {}): string {
  const { succeeded, output } = attempt(command, options);
  if (!succeeded) {
    throw new Error(`${command.join(' ')}\n${output.split('\n').slice(-40).join('\n')}`);
  }
  return output;
}

/** Runs the program of a package that this repository depends on. */
export function tool(program: string, ...args: string[]): string[] {
  return [process.execPath, require.resolve(program), ...args];
}
