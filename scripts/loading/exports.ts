import { readFileSync } from 'fs';
import { join } from 'path';

/** The names that the package exports, as the compiler wrote them down. */
export interface Exports {
  /** Classes and enums: what is there at run time. */
  readonly values: readonly string[];
  /** Interfaces: what is there for the type checker alone. */
  readonly types: readonly string[];
}

/** Reads the exports from the assembly of the last compilation. */
export function compiledExports(root: string): Exports {
  const assembly: { types: Record<string, { name: string; kind: string }> } = JSON.parse(readFileSync(join(root, '.jsii'), 'utf-8'));
  const all = Object.values(assembly.types);
  const named = (wanted: boolean) => all.filter(({ kind }) => (kind === 'interface') === wanted).map(({ name }) => name).sort();
  return { values: named(false), types: named(true) };
}
