import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

// Ids of warnings are API: each stands in the table of docs/errors-and-warnings.md, and the table has no other.

const ROOT = join(__dirname, '..');
const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf-8' }).filter((file) => file.endsWith('.ts'));
const idsIn = (text: string) => text.match(/cdk-mwaa-iam:[a-zA-Z]+/g) ?? [];

test('the page lists every warning', () => {
  const warned = sources.flatMap((file) => idsIn(readFileSync(join(ROOT, 'src', file), 'utf-8')));
  const [, table] = readFileSync(join(ROOT, 'docs', 'errors-and-warnings.md'), 'utf-8').split('\n## Warnings\n');
  const listed = table.split('\n').filter((line) => line.startsWith('| `')).flatMap((line) => idsIn(line)[0]);
  expect(listed.length).toBeGreaterThan(0);
  expect(listed.sort()).toEqual([...new Set(warned)].sort());
});
