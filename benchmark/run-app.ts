import { Stack } from 'aws-cdk-lib';
import { defineEnvironment, defineSharedPolicy } from './environment';
import { inTurns, median } from './measuring';
import { Form, FORMS } from './roles';
import { synthesisTime } from './synthesis';

// Prints the median time of apps of each size: `run-app.ts <form> <env of the stacks> <environments> …`.

/** The `env` of the stacks. */
const ENV = { concrete: { account: '111122223333', region: 'eu-west-1' }, unknown: undefined };

/** Apps that do not count. Without them, the time that V8 takes to compile would be part of the first environments and hide how time grows. */
const WARM_UP = new Array<number>(12).fill(20);

/** How often each size is measured, in turns. */
const RUNS = 3;

const [form, env, ...sizes] = process.argv.slice(2) as [Form, keyof typeof ENV, ...string[]];

process.setSourceMapsEnabled(false); // tsx switches them on, and they slow down every construct

function appTime(environments: number): number {
  return synthesisTime((app) => {
    const roles = Array.from({ length: environments }, (_, index) =>
      FORMS[form](defineEnvironment(new Stack(app, `Team${index}`, { env: ENV[env] }), `team-${index}`)));
    defineSharedPolicy(new Stack(app, 'Shared', { env: ENV[env] }), roles);
  });
}

WARM_UP.forEach(appTime);
const times = inTurns(sizes, RUNS, (size) => appTime(Number(size)));
process.stdout.write(JSON.stringify(sizes.map((size) => median(times[size]))));
