import { inFreshProcess } from './fresh-process';
import { Section, tableOf } from './report';
import type { RoleChecksResult } from './run-role-checks';
import { median } from './statistics';

const ENVIRONMENTS = 200;
const RUNS = 7;

/** What `MwaaRoleChecks` adds to a synthesis, in processes of their own. */
export function roleChecks(): Section {
  const results = Array.from({ length: RUNS }, () => inFreshProcess<RoleChecksResult>('run-role-checks.ts', ENVIRONMENTS));
  const added = median(results.map(({ whole, checks }) => 100 * checks / (whole - checks)));
  return {
    title: `\`MwaaRoleChecks\` on an app with ${ENVIRONMENTS} environments`,
    body: [
      `Each with network, bucket, key, role and a policy beside it. How long the checks take in a synthesis, and the rest of it; medians of ${RUNS} runs.`,
      '',
      ...tableOf(['synthesis', 'checks', 'added'], [[
        `${median(results.map(({ whole, checks }) => whole - checks)).toFixed(0)} ms`,
        `${median(results.map(({ checks }) => checks)).toFixed(0)} ms`,
        `${added.toFixed(1)} %`,
      ]]),
    ],
    bars: [{ what: 'the checks add to a synthesis', limit: 10, measured: added, unit: '%' }],
  };
}
