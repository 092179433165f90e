import { inFreshProcess, median } from './measuring';
import { Section } from './report';

/** At most this many milliseconds. */
const LIMIT = 50;

const RUNS = 21;

/** What the package adds to the start of an app. */
export function loading(): Section {
  const time = median(Array.from({ length: RUNS }, () => inFreshProcess<number>('run-loading.cjs')));
  return {
    title: 'Loading',
    body: [
      `\`MwaaExecutionRole\` adds ${time.toFixed(1)} ms of processor time to an app that has loaded what a role by hand needs: median of ${RUNS} processes.`,
    ],
    bars: [{ what: 'loading adds', limit: LIMIT, measured: time, unit: 'ms' }],
  };
}
