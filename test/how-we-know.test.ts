import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { scripts } from '../package.json';
import { SURVIVORS } from '../scripts/mutation/survivors';
import { CRITICAL } from '../scripts/mutation/verdict';

const read = (...path: string[]) => readFileSync(join(__dirname, '..', ...path), 'utf-8');

const README = read('README.md');

test('the figures of the README are those that the benchmark wrote, and every bar is met', () => {
  const [, shown] = /<!-- benchmark -->\n(.*?)\n<!-- \/benchmark -->/s.exec(README)!;
  const [, written] = /\n\n(\| bar .*?)\n\n/s.exec(read('benchmark', 'results.md'))!;
  expect(shown).toBe(written);
  expect(written.split('\n').slice(2).filter((row) => !row.endsWith(' | met |'))).toEqual([]);
});

test('the README counts the mutants that live', () => {
  const [, killed, all, alive] = /: ([\d.]+) % of ([\d,]+) changes .* the (\d+) others stand in \[`survivors.ts`\]/.exec(README)!;
  expect(Number(alive)).toBe(SURVIVORS.flatMap(({ mutants }) => mutants).length);
  expect(killed).toBe((100 - 100 * Number(alive) / Number(all.replace(',', ''))).toFixed(2));
});

test('there is every source that has mutants that live, or may have none', () => {
  const sources = [...CRITICAL, ...SURVIVORS.map(({ file }) => file)];
  expect(sources.filter((source) => !existsSync(join(__dirname, '..', source)))).toEqual([]);
  expect(SURVIVORS.filter(({ file }) => CRITICAL.includes(file))).toEqual([]);
});

test('there is every command that the README and CONTRIBUTING name', () => {
  const named = [...`${README}${read('CONTRIBUTING.md')}`.matchAll(/npm run ([a-z:-]+)/g)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});
