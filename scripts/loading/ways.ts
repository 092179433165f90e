import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { buildSync } from 'esbuild';
import { commonJs, esModule, LOADED, typeScript } from './application';
import { Exports } from './exports';
import { Folder } from './folder';
import { run } from '../languages/command';

/** One way to load the package; throws where it does not. */
export interface Way {
  readonly name: string;
  readonly load: () => void;
}

const TYPES = ['commonjs', 'module'] as const;

/** How `cdk init` has TypeScript check, but for what it skips. */
const COMPILER_OPTIONS = {
  target: 'ES2022',
  lib: ['es2022'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  strict: true,
  skipLibCheck: false,
  isolatedModules: true,
  types: ['node'],
  rootDir: '.',
  outDir: 'compiled',
};

/** JavaScript: CommonJS, and an ES module. */
export function javaScriptWays({ manager, path, runtime }: Folder, names: Exports): Way[] {
  return [
    { name: `${manager}: CommonJS`, load: () => runFile(path, 'application.cjs', commonJs(names), runtime) },
    { name: `${manager}: ES module`, load: () => runFile(path, 'application.mjs', esModule(names), runtime) },
  ];
}

/** TypeScript in both kinds of packages: the check and its output. */
export function typeCheckWays({ manager, path }: Folder, names: Exports): Way[] {
  return TYPES.map((type) => ({
    name: `${manager}: TypeScript checks, "type": "${type}"`,
    load: () => {
      const folder = join(path, type);
      mkdirSync(folder);
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ type }));
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS }));
      writeFileSync(join(folder, 'application.ts'), typeScript(names));
      run([program(path, 'tsc')], { cwd: folder });
    },
  }));
}

/** What was checked: run as it was compiled, and by tsx, as `cdk init` runs it. */
export function typeScriptWays({ manager, path }: Folder): Way[] {
  return TYPES.flatMap((type) => [
    { name: `${manager}: TypeScript compiled, "type": "${type}"`, load: () => expectLoaded([process.execPath, join('compiled', 'application.js')], join(path, type)) },
    { name: `${manager}: TypeScript by tsx, "type": "${type}"`, load: () => expectLoaded([program(path, 'tsx'), 'application.ts'], join(path, type)) },
  ]);
}

/** Bundled by esbuild with the CDK left outside, in both forms, and run. */
export function bundleWays({ manager, path }: Folder, names: Exports): Way[] {
  return ([['cjs', 'cjs'], ['esm', 'mjs']] as const).map(([format, extension]) => ({
    name: `${manager}: bundle in the form ${format}`,
    load: () => {
      const bundle = join(path, `bundle.${extension}`);
      buildSync({
        stdin: { contents: esModule(names), resolveDir: path },
        bundle: true,
        platform: 'node',
        format,
        outfile: bundle,
        external: ['aws-cdk-lib', 'constructs'],
        // esbuild leaves `require` of what is outside to the one who bundles.
        banner: format === 'esm' ? { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" } : {},
      });
      expectLoaded([process.execPath, bundle], path);
    },
  }));
}

const ENVIRONMENT = ['--environment-name', 'research', '--bucket', 'research-dags', '--region', 'eu-central-1', '--account', '111122223333'];

/** The command line, as the folder's package manager runs it. */
export function commandLineWay({ manager, path, execute }: Folder): Way {
  return {
    name: `${manager}: command line`,
    load: () => {
      const policy = run([...execute, 'cdk-mwaa-iam', 'policy', ...ENVIRONMENT], { cwd: path });
      if (!policy.includes('"airflow:PublishMetrics"')) {
        throw new Error(`no policy, but:\n${policy}`);
      }
    },
  };
}

function program(path: string, name: string): string {
  return join(path, 'node_modules', '.bin', name);
}

function runFile(folder: string, file: string, text: string, runtime: string): void {
  writeFileSync(join(folder, file), text);
  expectLoaded([runtime, file], folder);
}

function expectLoaded(command: readonly string[], cwd: string): void {
  const output = run(command, { cwd });
  if (!output.includes(LOADED)) {
    throw new Error(`ended early: ${command.join(' ')}\n${output}`);
  }
}
