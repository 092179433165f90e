import { readFileSync } from 'fs';
import Module from 'module';
import { dirname, join } from 'path';
import { Script } from 'vm';
import type { Mutant } from '@stryker-mutator/api/core' with { 'resolution-mode': 'import' };
import { ModuleKind, readConfigFile, sys, transpileModule } from 'typescript';

// How TypeScript is loaded: without a look at its types, and each file translated once.

const ROOT = join(__dirname, '..', '..');
const { config } = readConfigFile(join(ROOT, 'tsconfig.json'), sys.readFile);
/** What a module does, as Node.js wraps it; kept, so that each is translated and compiled once. */
type Body = (this: unknown, exports: unknown, require: (name: string) => unknown, module: NodeJS.Module, path: string, folder: string) => void;
const bodies = new Map<string, Body>();
let mutated: { readonly path: string; readonly body: Body } | undefined;

require.extensions['.ts'] = (module, path) => {
  let body = path === mutated?.path ? mutated.body : bodies.get(path);
  if (body === undefined) {
    body = compile(counted(readFileSync(path, 'utf-8'), path), path);
    bodies.set(path, body);
  }
  body.call(module.exports, module.exports, (name) => module.require(name), module, path, dirname(path));
};

function compile(code: string, filename: string): Body {
  return new Script(Module.wrap(code.replace(/^#!.*/, '')), { filename }).runInThisContext();
}

function translate(text: string, fileName: string): string {
  return transpileModule(text, { fileName, compilerOptions: { ...config.compilerOptions, module: ModuleKind.CommonJS } }).outputText;
}

/** Loops in here run long. */
const HOT = join('src', 'role-checks', 'evaluation', 'matching.ts');

/**
 * What Stryker has put into a source notes which mutants a test comes past. Here it does so for the test that is running, and
 * does no more than that: its own way makes loops slow. In the hottest, all count as come past as the source is loaded.
 */
function counted(text: string, path: string): string {
  const [, note] = /^function (stryCov_\w+)\(/m.exec(text) ?? [];
  if (note === undefined) {
    return translate(text, path);
  }
  const active = note.replace('Cov', 'MutAct');
  if (path.endsWith(HOT)) {
    const mutants = [...text.matchAll(new RegExp(`${active}\\("(\\d+)"\\)`, 'g'))].map(([, mutant]) => mutant);
    return `${translate(readFileSync(join(ROOT, HOT), 'utf-8'), path)}\nfor (const mutant of ${JSON.stringify(mutants)}) { __passed.add(mutant); }`;
  }
  return `${translate(text, path)}
function ${note}() { for (const mutant of arguments) { __passed.add(mutant); } }
function ${active}() { return false; }`;
}

/** From here on the mutants that are come past are noted here. */
export function notePassed(mutants: Set<string>): void {
  Object.assign(globalThis, { __passed: mutants });
}

/** From here on a mutant stands in its file, until there is another, or none. */
export function putInPlace(mutant?: Mutant): void {
  mutated = mutant && {
    path: mutant.fileName,
    body: compile(translate(withMutant(readFileSync(mutant.fileName, 'utf-8'), mutant), mutant.fileName), mutant.fileName),
  };
}

/** The text of a file with a mutant in it; in brackets, for what stands around it was not written for it. */
function withMutant(text: string, { location: { start, end }, replacement, mutatorName }: Mutant): string {
  const offsets = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const isStatement = mutatorName === 'BlockStatement' || /^(case|default)\b/.test(replacement);
  return text.slice(0, offsets[start.line] + start.column)
    + (isStatement ? replacement : `(${replacement})`)
    + text.slice(offsets[end.line] + end.column);
}

/** The sources and the tests are read anew from here on; packages are not. */
export function forgetModules(root: string): void {
  for (const path of Object.keys(require.cache)) {
    if (['src', 'test'].some((folder) => path.startsWith(join(root, folder)))) {
      delete require.cache[path];
    }
  }
}

/** Modules that a test puts in the place of others. */
export const MOCKS = new Map<string, () => unknown>();

const load = (Module as any)._load;
(Module as any)._load = (name: string, ...rest: unknown[]) => (MOCKS.has(name) ? MOCKS.get(name)!() : load(name, ...rest));
