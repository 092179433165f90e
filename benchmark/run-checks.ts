import { App, PolicyValidationPluginReport, Stack, Validations } from 'aws-cdk-lib';
import { defineEnvironment, defineNetwork } from './environment';
import { byHand, MwaaRoleChecks } from './roles';
import { processorTime, synthesisTime } from './synthesis';

// Prints how long the checks of an app take: `run-checks.ts <right or wrong> <environments> <small apps before>`.

/** Milliseconds of processor time, and how many constructs have a finding. */
export interface ChecksResult {
  readonly synthesis: number;
  readonly checks: number;
  readonly findings: number;
}

const [kind, environments, before] = process.argv.slice(2);

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

/** Adds the checks, measured. They report nothing, so that CDK prints nothing. */
function addChecks(app: App, measured: (time: number, report: PolicyValidationPluginReport) => void): void {
  const plugin = new MwaaRoleChecks();
  Validations.of(app).addPlugins({
    name: plugin.name,
    validate: (context) => {
      let report: PolicyValidationPluginReport;
      const time = processorTime(() => report = plugin.validate(context));
      measured(time, report!);
      return { success: true, violations: [] };
    },
  });
}

function measure(count: number): ChecksResult {
  let [checks, findings] = [0, 0];
  const whole = synthesisTime((app) => {
    for (let index = 0; index < count; index++) {
      define(new Stack(app, `Team${index}`, { env: { account: '111122223333', region: 'eu-west-1' } }), `team-${index}`);
    }
    addChecks(app, (time, { violations }) => [checks, findings] = [time, violations.flatMap((violation) => violation.violatingResources).length]);
  });
  return { synthesis: whole - checks, checks, findings };
}

Array.from({ length: Number(before) }, () => measure(FEW));
process.stdout.write(JSON.stringify(measure(Number(environments))));
