import { ChildProcess, spawn } from 'child_process';
import { once } from 'events';
import { closeSync, openSync } from 'fs';
import { join } from 'path';
import { createInterface } from 'readline';
import { setTimeout as wait } from 'timers/promises';
import { COMMERCIAL, Deployment, QUEUE_ACCOUNT } from '../../test/template';

/** The account and Region that the emulator simulates. moto chooses the account. */
export const EMULATED: Deployment = { ...COMMERCIAL, account: '123456789012' };

const SECONDS_TO_START = 60;
const SECONDS_TO_STOP = 5;

/** What the emulator reports once it accepts requests. */
interface Greeting {
  readonly version: string;
  readonly port: number;
  /** The resource types that moto lacks and that the emulator replaces with a stand-in. */
  readonly standIns: string[];
}

/** An emulator of AWS on the loopback address. It ends whenever this process ends, because it then reads the end of standard input. */
export class Emulator {
  public static async start(interpreter: string, log: string): Promise<Emulator> {
    const file = openSync(log, 'w');
    const server = spawn(interpreter, [join(__dirname, 'emulator.py'), QUEUE_ACCOUNT], { stdio: ['pipe', 'pipe', file] });
    closeSync(file);
    const greeting = await Promise.race([
      once(createInterface(server.stdout!), 'line').then(([line]) => JSON.parse(line) as Greeting),
      once(server, 'exit').then(() => undefined),
      wait(SECONDS_TO_START * 1000, undefined, { ref: false }),
    ]);
    if (greeting === undefined) {
      server.kill('SIGKILL');
      throw new Error(`the emulator ended, or did not start within ${SECONDS_TO_START} seconds`);
    }
    return new Emulator(server, greeting);
  }

  public readonly version: string;
  public readonly standIns: string[];
  private readonly endpoint: string;

  private constructor(private readonly server: ChildProcess, { version, standIns, port }: Greeting) {
    this.version = version;
    this.standIns = standIns;
    this.endpoint = `http://127.0.0.1:${port}`;
  }

  /**
   * Makes the SDK in this process, and the toolkit that it starts, use the emulator only. Neither can then reach a real
   * account, whatever profile, credentials or endpoint this machine has.
   */
  public isolate(toolkitHome: string): void {
    Object.keys(process.env).filter((name) => /^(AWS|CDK)_/.test(name)).forEach((name) => delete process.env[name]);
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: this.endpoint,
      // Nothing connects to this name. moto parses the URL of a template, and finds the bucket in its path only with it.
      AWS_ENDPOINT_URL_S3_FOR_CLOUDFORMATION: this.endpoint.replace('127.0.0.1', 'localhost'),
      AWS_ACCESS_KEY_ID: 'emulated',
      AWS_SECRET_ACCESS_KEY: 'emulated',
      AWS_REGION: EMULATED.region,
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      CDK_HOME: toolkitHome, // the toolkit caches accounts by access key here
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_DISABLE_VERSION_CHECK: 'true',
      NO_PROXY: '127.0.0.1',
      no_proxy: '127.0.0.1',
    });
  }

  public async stop(): Promise<void> {
    this.server.stdin!.end();
    if (this.isRunning()) {
      await Promise.race([once(this.server, 'exit'), wait(SECONDS_TO_STOP * 1000, undefined, { ref: false })]);
    }
    if (this.isRunning()) {
      this.server.kill('SIGKILL');
    }
  }

  private isRunning(): boolean {
    return this.server.exitCode === null && this.server.signalCode === null;
  }
}
