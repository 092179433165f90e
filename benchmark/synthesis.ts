import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App } from 'aws-cdk-lib';

/** Otherwise CDK merges and sorts the statements by hand, which costs time, and both apps would not have the same statements. */
const CONTEXT = { '@aws-cdk/aws-iam:minimizePolicies': false };

/**
 * Defines and synthesizes an app, and removes what it wrote.
 *
 * @returns milliseconds of processor time
 */
export function synthesisTime(define: (app: App) => void): number {
  const outdir = mkdtempSync(join(tmpdir(), 'mwaa-benchmark-'));
  try {
    return processorTime(() => {
      const app = new App({ outdir, analyticsReporting: false, context: CONTEXT });
      define(app);
      app.synth();
    });
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** Runs an action and returns its milliseconds of processor time: what other processes do does not count. */
export function processorTime(action: () => void): number {
  const start = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
