import { readdirSync, readFileSync } from 'fs';
import { join, relative } from 'path';

/** Patterns that must not occur in the sources that jsii-pacmak generates. */
const BLEMISHES: readonly { readonly files: RegExp; readonly pattern: RegExp; readonly problem: string }[] = [
  { files: /\.py$/, pattern: /^\s*(def )?\w*[a-z0-9]_[:(]/m, problem: 'a name with an added underscore, because it is a reserved word' },
  { files: /\.go$/, pattern: /^(func|\t[A-Z]\w*\().*[a-z0-9]_[ ,(]/m, problem: 'a name with an added underscore, because it is a reserved word' },
  { files: /\.cs$/, pattern: /(?<!["\w])@[a-z]\w*/, problem: 'a name with an added "@", because it is a reserved word' },
  { files: /\.(py|java|cs|go|md)$/, pattern: /failed to translate|automatically generated without compilation/i, problem: 'a snippet without a translation' },
  { files: /\.(py|cs|go)$/, pattern: /\{@\w+|^\W*@(see|default|throws)\b/m, problem: 'a tag of TSDoc that was not rendered' },
  { files: /README\.md$/, pattern: /^```ts/m, problem: 'a snippet in TypeScript' },
];

/** Returns the first occurrence of each pattern in each generated source under a folder. */
export function blemishes(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      const applicable = BLEMISHES.filter(({ files }) => files.test(entry.name));
      const text = applicable.length > 0 ? readFileSync(path, 'utf-8') : '';
      return applicable.flatMap(({ pattern, problem }) => {
        const found = pattern.exec(text);
        return found === null ? [] : [`${relative(folder, path)}: ${problem}: ${found[0].trim()}`];
      });
    });
}
