import { spawnSync } from 'child_process';
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

// Rosetta compiles the README and the docstrings, and does not know docs/. This compiles them all, with rosetta's fixture.

const ROOT = join(__dirname, '..', '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf-8');

const PAGES = ['README.md', ...readdirSync(join(ROOT, 'docs')).filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`)];
const FIXTURE = read('rosetta/default.ts-fixture');

/** The TypeScript of a page as files that compile by themselves, each named by the line that it begins at. */
function snippetsOf(page: string): [file: string, source: string][] {
  const text = read(page);
  return [...text.matchAll(/^```ts( nofixture)?\n(.*?)^```$/gms)].map(({ 1: alone, 2: code, index }) => [
    join(ROOT, `${page}:${text.slice(0, index).split('\n').length}.ts`),
    alone === undefined ? FIXTURE.replace('/// here', () => code) : `${code}\nexport {};`,
  ]);
}

/** What the compiler says of files. It has a process of its own: with the types of the whole CDK in it, a worker of Jest would be slow to end. */
function errorsIn(sources: [file: string, source: string][]): string[] {
  const compiler = spawnSync(process.execPath, ['--import', 'tsx', join(__dirname, 'snippet-compiler.ts')], { input: JSON.stringify(sources), encoding: 'utf-8' });
  expect(compiler.stderr).toBe('');
  return JSON.parse(compiler.stdout);
}

test('every snippet of TypeScript is marked so that it is compiled', () => {
  const fences = PAGES.flatMap((page) => [...read(page).matchAll(/^ *[`~]{3,} *(.*)$/gm)].map(([, language]) => language));
  expect(fences.filter((language) => /^(ts|typescript|js|javascript)\b/i.test(language) && !/^ts( nofixture)?$/.test(language))).toEqual([]);
});

test('the README shows the imports of the snippets', () => {
  const [imports] = FIXTURE.split("import { Construct } from 'constructs';\n");
  expect(read('README.md')).toContain(`\`\`\`ts nofixture\n${imports}\`\`\`\n`);
});

test('every snippet compiles', () => {
  const snippets = PAGES.flatMap(snippetsOf);
  expect(snippets.length).toBeGreaterThan(20);
  expect(errorsIn(snippets)).toEqual([]);
}, 180_000); // it reads the types of the whole CDK
