import { inFreshProcess } from './fresh-process';
import { Section, tableOf } from './report';
import { median, takeTurns } from './statistics';

const ENVIRONMENTS = 200;
const RUNS = 5;

/** What is measured: no plugin, one that does nothing, which shows what the CDK itself spends on plugins, and ours. */
const PLUGINS = ['none', 'idle', 'checks'] as const;
export type Plugin = (typeof PLUGINS)[number];

/** What `MwaaRoleChecks` adds to a synthesis, each in a process of its own. */
export function roleChecks(): Section {
  const results = takeTurns(PLUGINS, RUNS, (plugin) => inFreshProcess<number>('run-role-checks.ts', plugin, ENVIRONMENTS));
  const [none, idle, checks] = PLUGINS.map((plugin) => median(results.get(plugin)!));
  const row = (name: string, time: number) => [name, `${time.toFixed(0)} ms`, `${((time / none - 1) * 100).toFixed(1)} %`];
  return {
    title: `\`MwaaRoleChecks\` on an app with ${ENVIRONMENTS} environments`,
    body: [
      `Each with network, bucket, key, role and a policy beside it. Processor time of the whole synthesis, medians of ${RUNS} runs in turns.`,
      '',
      ...tableOf(['synthesis', 'processor time', 'added'], [
        row('without a plugin', none),
        row('with a plugin that does nothing', idle),
        row('with `MwaaRoleChecks`', checks),
      ]),
      '',
      `The checks themselves add ${((checks - idle) / none * 100).toFixed(1)} %; the rest is what the CDK spends on any plugin: it hashes the cloud assembly.`,
    ],
    bars: [{ what: 'the checks add to a synthesis', limit: 10, measured: (checks / none - 1) * 100, unit: '%' }],
  };
}
