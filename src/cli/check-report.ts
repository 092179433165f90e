import { AppTemplates } from './files/cloud-assembly';
import { Collection } from './files/collection';
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
}

/** Checks what was given. */
export function reportOn(collection: Collection): CheckReport {
  const { apps, mistakes } = collection;
  const checked = apps.flatMap((app) => attempt(() => check(app, collection), mistakes) ?? []);
  const templates = [...new Map(checked.flatMap(({ assembly }) => assembly.templates).map((template) => [template.place.path, template])).values()];
  return {
    findings: checked.flatMap(({ findings }) => findings),
    templates: templates.map(({ place }) => place.path),
    checked: new Map([...CHECKED_TYPES].map(([type, things]) => [things, templates.reduce((sum, template) => sum + template.idsOf(type).length, 0)])),
    mistakes,
  };
}

/** Throws a `UsageError` if an app cannot be checked. */
function check({ directory, paths }: AppTemplates, { documents }: Collection) {
  try {
    const assembly = new Assembly(directory, [...paths], (path) => documents.at(path).value);
    const findings = findingsOf(assembly).map(({ rule, severity, at: { template: { place }, logicalId }, description, fix }): ReportedFinding => ({
      rule, severity, path: place.path, position: documents.at(place.path).positionOf('Resources', logicalId), stack: place.stackName, resource: logicalId, description, fix,
    }));
    return { assembly, findings };
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`cannot check ${directory ?? paths.join(', ')}: ${reasonOf(error as Error)}`);
  }
}

function reasonOf({ name, message }: Error): string {
  return name === 'RangeError' ? 'lists are nested too deeply' : message;
}
