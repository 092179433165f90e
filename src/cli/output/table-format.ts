import { basename } from 'path';
import { summaryOf } from './summary';
import { table } from './table';
import { CheckReport, ReportedFinding } from '../check-report';
import { placeIn } from '../files/document';

/** How a table is printed. */
export interface TableOptions {
  readonly width: number;
  readonly hasColors: boolean;
}

/** The codes of a terminal for bold letters in red, yellow and blue. */
const COLORS: Record<string, number> = { error: 31, warning: 33, info: 34 };

/** A report for people. */
export function tableFormat(report: CheckReport, { width, hasColors }: TableOptions): string {
  const severalTemplates = new Set(report.findings.map(({ path }) => path)).size > 1;
  const rows = report.findings.map((finding) => {
    const { rule, severity, resource, description, fix } = finding;
    return {
      cells: [severity, rule.split('::')[1], severalTemplates ? `${stackOf(finding)}/${resource}` : resource],
      below: printable(`${placeIn(finding.path, finding.position)}\n${description}\nFix: ${fix}`),
    };
  });
  const findings = rows.length === 0 ? [] : [table(['severity', 'rule', 'resource'], rows, width)];
  const text = [...findings, ...report.passedOver.map((sentence) => `not checked: ${sentence}`), summaryOf(report)].join('\n');
  return hasColors ? text.replace(/^(?:error|warning|info)(?=  )/gm, (severity) => `\u001b[1;${COLORS[severity]}m${severity}\u001b[0m`) : text;
}

/** Returns the name of the stack, or else the file name of its template. */
function stackOf({ stack, path }: ReportedFinding): string {
  return stack ?? basename(path);
}

/** A text without what would command the terminal. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
