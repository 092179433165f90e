import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

// The tables of docs/errors-and-warnings.md are held to the code. Ids of warnings are API.

const ROOT = join(__dirname, '..');
const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf-8' }).filter((file) => file.endsWith('.ts'));
const codeOf = (files: string[]) => files.map((file) => readFileSync(join(ROOT, 'src', file), 'utf-8')).join('\n').replace(/\/\*\*[^]*?\*\/|\/\/ .*/g, '');
const code = codeOf(sources);
const library = codeOf(sources.filter((file) => !file.startsWith('cli')));
const [errors, warnings] = readFileSync(join(ROOT, 'docs', 'errors-and-warnings.md'), 'utf-8').split('\n## Warnings\n')
  .map((section) => section.split('\n').filter((line) => line.startsWith('| `')));
const idsIn = (text: string) => text.match(/cdk-mwaa-iam:(?!:)[a-zA-Z]+/g) ?? [];

test('the page lists every warning', () => {
  const listed = warnings.flatMap((line) => idsIn(line)[0]);
  expect(listed.length).toBeGreaterThan(0);
  expect(listed.sort()).toEqual([...new Set(idsIn(code))].sort());
});

/** The messages of a row: what stands between double backticks in its first column. */
const messagesOf = (line: string) => [...line.split(' | ')[0].matchAll(/`` ?(.+?) ?``/g)].map(([, message]) => message);
const listed = errors.flatMap(messagesOf);

/** What the rules of the library say that a value must be, up to the first detail or the way out. The command line has messages of its own. */
const rules = [...library.matchAll(/(must (?:be|have|hold|begin|not) [^,:;"'`$\\]+)/g)].map(([, rule]) => rule.trim());

test('the page lists every error', () => {
  const missing = [...new Set(rules)].filter((rule) => !listed.some((message) => message.includes(rule)));
  expect(missing).toEqual([]);
});

test('the page lists no error that the code does not have', () => {
  const flat = code.replace(/\\(.)/g, '$1');
  const parts = listed.flatMap((message) => message.replace(/^(`[\w.\[\]…]+`|environment)/, '').split('…')).map((part) => part.trim()).filter((part) => part !== '');
  expect(parts.length).toBeGreaterThan(30);
  expect(parts.filter((part) => !flat.includes(part))).toEqual([]);
});

test('each row of errors has a message and a way out', () => {
  expect(errors.filter((line) => messagesOf(line).length === 0)).toEqual([]);
});
