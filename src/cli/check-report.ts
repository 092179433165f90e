import { AppTemplates } from './files/cloud-assembly';
import { Collection } from './files/collection';
import { Document } from './files/document';
import { Position } from './files/yaml-tree';
import { attempt, UsageError } from './usage-error';
import { Severity } from '../role-checks/checks/role-check';
import { findingsOf } from '../role-checks/findings';
import { Assembly } from '../role-checks/template/assembly';
import { CHECKED_TYPES } from '../role-checks/template/checked-types';

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
  /** How many environments and workflows were looked at, by what several of them are called. */
  readonly checked: ReadonlyMap<string, number>;
  /** Why files could not be used, a sentence each. */
  readonly mistakes: readonly string[];
  /** Files in folders that speak of environments or workflows and are no template, a sentence each. */
  readonly passedOver: readonly string[];
}

/** Checks what was given. */
export function reportOn(collection: Collection): CheckReport {
  const { apps, mistakes, passedOver } = collection;
  const checked = apps.flatMap((app) => attempt(() => check(app, collection), mistakes) ?? []);
  const templates = [...new Map(checked.flatMap(({ assembly }) => assembly.templates).map((template) => [template.place.path, template])).values()];
  return {
    findings: checked.flatMap(({ findings }) => findings),
    templates: templates.map(({ place }) => place.path),
    checked: new Map([...CHECKED_TYPES].map(([type, things]) => [things, templates.reduce((sum, template) => sum + template.idsOf(type).length, 0)])),
    mistakes,
    passedOver,
  };
}

/** Throws a `UsageError` if an app cannot be checked. */
function check({ directory, paths }: AppTemplates, { documents }: Collection) {
  try {
    const assembly = new Assembly(directory, [...paths], (path) => documents.at(path).value);
    const findings = findingsOf(assembly).map(({ rule, severity, at: { template: { place }, logicalId }, description, fix }): ReportedFinding => ({
      rule, severity, path: place.path, position: documents.at(place.path).positionOf('Resources', logicalId), stack: place.stackName, resource: logicalId, description, fix,
    }));
    const isChecked = assembly.templates.some((template) => [...CHECKED_TYPES.keys()].some((type) => template.idsOf(type).length > 0));
    const files = new Set(isChecked ? assembly.templates.map(({ place: { path } }) => path) : []);
    return { assembly, findings: [...findings, ...[...files].flatMap((path) => repeatedKeysOf(documents.at(path)))] };
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`cannot check ${directory ?? paths.join(', ')}: ${(error as Error).message.replace(/^Maximum call stack.*$/, 'lists are nested too deeply')}`);
  }
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
