import { Chart } from './chart';
import { Form, FORMS } from './forms';
import { inFreshProcess, YOUNG_SPACE } from './fresh-process';
import { Bar, Section, tableOf } from './report';
import type { RolesResult } from './run-roles';

/** How many roles an app has, and how many runs each form then gets. */
const SIZES: [count: number, runs: number][] = [[100, 25], [1_000, 7], [4_000, 3]];

type Results = Record<Form, RolesResult>;

/** The role of this library beside the two others: time, size, growth. */
export function roles(): Section & { chart: Chart } {
  const measured = SIZES.map(([count, runs]) => ({ count, runs, results: inFreshProcess<Results>('run-roles.ts', count, runs) }));
  const perRole = ({ count, results }: typeof measured[number], form: Form) => results[form].total / count;
  const growth = (form: Form) => perRole(measured[measured.length - 1], form) / perRole(measured[0], form);
  return {
    title: 'The role beside one written by hand',
    body: [
      'An app of roles, 100 a stack, with `@aws-cdk/aws-iam:minimizePolicies` as `cdk init` sets it. By hand: the JSON of the page in an',
      '`iam.Role`. The floor: the same JSON in an L1 `CfnRole`. Processor time for each role, to define it and to synthesize the app; medians of',
      `${measured.map(({ count, runs }) => `${runs} runs of ${count.toLocaleString('en')} roles`).join(', ')}, the three forms in turns after two that do not count, on Node.js with \`--max-semi-space-size=${YOUNG_SPACE}\`.`,
      '',
      ...tableOf(['roles', 'form', 'define', 'render', 'together', 'of by hand', 'of the floor', 'template'], measured.flatMap(({ count, results }) =>
        FORMS.map((form) => {
          const { define, render, total, bytes } = results[form];
          const each = (time: number) => `${(time / count).toFixed(2)} ms`;
          const ratio = (other: Form) => (total / results[other].total).toFixed(2);
          return [count.toLocaleString('en'), form, each(define), each(render), each(total), ratio('hand-written'), ratio('floor'), `${Math.round(bytes / count).toLocaleString('en')} B`];
        }))),
      '',
      `From ${SIZES[0][0]} to ${SIZES[SIZES.length - 1][0].toLocaleString('en')} roles, the time for each becomes ${FORMS.map((form) => `${growth(form).toFixed(2)} (${form})`).join(', ')} of what it was.`,
    ],
    bars: [
      ...measured.flatMap(({ count, results }): Bar[] => [
        { what: `${count.toLocaleString('en')} roles, of the time by hand`, limit: 0.8, measured: results.library.total / results['hand-written'].total },
        { what: `${count.toLocaleString('en')} roles, of the time of the floor`, limit: 1.8, measured: results.library.total / results.floor.total },
      ]),
      { what: 'growth of the time for each role', limit: 1.1, measured: growth('library') },
    ],
    chart: {
      title: 'Processor time to define and synthesize a role',
      unit: 'ms',
      series: [...FORMS],
      groups: measured.map((one) => ({ name: `${one.count.toLocaleString('en')} roles`, values: FORMS.map((form) => perRole(one, form)) })),
    },
  };
}
