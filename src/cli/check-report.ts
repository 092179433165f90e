import { AppTemplates } from './files/cloud-assembly';
import { Collection } from './files/collection';
import { Document } from './files/document';
import { Position } from './files/yaml-tree';
import { attempt, UsageError } from './usage-error';
import { DescribedAccount } from '../deployed/described-account';
import { Severity } from '../role-checks/checks/role-check';
import { Finding, findingsOf } from '../role-checks/findings';
import { Assembly } from '../role-checks/template/assembly';
import { CHECKED_TYPES } from '../role-checks/template/checked-types';
import { Template } from '../role-checks/template/template';

/** A finding or a note, and where it is in a file. */
export interface ReportedFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly path: string;
  readonly position?: Position;
  /** The name of the stack, where somebody knows it. */
  readonly stack?: string;
  readonly resource: string;
  readonly description: string;
  readonly fix: string;
}

/** What `check` found, and where it looked. */
export interface CheckReport {
  readonly findings: readonly ReportedFinding[];
  /** The files of the templates that were looked at. */
  readonly templates: readonly string[];
  /** The files of descriptions that were looked at. */
  readonly descriptions: readonly string[];
  /** How many environments and workflows were looked at, by what several of them are called. */
  readonly checked: ReadonlyMap<string, number>;
  /** Why files could not be used, a sentence each. */
  readonly mistakes: readonly string[];
  /** Files in folders that speak of environments or workflows and are no template, a sentence each. */
  readonly passedOver: readonly string[];
}

/** Checks what was given. */
export function reportOn(collection: Collection): CheckReport {
  const { mistakes, passedOver, described: { files: descriptions, templates: described, notes } = NOTHING_DESCRIBED } = collection;
  const apps = collection.apps.length === 0 && descriptions.length > 0 ? [{ paths: [] }] : collection.apps;
  const checked = apps.flatMap((app) => attempt(() => check(app, described, collection), mistakes) ?? []);
  const templates = [...new Map(checked.flatMap((app) => app.templates).map((template) => [template.place.path, template])).values()];
  const findings = [...checked.flatMap((app) => app.findings), ...notes.map((note) => reported(note))];
  return {
    // What is described is looked at with each app.
    findings: [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()],
    templates: templates.map(({ place }) => place.path),
    descriptions,
    checked: new Map([...CHECKED_TYPES].map(([type, things]) =>
      [things, [...templates, ...described].reduce((sum, template) => sum + template.idsOf(type).length, 0)])),
    mistakes,
    passedOver,
  };
}

const NOTHING_DESCRIBED: DescribedAccount = { files: [], templates: [], notes: [] };

/** Throws a `UsageError` if an app cannot be checked. */
function check({ directory, paths }: AppTemplates, described: readonly Template[], { documents }: Collection) {
  try {
    const assembly = new Assembly(directory, [...paths], (path) => documents.at(path).value);
    const templates = [...assembly.templates];
    assembly.templates.push(...described);
    const findings = findingsOf(assembly).map((finding) => {
      const { template, logicalId } = finding.at;
      return reported(finding, described.includes(template) ? undefined : documents.at(template.place.path).positionOf('Resources', logicalId));
    });
    const isChecked = templates.some((template) => [...CHECKED_TYPES.keys()].some((type) => template.idsOf(type).length > 0));
    const files = new Set(isChecked ? templates.map(({ place: { path } }) => path) : []);
    return { templates, findings: [...findings, ...[...files].flatMap((path) => repeatedKeysOf(documents.at(path)))] };
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`cannot check ${directory ?? paths.join(', ')}: ${(error as Error).message.replace(/^Maximum call stack.*$/, 'lists are nested too deeply')}`);
  }
}

function reported({ rule, severity, at: { template: { place }, logicalId }, description, fix }: Finding, position?: Position): ReportedFinding {
  return { rule, severity, path: place.path, position, stack: place.stackName, resource: logicalId, description, fix };
}

/** Notes on keys that stand twice. */
function repeatedKeysOf({ path, repeatedKeys }: Document): ReportedFinding[] {
  return repeatedKeys.map(({ keys, first, last }) => ({
    rule: 'cdk-mwaa-iam::repeatedKey',
    severity: 'info',
    path,
    position: last,
    resource: keys[0] === 'Resources' ? keys[1] ?? keys[0] : keys[0],
    description: `${keys.at(-1)} of ${keys.slice(0, -1).join('.') || 'the template'} stands twice, and CloudFormation takes the last one, as these checks do`,
    fix: `remove the one in line ${first.line}`,
  }));
}
