import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { basename, join } from 'path';
import { attempt, run, tool } from './command';
import { Language, Places } from './language';

const EXAMPLES = join(__dirname, '..', '..', 'examples', 'languages');

/** Folders that the build or the run of an example creates. */
const LEFTOVERS = ['node_modules', '.venv', 'target', 'bin', 'obj', 'cdk.out'];

/** The error, as TypeScript shows it, for an environment name with a space. */
const REFUSAL = "MwaaExecutionRole at 'Research/Role': `environmentName` \"my research\" must be 1 to 80 letters, digits, hyphens and underscores, "
  + 'beginning with a letter: pass the `Name` of the environment';

/** The templates of an app, byte for byte, by file name. */
export type Templates = Record<string, string>;

/** Builds the package of a language, or only generates its sources. */
export function packageFor({ target }: Language, packages: string, sourcesOnly: boolean): void {
  run(tool('jsii-pacmak/bin/jsii-pacmak', '--targets', target, '--outdir', packages, ...sourcesOnly ? ['--code-only'] : []));
}

/** Synthesizes the example of a language in its own project, in which the package is installed. */
export function synthesizeIn(language: Language, places: Places): Templates {
  cpSync(join(EXAMPLES, language.folder), places.consumer, {
    recursive: true, filter: (source) => !LEFTOVERS.includes(basename(source)),
  });
  const env = language.install(places);
  run(synth(), { cwd: places.consumer, env });
  const output = join(places.consumer, 'cdk.out');
  const templates = readdirSync(output).filter((file) => file.endsWith('.template.json')).sort();
  const texts = Object.fromEntries(templates.map((file) => [file, readFileSync(join(output, file), 'utf-8')]));
  assertRefusal(language, places, env);
  return texts;
}

/** Returns the files in which two apps differ. An app without templates differs from every other. */
export function differences(expected: Templates, actual: Templates): string[] {
  const files = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
  return files.length === 0 ? ['no templates'] : files.filter((file) => expected[file] !== actual[file]);
}

/** Throws unless a wrong input fails with the message that TypeScript shows. */
function assertRefusal({ source }: Language, { consumer }: Places, env: NodeJS.ProcessEnv): void {
  const path = join(consumer, source);
  const text = readFileSync(path, 'utf-8');
  writeFileSync(path, text.replace(/(["'])research\1/, '$1my research$1'));
  rmSync(join(consumer, 'cdk.out'), { recursive: true });
  const { succeeded, output } = attempt(synth(), { cwd: consumer, env });
  writeFileSync(path, text);
  if (succeeded || !output.includes(REFUSAL)) {
    throw new Error(`a wrong input ${succeeded ? 'passes' : 'fails with another message'}\nexpected: ${REFUSAL}\n${output}`);
  }
}

/** The toolkit. It must not write its version or the paths of assets on this machine into the templates. */
function synth(): string[] {
  return tool('aws-cdk/bin/cdk', 'synth', '--quiet', '--no-notices', '--no-version-reporting', '--no-asset-metadata', '--ci', '--output', 'cdk.out');
}
