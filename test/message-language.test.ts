import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { createSourceFile, forEachChild, isNoSubstitutionTemplateLiteral, isStringLiteral, isTemplateExpression, Node, ScriptTarget } from 'typescript';

// A message is read by users of every language: it quotes JSON and names, and no code of one language.

const SOURCES = join(__dirname, '..', 'src');

/** A call, an object, a constant of a namespace, an arrow. */
const TYPESCRIPT = /\w\([^)]*\)`|\bnew [A-Z]|\b(cdk|ec2|iam|kms|logs|mwaa|s3|sqs|secretsmanager)\.[A-Z]|\{ \w+: |=> /;

/** The texts of a source, with what is put into them. */
function textsIn(path: string): string[] {
  const texts: string[] = [];
  const visit = (node: Node): void => {
    if (isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node)) {
      texts.push(node.text);
    } else if (isTemplateExpression(node)) {
      texts.push([node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…'));
    }
    forEachChild(node, visit);
  };
  visit(createSourceFile(path, readFileSync(path, 'utf-8'), ScriptTarget.Latest));
  return texts;
}

test.each([
  'call `environment.node.addDependency(policy)`', 'set `blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL`', 'pass `new iam.ArnPrincipal`', 'with `{ versioned: true }`',
])('finds the code in: %s', (text) => {
  expect(text).toMatch(TYPESCRIPT);
});

test('no message quotes TypeScript', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf-8' }).filter((file) => file.endsWith('.ts'));
  const texts = files.flatMap((file) => textsIn(join(SOURCES, file)));
  expect(texts.length).toBeGreaterThan(500);
  expect(texts.filter((text) => text.includes(' ') && TYPESCRIPT.test(text))).toEqual([]);
});
