import { readFileSync } from 'fs';
import { join } from 'path';

/** The version of the package, and the address of its repository. */
export const { version: VERSION, homepage: HOMEPAGE }: { version: string; homepage: string }
  = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf-8'));

/** The address of a page of the documentation. */
export function docsPage(page: string): string {
  return `${HOMEPAGE}/blob/main/docs/${page}`;
}
