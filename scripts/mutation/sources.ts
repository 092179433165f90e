import { readFileSync } from 'fs';
import Module from 'module';
import { dirname, join } from 'path';
import { Script } from 'vm';
import type { Mutant } from '@stryker-mutator/api/core' with { 'resolution-mode': 'import' };
import { ModuleKind, readConfigFile, sys, transpileModule } from 'typescript';

// Loads TypeScript without type-checking. Compiles each file once.

const ROOT = join(__dirname, '..', '..');
const { config } = readConfigFile(join(ROOT, 'tsconfig.json'), sys.readFile);
/** The body of a module, in the wrapper of Node.js. */
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

/** The file with the longest loops, as it is without mutants. */
const HOT = join('src', 'iam', 'matching', 'matching.ts');
const HOT_TEXT = readFileSync(join(ROOT, HOT), 'utf-8');

/**
 * Compiles a source that Stryker instrumented. Stryker's code counts how often a test runs each mutant, which makes loops slow.
 * This replaces it with code that only records the mutants. In the hot file, all mutants count as covered when the file loads.
 */
function counted(text: string, path: string): string {
  const [, note] = /^function (stryCov_\w+)\(/m.exec(text) ?? [];
  if (note === undefined) {
    return translate(text, path);
  }
  const active = note.replace('Cov', 'MutAct');
  if (path.endsWith(HOT)) {
    const mutants = [...text.matchAll(new RegExp(`${active}\\("(\\d+)"\\)`, 'g'))].map(([, mutant]) => mutant);
    return `${translate(HOT_TEXT, path)}\nfor (const mutant of ${JSON.stringify(mutants)}) { __passed.add(mutant); }`;
  }
  return `${translate(text, path)}
function ${note}() { for (const mutant of arguments) { __passed.add(mutant); } }
function ${active}() { return false; }`;
}

/** Sets where covered mutants are recorded from now on. */
export function notePassed(mutants: Set<string>): void {
  Object.assign(globalThis, { __passed: mutants });
}

/** Inserts a mutant into its file, and removes the previous one. Without a mutant, it only removes the previous one. */
export function putInPlace(mutant?: Mutant): void {
  mutated = mutant && {
    path: mutant.fileName,
    body: compile(translate(withMutant(readFileSync(mutant.fileName, 'utf-8'), mutant), mutant.fileName), mutant.fileName),
  };
}

/** Returns the text of a file with a mutant in it. Brackets keep the precedence of the operators around an expression. */
function withMutant(text: string, { location: { start, end }, replacement, mutatorName }: Mutant): string {
  const offsets = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const isStatement = mutatorName === 'BlockStatement' || /^(case|default)\b/.test(replacement);
  return text.slice(0, offsets[start.line] + start.column)
    + (isStatement ? replacement : `(${replacement})`)
    + text.slice(offsets[end.line] + end.column);
}

/** Unloads the sources and the tests, but not the packages. */
export function forgetModules(root: string): void {
  for (const path of Object.keys(require.cache)) {
    if (['src', 'test'].some((folder) => path.startsWith(join(root, folder)))) {
      delete require.cache[path];
    }
  }
}

/** The modules that a test mocks. */
export const MOCKS = new Map<string, () => unknown>();

const load = (Module as any)._load;
(Module as any)._load = (name: string, ...rest: unknown[]) => (MOCKS.has(name) ? MOCKS.get(name)!() : load(name, ...rest));
