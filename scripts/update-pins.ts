import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { github } from 'projen';
import { run } from './languages/command';
import { newestTag, Pin } from './pins/tags';

// Moves what `upgrade` does not know of: the commits of the actions, and the program that publishes.

const FILE = join(__dirname, '..', 'projenrc', 'pins.json');

interface Pins {
  readonly publib: string;
  readonly actions: Readonly<Record<string, Pin>>;
}

/** Where projen names a tag, that one, for its steps are written for it; otherwise the newest of the same major version. */
function update(action: string, { version }: Pin): Pin {
  const ofProjen = Object.values(github.ActionRefs).find((reference) => reference.startsWith(`${action}@v`));
  const wanted = ofProjen?.split('@')[1] ?? `${version.split('.')[0]}.*`;
  const references = run(['git', 'ls-remote', '--tags', `https://github.com/${action}`, wanted, `${wanted}^{}`]);
  return newestTag(references);
}

const { actions }: Pins = JSON.parse(readFileSync(FILE, 'utf-8'));
const updated: Pins = {
  publib: JSON.parse(run(['npm', 'view', 'publib', 'version', '--json'])),
  actions: Object.fromEntries(Object.entries(actions).map(([action, pin]) => [action, update(action, pin)])),
};
writeFileSync(FILE, `${JSON.stringify(updated, undefined, 2)}\n`);
