import { mkdirSync } from 'fs';
import { join } from 'path';
import { attempt, run, tool } from './languages/command';
import { differences, packageFor, synthesizeIn, Templates } from './languages/consumer';
import { csharp } from './languages/csharp';
import { blemishes } from './languages/generated';
import { go } from './languages/go';
import { java } from './languages/java';
import { Language } from './languages/language';
import { packagesOfRelease } from './languages/packages';
import { python } from './languages/python';
import { typescript } from './languages/typescript';
import { temporaryFolder } from './temporary-folder';
import { table } from '../src/cli/output/table';

// Packages the library for every language, installs each package into a project of its own, and compares the templates.
// A release hands over the packages that it made.

const LANGUAGES = [typescript, python, java, go, csharp];

/** The result for a language. */
interface Result {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly remark: string;
  readonly seconds: number;
}

/** Returns the first program of a toolchain that this machine lacks. */
function missingTool({ toolchain }: Language): string | undefined {
  return toolchain.find((command) => !attempt(command).succeeded)?.[0];
}

function test(language: Language, workspace: string, expected: Templates | undefined): { result: Result; templates?: Templates } {
  const began = Date.now();
  const result = (outcome: Result['outcome'], remark: string): Result =>
    ({ name: language.name, outcome, remark, seconds: Math.round((Date.now() - began) / 1000) });
  const missing = missingTool(language);
  if (missing !== undefined) {
    return { result: result('skipped', `${missing} not found`) };
  }
  const released = packagesOfRelease();
  const places = { packages: released ?? join(workspace, 'packages'), consumer: join(workspace, language.folder) };
  try {
    if (released === undefined) {
      packageFor(language, places.packages, language.sourcesOnly ?? false);
    }
    const templates = synthesizeIn(language, places);
    const different = differences(expected ?? templates, templates);
    return different.length === 0
      ? { result: result('passed', `${Object.keys(templates).length} templates`), templates }
      : { result: result('failed', `differs from TypeScript: ${different.join(', ')}`) };
  } catch (error) {
    console.error(`\n${language.name}: ${(error as Error).message}`);
    return { result: result('failed', 'see above') };
  }
}

/** Generates the sources for every language, even if its toolchain is missing. */
function testSources(workspace: string): Result {
  const began = Date.now();
  const folder = join(workspace, 'sources');
  run(tool('jsii-pacmak/bin/jsii-pacmak', '--targets', 'python', 'java', 'dotnet', 'go', '--code-only', '--outdir', folder));
  const found = blemishes(folder);
  found.forEach((blemish) => console.error(blemish));
  return {
    name: 'generated sources of all',
    outcome: found.length === 0 ? 'passed' : 'failed',
    remark: 'names and documentation',
    seconds: Math.round((Date.now() - began) / 1000),
  };
}

function main(workspace: string): boolean {
  mkdirSync(join(workspace, 'packages'));
  const results = [testSources(workspace)];
  let expected: Templates | undefined;
  for (const language of LANGUAGES) {
    console.log(`${language.name} …`);
    const { result, templates } = test(language, workspace, expected);
    results.push(result);
    expected ??= templates;
  }

  const rows = results.map(({ name, outcome, remark, seconds }) => ({ cells: [name, outcome, remark, `${seconds}`] }));
  console.log(`\n${table(['language', '', 'remark', 'seconds'], rows, 120)}`);
  const count = (outcome: Result['outcome']) => results.filter((result) => result.outcome === outcome).length;
  console.log(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`);

  const compared = results.filter(({ name, outcome }) => outcome === 'passed' && LANGUAGES.slice(1).some((language) => language.name === name));
  if (compared.length === 0) {
    console.error('no language was compared with TypeScript');
  }
  const untested = packagesOfRelease() === undefined ? 0 : count('skipped');
  if (untested > 0) {
    console.error('a package that is to be released was not tested');
  }
  return compared.length > 0 && count('failed') + untested === 0;
}

process.exitCode = main(temporaryFolder()) ? 0 : 1;
