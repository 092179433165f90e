import { spawnSync } from 'child_process';

/** Options for running a command. */
export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** The result of a command, with the output of both streams. */
export interface Outcome {
  readonly succeeded: boolean;
  readonly output: string;
}

/** Runs a command and waits for its end. A missing program counts as a failure. */
export function attempt(command: readonly string[], { cwd, env }: CommandOptions = {}): Outcome {
  const [program, ...args] = command;
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd, env: { ...process.env, ...env }, encoding: 'utf-8', maxBuffer: 64 * 1024 * 1024,
  });
  return { succeeded: status === 0, output: error === undefined ? `${stdout}${stderr}` : error.message };
}

/** Runs a command, and throws if it fails. */
export function run(command: readonly string[], options: CommandOptions = {}): string {
  const { succeeded, output } = attempt(command, options);
  if (!succeeded) {
    throw new Error(`${command.join(' ')}\n${output.split('\n').slice(-40).join('\n')}`);
  }
  return output;
}

/** Returns the command that runs a program of an installed package. */
export function tool(program: string, ...args: string[]): string[] {
  return [process.execPath, require.resolve(program), ...args];
}
