import { inFreshProcess, inTurns, median } from './measuring';
import { Section, tableOf } from './report';
import type { ChecksResult } from './run-checks';

/** Where all environments are right, at most this share of the synthesis, in percent. */
const ADDED = 5;

/** Wrong environments take at most this ratio to the time of right ones. */
const OF_RIGHT = 2;

const ENVIRONMENTS = 200;
const RUNS = 5;
const KINDS = ['right', 'wrong'] as const;
type Kind = typeof KINDS[number];

/** How many small apps a process has synthesized before, and how often it calls the checks of the app that counts. */
const STATES = { cold: [0, 1], warm: [12, 25] };

/** What `MwaaRoleChecks` adds to a synthesis. */
export function checks(): Section {
  const measured = Object.entries(STATES).map(([state, [before, calls]]) => ({
    state, results: inTurns(KINDS, RUNS, (kind) => inFreshProcess<ChecksResult>('run-checks.ts', kind, ENVIRONMENTS, before, calls)),
  }));
  const medianOf = (results: Record<Kind, ChecksResult[]>, kind: Kind, value: (result: ChecksResult) => number) => median(results[kind].map(value));
  const added = (results: Record<Kind, ChecksResult[]>, kind: Kind) => medianOf(results, kind, (result) => 100 * result.checks / result.synthesis);
  const [, { results: warm }] = measured;
  const ofRight = median(warm.wrong.map((result, turn) => result.checks / warm.right[turn].checks));
  return {
    title: '`MwaaRoleChecks`',
    body: [
      `An app of ${ENVIRONMENTS} environments, each with network, bucket, key and a role by hand. Wrong roles are copies from other environments, in another Region.`,
      `Processor time of the checks in a synthesis, and of the rest of it: medians of ${RUNS} runs, in turns, each in a process of its own. A cold process has`,
      'done nothing before, as at the command line, and nearly half of its time goes to the compilers of V8, on threads of their own. A warm one has',
      `synthesized ${STATES.warm[0]} small apps and called the checks ${STATES.warm[1]} times: the median of the last five counts. The bars are those of a warm one.`,
      '',
      ...tableOf(['process', 'environments', 'findings', 'synthesis', 'checks', 'added'], 2, measured.flatMap(({ state, results }) => KINDS.map((kind) => [
        state,
        kind,
        `${medianOf(results, kind, ({ findings }) => findings)}`,
        `${medianOf(results, kind, ({ synthesis }) => synthesis).toFixed(0)} ms`,
        `${medianOf(results, kind, (result) => result.checks).toFixed(0)} ms`,
        `${added(results, kind).toFixed(1)} %`,
      ]))),
    ],
    bars: [
      { what: `the checks of ${ENVIRONMENTS} right environments add to a synthesis`, limit: ADDED, measured: added(warm, 'right'), unit: '%' },
      { what: `the checks of ${ENVIRONMENTS} wrong environments: of the time for right ones`, limit: OF_RIGHT, measured: ofRight },
    ],
  };
}
