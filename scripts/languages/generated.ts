import { readdirSync, readFileSync } from 'fs';
import { join, relative } from 'path';

/** What must not be in the sources that jsii-pacmak generates. */
const BLEMISHES: readonly { readonly files: RegExp; readonly pattern: RegExp; readonly problem: string }[] = [
  { files: /\.py$/, pattern: /^\s*(def )?\w*[a-z0-9]_[:(]/m, problem: 'a name that got an underscore, for it is a word of the language' },
  { files: /\.go$/, pattern: /^(func|\t[A-Z]\w*\().*[a-z0-9]_[ ,(]/m, problem: 'a name that got an underscore, for it is a word of the language' },
  { files: /\.cs$/, pattern: /(?<!["\w])@[a-z]\w*/, problem: 'a name that got an "@", for it is a word of the language' },
  { files: /\.(py|java|cs|go|md)$/, pattern: /failed to translate|automatically generated without compilation/i, problem: 'a snippet without a translation' },
  { files: /\.(py|cs|go)$/, pattern: /\{@\w+|^\W*@(see|default|throws)\b/m, problem: 'a tag of TSDoc that was not rendered' },
  { files: /README\.md$/, pattern: /^```ts/m, problem: 'a snippet in TypeScript' },
];

/** Every blemish of the names and the documentation, as generated for the languages under a folder. */
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
