import { relative, sep } from 'path';
import { pathToFileURL } from 'url';
import { RULE_TEXTS, sectionOf } from './rules';
import { CheckReport, ReportedFinding } from '../check-report';
import { nameOf, STANDARD_INPUT } from '../files/source';
import { docsPage, HOMEPAGE, VERSION } from '../package-info';

const LEVELS = { error: 'error', warning: 'warning', info: 'note' };
const IDS = Object.keys(RULE_TEXTS);

/**
 * A report for what shows findings beside the code.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifFormat({ findings, templates, checked, mistakes, passedOver }: CheckReport): string {
  const notification = (level: string) => (text: string) => ({ level, message: { text } });
  return JSON.stringify({
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'cdk-mwaa-iam', version: VERSION, informationUri: HOMEPAGE, rules: IDS.map(rule) } },
      columnKind: 'utf16CodeUnits',
      invocations: [{
        executionSuccessful: mistakes.length === 0,
        toolExecutionNotifications: [...mistakes.map(notification('error')), ...passedOver.map(notification('note'))],
      }],
      artifacts: templates.map((path) => ({ location: { uri: uriOf(path) } })),
      results: findings.map(result),
      properties: { templates: templates.length, ...Object.fromEntries(checked) },
    }],
  }, undefined, 2);
}

function rule(name: string) {
  const { severity, finds } = RULE_TEXTS[name];
  const page = docsPage(sectionOf(name));
  return {
    id: `cdk-mwaa-iam::${name}`,
    name,
    shortDescription: { text: finds },
    help: { text: `Finds ${finds}. What the rule looks at, what it cannot see, and what to do: ${page}` },
    helpUri: page,
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function result({ rule: ruleId, severity, path, position, resource, stack, description, fix }: ReportedFinding) {
  return {
    ruleId,
    ruleIndex: IDS.indexOf(ruleId.split('::')[1]),
    level: LEVELS[severity],
    message: { text: `${description}\nFix: ${fix}` },
    locations: [{
      physicalLocation: {
        artifactLocation: { uri: uriOf(path) },
        ...position === undefined ? {} : { region: { startLine: position.line, startColumn: position.column } },
      },
      logicalLocations: [{ name: resource, fullyQualifiedName: stack === undefined ? resource : `${stack}/${resource}`, kind: 'resource' }],
    }],
  };
}

/** Relative to the working directory, as checkouts are, unless the file is outside of it. */
function uriOf(path: string): string {
  const inside = relative('', path);
  return path === STANDARD_INPUT ? nameOf(path)
    : /^(?:\.\.|[A-Z]:)/i.test(inside) ? pathToFileURL(path).href : inside.split(sep).map(encodeURIComponent).join('/');
}
