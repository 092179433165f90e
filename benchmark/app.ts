import { inFreshProcess, inTurns, median } from './measuring';
import { Section, tableOf } from './report';
import type { Form } from './roles';

/** With 200 environments, at most this ratio to the time by hand. */
const OF_BY_HAND = 1.3;

/** The time for each of 200 environments is at most this ratio to that for each of 20. */
const GROWTH = 1.2;

const FORMS: Form[] = ['library', 'by hand'];
const ENVS = ['concrete', 'unknown'] as const;
const SIZES = [1, 20, 200];
const [ONE, FEW, MANY] = SIZES.keys();
const RUNS = 5;

/** An app of environments with the role of this library, beside the same app with roles by hand. */
export function app(): Section {
  const measured = ENVS.map(measure);
  return {
    title: 'An app of environments',
    body: [
      'Each environment has a stack with bucket, key, role, `associateWith` and `confineCeleryQueue`; one managed policy is attached to all roles.',
      'By hand: the JSON of the page in an `iam.Role`, and the same resources. `@aws-cdk/aws-iam:minimizePolicies` is off, so that both have the same statements.',
      `Processor time for each environment, to define and to synthesize it: medians of ${RUNS} processes for each form, in turns. Each process has`,
      'synthesized small apps before, and gives the median of three. Ratios are medians, too: of the ratios in each turn.',
      '',
      ...tableOf(['`env`', 'environments', 'library', 'by hand', 'of by hand'], 1, measured.flatMap(({ env, each, ofByHand }) =>
        [ONE, FEW, MANY].map((size) => [
          env,
          `${SIZES[size]}`,
          ...FORMS.map((form) => `${each(form, size).toFixed(2)} ms`),
          ofByHand(size).toFixed(2),
        ]))),
      '',
      ...tableOf(['`env`', `from ${SIZES[FEW]} to ${SIZES[MANY]} environments, the time for each becomes`, 'by hand'], 1, measured.map(({ env, growth }) =>
        [env, ...FORMS.map((form) => growth(form).toFixed(2))])),
    ],
    bars: measured.flatMap(({ env, ofByHand, growth }) => [
      { what: `${SIZES[MANY]} environments, ${env} \`env\`: of the time by hand`, limit: OF_BY_HAND, measured: ofByHand(MANY) },
      { what: `${SIZES[MANY]} environments, ${env} \`env\`: time for each, of that in ${SIZES[FEW]}`, limit: GROWTH, measured: growth('library') },
    ]),
  };
}

/** What the forms take for each environment, in apps of each size. */
function measure(env: typeof ENVS[number]) {
  const turns = inTurns(FORMS, RUNS, (form) =>
    inFreshProcess<number[]>('run-app.ts', form, env, ...SIZES).map((time, size) => time / SIZES[size]));
  return {
    env,
    each: (form: Form, size: number) => median(turns[form].map((times) => times[size])),
    ofByHand: (size: number) => median(turns.library.map((times, turn) => times[size] / turns['by hand'][turn][size])),
    growth: (form: Form) => median(turns[form].map((times) => times[MANY] / times[FEW])),
  };
}
