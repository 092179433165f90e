import { readdirSync, readFileSync } from 'fs';
import { join, relative } from 'path';
import { homepage, scripts } from '../../package.json';

const ROOT = join(__dirname, '..', '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf-8');
const lines = (path: string) => read(path).trimEnd().split('\n').length;

const README = read('README.md');
const PAGES = readdirSync(join(ROOT, 'docs')).filter((file) => file.endsWith('.md'));

test('the README is read in five minutes', () => expect(lines('README.md')).toBeLessThanOrEqual(450));

test.each(PAGES)('%s is a page, and the README leads to it', (page) => {
  expect(lines(`docs/${page}`)).toBeLessThanOrEqual(300);
  expect(README).toMatch(`${homepage}/blob/main/docs/${page}\n`);
});

test('the README has no link that a registry could not follow', () => {
  const links = [...README.matchAll(/\]\(([^)]+)\)|^\[[^\]]+\]: (\S+)$/gm)].map(([, inline, reference]) => inline ?? reference);
  expect(links.length).toBeGreaterThan(30);
  expect(links.filter((link) => !/^(#|https:\/\/)/.test(link))).toEqual([]);
  expect(links.filter((link) => link.includes('/cdk-mwaa-iam') && link !== homepage && !link.startsWith(`${homepage}/blob/main/`))).toEqual([]);
});

test('there is every command that the pages name', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', ...PAGES.map((page) => `docs/${page}`)];
  const named = pages.flatMap((page) => [...read(page).matchAll(/npm run ([a-z:-]+)/g)].map(([, name]) => name));
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test('no block of code is wider than the text on a screen of 1,280 pixels', () => {
  const blocks = ['README.md', ...PAGES.map((page) => `docs/${page}`)].flatMap((page) => [...read(page).matchAll(/^```(.*)\n([^]*?)^```$/gm)]);
  expect(blocks.length).toBeGreaterThan(50);
  const code = blocks.flatMap(([, language, text]) => language === 'mermaid' ? [] : text.split('\n'));
  expect(code.filter((line) => line.length > 114)).toEqual([]);
});

test('the page of the architecture has every room, and no other', () => {
  const rooms = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isDirectory())
    .map(({ parentPath, name }) => relative(join(ROOT, 'src'), join(parentPath, name)));
  const described = [...read('docs/architecture.md').matchAll(/^\| `([a-z\/-]+)` \|/gm)].map(([, room]) => room);
  expect(described.sort()).toEqual(rooms.sort());
});
