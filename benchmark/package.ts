import { inFreshProcess } from './fresh-process';
import { Section } from './report';
import { median } from './statistics';
import { packed } from './tarball';

const LOADS = 21;

/** What it costs to have the package: to load, and to install. */
export function packageCosts(): Section {
  const loading = median(Array.from({ length: LOADS }, () => inFreshProcess<number>('run-loading.cjs')));
  const { own, whole, bundled } = packed();
  const kilobytes = (bytes: number) => bytes / 1000;
  return {
    title: 'The package',
    body: [
      `Loading \`MwaaExecutionRole\` adds ${loading.toFixed(1)} ms of processor time to an app that has loaded what a role by hand needs: median of ${LOADS}`,
      `processes. The tarball has ${kilobytes(whole).toFixed(0)} kB: ${kilobytes(own).toFixed(0)} kB of its own files, and ${kilobytes(whole - own).toFixed(0)} kB of what it bundles, ${bundled.join(', ')}.`,
    ],
    bars: [
      { what: 'loading adds', limit: 20, measured: loading, unit: 'ms' },
      { what: 'own files in the tarball', limit: 150, measured: kilobytes(own), unit: 'kB' },
    ],
  };
}
