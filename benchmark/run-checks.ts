import { App, PolicyValidationPluginReport, Stack, Validations } from 'aws-cdk-lib';
import { defineEnvironment, defineNetwork } from './environment';
import { median } from './measuring';
import { byHand, MwaaRoleChecks } from './roles';
import { processorTime, synthesisTime } from './synthesis';

// Prints how long the checks of an app take: `run-checks.ts <right or wrong> <environments> <small apps before> <calls of the checks>`.

/** Milliseconds of processor time: of the synthesis without its checks, and of the last calls of these. And how many constructs have a finding. */
export interface ChecksResult {
  readonly synthesis: number;
  readonly checks: number;
  readonly findings: number;
}

const [kind, environments, before, calls] = process.argv.slice(2);

/** The last calls of the checks that count. */
const COUNTED = 5;

/** The environments of an app that does not count. */
const FEW = 20;

process.setSourceMapsEnabled(false); // tsx switches them on, and they slow down every construct

/** Defines an environment with its network and its role. A wrong role is a copy from another environment, in another Region. */
function define(stack: Stack, name: string): void {
  const environment = defineEnvironment(stack, name, defineNetwork(stack));
  if (kind === 'right') {
    byHand(environment);
  } else {
    byHand({ ...environment, name: `copied-${name}` }, 'us-east-1');
  }
}

/** Adds the checks, measured at each call. They report nothing, so that CDK prints nothing. */
function addChecks(app: App, count: number, measured: (times: number[], report: PolicyValidationPluginReport) => void): void {
  const plugin = new MwaaRoleChecks();
  Validations.of(app).addPlugins({
    name: plugin.name,
    validate: (context) => {
      let report: PolicyValidationPluginReport;
      const times = Array.from({ length: count }, () => processorTime(() => report = plugin.validate(context)));
      measured(times, report!);
      return { success: true, violations: [] };
    },
  });
}

function measure(count: number, times: number): ChecksResult {
  let [all, checks, findings] = [0, 0, 0];
  const whole = synthesisTime((app) => {
    for (let index = 0; index < count; index++) {
      define(new Stack(app, `Team${index}`, { env: { account: '111122223333', region: 'eu-west-1' } }), `team-${index}`);
    }
    addChecks(app, times, (each, { violations }) => {
      all = each.reduce((sum, time) => sum + time, 0);
      checks = median(each.slice(-COUNTED));
      findings = violations.flatMap((violation) => violation.violatingResources).length;
    });
  });
  return { synthesis: whole - all, checks, findings };
}

Array.from({ length: Number(before) }, () => measure(FEW, 1));
process.stdout.write(JSON.stringify(measure(Number(environments), Number(calls))));
