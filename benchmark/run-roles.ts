import { mkdtempSync, rmSync, statSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { DEFINITIONS, Form, FORMS } from './forms';
import { median, processorTime, takeTurns } from './statistics';

/** What it takes to synthesize an app of roles: processor time in milliseconds, and the size of its templates. */
export interface RolesResult {
  readonly define: number;
  readonly render: number;
  readonly total: number;
  readonly bytes: number;
}

/** A stack may have 500 resources. */
const ROLES_PER_STACK = 100;

/** The feature flag that `cdk init` sets for policies. */
const CONTEXT = { '@aws-cdk/aws-iam:minimizePolicies': true };

/** Runs that count for nothing: a process is slower at first, and that would hide how its time grows. */
const WARM_UP = 2;

process.setSourceMapsEnabled(false); // tsx switches them on; they would take part of the time of each construct

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
  return { define, render, total: define + render, bytes };
}

const [count, runs] = process.argv.slice(2).map(Number);
const results = takeTurns(FORMS, WARM_UP + runs, (form) => synthesize(form, count));
const medians = Object.fromEntries([...results].map(([form, all]) => {
  const of = (value: keyof RolesResult) => median(all.slice(WARM_UP).map((result) => result[value]));
  return [form, { define: of('define'), render: of('render'), total: of('total'), bytes: of('bytes') }];
}));
process.stdout.write(JSON.stringify(medians));
