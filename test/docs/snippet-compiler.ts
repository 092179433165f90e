import { readFileSync } from 'fs';
import { join } from 'path';
import { CompilerOptions, createCompilerHost, createProgram, createSourceFile, flattenDiagnosticMessageText, ScriptTarget } from 'typescript';

// A program: it reads files from its standard input, as JSON of names and sources, and writes the errors that the compiler finds in them.

const ROOT = join(__dirname, '..', '..');
const OPTIONS: CompilerOptions = {
  strict: true, noEmit: true, skipLibCheck: true, target: ScriptTarget.ES2022, types: ['node'], paths: { 'cdk-mwaa-iam': [join(ROOT, 'src/index.ts')] },
};

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

process.stdout.write(JSON.stringify(errorsIn(new Map(JSON.parse(readFileSync(0, 'utf-8'))))));
