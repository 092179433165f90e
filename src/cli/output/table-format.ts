import { basename } from 'path';
import { table } from './table';
import { CheckReport, ReportedFinding } from '../check-report';

/** A report for people. */
export function tableFormat({ findings, templates, checked }: CheckReport, width: number): string {
  const severalTemplates = new Set(findings.map(({ path }) => path)).size > 1;
  const rows = findings.map((finding) => {
    const { rule, severity, resource, description, fix } = finding;
    return [severity, rule.split('::')[1], severalTemplates ? `${stackOf(finding)}/${resource}` : resource, `${description}\nFix: ${fix}\n`];
  });
  const wrong = findings.filter(({ severity }) => severity !== 'info').length;
  const things = [...checked].filter(([, count]) => count > 0).map(([many, count]) => counted(count, many));
  const where = counted(templates.length, 'templates');
  const summary = things.length === 0
    ? `nothing to check: no environments and no workflows in ${where}`
    : `${wrong === 0 ? 'nothing is wrong' : counted(wrong, 'findings')} in ${things.join(' and ')} of ${where}`;
  return rows.length === 0 ? summary : `${table(['severity', 'rule', 'resource', 'finding'], rows, width)}\n${summary}`;
}

/** Returns the name of the stack, or else the file name of its template. */
function stackOf({ stack, path }: ReportedFinding): string {
  return stack ?? basename(path);
}

function counted(count: number, many: string): string {
  return `${count} ${count === 1 ? many.replace(/s$/, '') : many}`;
}
