import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { CompilerOptions, createCompilerHost, createProgram, createSourceFile, flattenDiagnosticMessageText, ScriptTarget } from 'typescript';

// Rosetta compiles the README and the docstrings, and does not know docs/. This compiles them all, with rosetta's fixture.

const ROOT = join(__dirname, '..', '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf-8');

const PAGES = ['README.md', ...readdirSync(join(ROOT, 'docs')).filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`)];
const FIXTURE = read('rosetta/default.ts-fixture');
const OPTIONS: CompilerOptions = {
  strict: true, noEmit: true, skipLibCheck: true, target: ScriptTarget.ES2022, types: ['node'], paths: { 'cdk-mwaa-iam': [join(ROOT, 'src/index.ts')] },
};

/** The TypeScript of a page as files that compile by themselves, each named by the line that it begins at. */
function snippetsOf(page: string): [file: string, source: string][] {
  const text = read(page);
  return [...text.matchAll(/^```ts( nofixture)?\n(.*?)^```$/gms)].map(({ 1: alone, 2: code, index }) => [
    join(ROOT, `${page}:${text.slice(0, index).split('\n').length}.ts`),
    alone === undefined ? FIXTURE.replace('/// here', () => code) : `${code}\nexport {};`,
  ]);
}

function errorsIn(sources: Map<string, string>): string[] {
  const disk = createCompilerHost(OPTIONS);
  const program = createProgram([...sources.keys()], OPTIONS, {
    ...disk,
    fileExists: (file) => sources.has(file) || disk.fileExists(file),
    getSourceFile: (file, version) => {
      const source = sources.get(file);
      return source === undefined ? disk.getSourceFile(file, version) : createSourceFile(file, source, version);
    },
  });
  return [...sources.keys()].flatMap((name) => {
    const file = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
      .map(({ messageText }) => `${name.slice(ROOT.length + 1)}: ${flattenDiagnosticMessageText(messageText, '\n')}`);
  });
}

test('every snippet of TypeScript is marked so that it is compiled', () => {
  const fences = PAGES.flatMap((page) => [...read(page).matchAll(/^ *[`~]{3,} *(.*)$/gm)].map(([, language]) => language));
  expect(fences.filter((language) => /^(ts|typescript|js|javascript)\b/i.test(language) && !/^ts( nofixture)?$/.test(language))).toEqual([]);
});

test('the README shows the imports of the snippets', () => {
  const [imports] = FIXTURE.split("import { Construct } from 'constructs';\n");
  expect(read('README.md')).toContain(`\`\`\`ts nofixture\n${imports}\`\`\`\n`);
});

test('every snippet compiles', () => {
  const snippets = new Map(PAGES.flatMap(snippetsOf));
  expect(snippets.size).toBeGreaterThan(20);
  expect(errorsIn(snippets)).toEqual([]);
}, 180_000); // it reads the types of the whole CDK
