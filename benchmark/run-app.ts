import { Stack } from 'aws-cdk-lib';
import { defineEnvironment, defineSharedPolicy } from './environment';
import { Form, FORMS } from './roles';
import { synthesisTime } from './synthesis';

// Prints the times of apps of some sizes: `run-app.ts <form> <env of the stacks> <environments> …`.

/** The `env` of the stacks. */
const ENV = { concrete: { account: '111122223333', region: 'eu-west-1' }, unknown: undefined };

/** Apps that do not count. Without them, the time that V8 takes to compile would be part of the first environments and hide how time grows. */
const WARM_UP = new Array<number>(12).fill(20);

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
process.stdout.write(JSON.stringify(sizes.map((size) => appTime(Number(size)))));
