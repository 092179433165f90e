import { mkdtempSync, rmSync, statSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { DEFINITIONS, Form } from './forms';
import { processorTime } from './statistics';

/** What it takes to synthesize an app of roles: processor time in milliseconds, and the size of its templates. */
export interface RolesResult {
  readonly define: number;
  readonly render: number;
  readonly bytes: number;
}

/** A stack may have 500 resources. */
const ROLES_PER_STACK = 100;

/** The feature flag that `cdk init` sets for policies. */
const CONTEXT = { '@aws-cdk/aws-iam:minimizePolicies': true };

function synthesize(form: Form, count: number): RolesResult {
  const outdir = mkdtempSync(join(tmpdir(), 'mwaa-benchmark-'));
  const app = new App({ outdir, analyticsReporting: false, context: CONTEXT });
  const define = processorTime(() => {
    for (let first = 0; first < count; first += ROLES_PER_STACK) {
      const stack = new Stack(app, `Stack${first}`);
      const defineRole = DEFINITIONS[form](stack);
      for (let index = first; index < Math.min(count, first + ROLES_PER_STACK); index++) {
        defineRole(stack, `Role${index}`, `environment-${index}`);
      }
    }
  });
  const render = processorTime(() => app.synth());
  const bytes = app.synth().stacks.reduce((sum, { templateFullPath }) => sum + statSync(templateFullPath).size, 0);
  rmSync(outdir, { recursive: true });
  return { define, render, bytes };
}

const [form, count] = process.argv.slice(2);
process.stdout.write(JSON.stringify(synthesize(form as Form, Number(count))));
