import { basename, dirname, join } from 'path';

/** What is nested, and where it says what. */
const NESTED: ReadonlyMap<string, string> = new Map([
  ['AWS::CloudFormation::Stack', 'TemplateURL'],
  ['AWS::Serverless::Application', 'Location'],
]);

/**
 * Which of some templates are nested in one of them, by the logical id of the stack: the one at a path that is relative
 * to the template, as `aws cloudformation package` takes it, or the only one with the file name at the end of the URL.
 *
 * @see https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html
 */
export function nestedAmong(paths: readonly string[], path: string, body: any): Map<string, string> {
  return new Map(Object.entries<any>(body.Resources).flatMap(([logicalId, resource]): [string, string][] => {
    const where = resource?.Properties?.[NESTED.get(resource?.Type) ?? ''];
    const local = localPath(path, where);
    const named = paths.filter((other) => other !== path && basename(other) === fileNameAt(where));
    const found = paths.find((other) => other === local) ?? (named.length === 1 ? named[0] : undefined);
    return found === undefined ? [] : [[logicalId, found]];
  }));
}

/** The files that a template nests by a path. */
export function localTemplates(path: string, body: any): string[] {
  return Object.values<any>(body.Resources)
    .flatMap((resource) => localPath(path, resource?.Properties?.[NESTED.get(resource?.Type) ?? '']) ?? []);
}

function localPath(path: string, where: unknown): string | undefined {
  return typeof where === 'string' && !where.includes('://') ? join(dirname(path), where) : undefined;
}

/** The name at the end of a URL, also of one that is put together: the last that is written out. */
function fileNameAt(where: unknown): string | undefined {
  return [...(JSON.stringify(where) ?? '').matchAll(/\/([^/"?]+\.(?:json|ya?ml|template))(?=["?])/g)].at(-1)?.[1];
}
