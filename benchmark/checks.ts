import { inFreshProcess, inTurns, median } from './measuring';
import { Section, tableOf } from './report';
import type { ChecksResult } from './run-checks';

/** At most this share of the synthesis, in percent, where all environments are right. */
const ADDED = 10;

const ENVIRONMENTS = 200;
const RUNS = 3;
const KINDS = ['right', 'wrong'] as const;

/** What `MwaaRoleChecks` adds to a synthesis. */
export function checks(): Section {
  const results = inTurns(KINDS, RUNS, (kind) => inFreshProcess<ChecksResult>('run-checks.ts', kind, ENVIRONMENTS));
  const medianOf = (kind: 'right' | 'wrong', value: (result: ChecksResult) => number) => median(results[kind].map(value));
  const added = (kind: 'right' | 'wrong') => medianOf(kind, (result) => 100 * result.checks / result.synthesis);
  return {
    title: '`MwaaRoleChecks`',
    body: [
      `An app of ${ENVIRONMENTS} environments, each with network, bucket, key and a role by hand. Wrong roles are copies from other environments, in another Region.`,
      `Processor time of the checks in a synthesis, and of the rest of it: medians of ${RUNS} runs, in turns, each in a process of its own.`,
      '',
      ...tableOf(['environments', 'findings', 'synthesis', 'checks', 'added'], 1, KINDS.map((kind) => [
        kind,
        `${medianOf(kind, ({ findings }) => findings)}`,
        `${medianOf(kind, ({ synthesis }) => synthesis).toFixed(0)} ms`,
        `${medianOf(kind, (result) => result.checks).toFixed(0)} ms`,
        `${added(kind).toFixed(1)} %`,
      ])),
      '',
      `Wrong ones take ${(medianOf('wrong', (result) => result.checks) / medianOf('right', (result) => result.checks)).toFixed(2)} of the time of right ones.`,
    ],
    bars: [{ what: `the checks of ${ENVIRONMENTS} right environments add to a synthesis`, limit: ADDED, measured: added('right'), unit: '%' }],
  };
}
