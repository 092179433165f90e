import { existsSync, statSync } from 'fs';
import { basename, join, relative } from 'path';
import { Command, parse, Terminal } from './arguments';
import { table } from './table';
import { isObject, readObject, readTemplate } from './template-file';
import { UsageError } from './usage-error';
import { Finding, findingsOf } from '../role-checks/findings';
import { assembliesOf } from '../role-checks/template/assembly';

const HELP = `Usage: cdk-mwaa-iam check <template | cdk.out> [--json]

Checks the execution role of every Amazon MWAA environment in a CloudFormation template (JSON or YAML), or in all templates
of a cloud assembly that \`cdk synth\` wrote. Prints what will fail and how to fix it.

Options:
  --json  print the findings and notes as JSON: rule, severity, template, resource, description, fix
  --help  print this

Exit code: 0 if nothing is wrong, 1 if there are findings, 2 if the arguments or files cannot be used. A note reports what the
templates do not show, such as the policies of an imported role. Notes are not findings.
`;

/** The command `cdk-mwaa-iam check`. It prints the findings of `MwaaRoleChecks` for templates on disk. */
export const CHECK: Command = {
  help: HELP,
  run(args: string[], terminal: Terminal): number {
    const { values, positionals } = parse(args, { json: { type: 'boolean' } });
    if (positionals.length !== 1) {
      throw new UsageError(`check takes one template or cloud assembly, not ${positionals.length}`);
    }
    const [path] = positionals;
    const read = (file: string) => (file === path ? readTemplate(file) : readBeside(path, file));
    const findings = findingsIn(path, read);
    terminal.print(values.json === true
      ? JSON.stringify(findings.map(report), undefined, 2)
      : summary(findings, terminal.width));
    return findings.some(isFinding) ? 1 : 0;
  },
};

function findingsIn(path: string, read: (file: string) => any): Finding[] {
  const templates = templatesAt(path);
  try {
    return assembliesOf(templates, read).flatMap((assembly) => findingsOf(assembly));
  } catch (error) {
    // For example, lists that are nested too deeply.
    throw error instanceof UsageError ? error : new UsageError(`cannot check ${path}: ${(error as Error).message}`);
  }
}

/** Reads a file of the assembly. A manifest beside a single template may not belong to it, and is then ignored. */
function readBeside(path: string, file: string): any {
  if (basename(file) !== 'manifest.json' || statSync(path).isDirectory()) {
    return readObject(file);
  }
  try {
    const manifest = readObject(file);
    return Object.values<any>(manifest.artifacts).every((artifact) => typeof artifact.type === 'string') ? manifest : {};
  } catch {
    return {};
  }
}

function isFinding({ severity }: Finding): boolean {
  return severity !== 'info';
}

function report({ rule, severity, at, description, fix }: Finding) {
  return { rule, severity, template: relative('', at.template.place.path), resource: at.logicalId, description, fix };
}

function summary(findings: Finding[], width: number): string {
  const count = findings.filter(isFinding).length;
  const counted = count === 0 ? 'nothing is wrong' : `${count} finding${count === 1 ? '' : 's'}`;
  const severalTemplates = new Set(findings.map(({ at }) => at.template.place.path)).size > 1;
  const rows = findings.map(({ rule, severity, at, description, fix }) =>
    [severity, rule.split('::')[1], severalTemplates ? `${stackOf(at)}/${at.logicalId}` : at.logicalId, `${description}\nFix: ${fix}\n`]);
  return rows.length === 0 ? counted : `${table(['severity', 'rule', 'resource', 'finding'], rows, width)}\n${counted}`;
}

/** Returns the name of the stack, or else the file name of its template. */
function stackOf({ template: { place } }: Finding['at']): string {
  return place.stackName ?? basename(place.path);
}

/** Returns the path itself if it is a file, or the templates of a cloud assembly and of the assemblies in it. */
function templatesAt(path: string): string[] {
  if (!existsSync(path)) {
    throw new UsageError(`cannot find '${path}'`);
  }
  return statSync(path).isDirectory() ? templatesOf(path) : [path];
}

function templatesOf(directory: string): string[] {
  const manifest = join(directory, 'manifest.json');
  if (!existsSync(manifest)) {
    throw new UsageError(`${directory} is not a cloud assembly: it has no manifest.json`);
  }
  const { artifacts = {} } = readObject(manifest);
  if (!isObject(artifacts)) {
    throw new UsageError(`${manifest} cannot be used: its artifacts are not an object`);
  }
  return Object.entries<any>(artifacts).flatMap(([id, artifact]) => {
    const file = (name: string): string => {
      const value = artifact.properties?.[name];
      if (typeof value !== 'string' || join(directory, value) === join(directory)) {
        throw new UsageError(`${manifest} cannot be used: its artifact ${id} has no ${name}`);
      }
      return join(directory, value);
    };
    switch (artifact?.type) {
      case 'aws:cloudformation:stack': return [file('templateFile')];
      case 'cdk:cloud-assembly': return templatesOf(file('directoryName'));
      default: return [];
    }
  });
}
