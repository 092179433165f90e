import { CheckReport } from '../check-report';

/** What was looked at, and how it is, in one sentence. It says that nothing is wrong only of what was looked at. */
export function summaryOf({ findings, templates, descriptions, checked, mistakes, passedOver }: CheckReport): string {
  const things = [...checked].filter(([, count]) => count > 0).map(([many, count]) => counted(count, many));
  const where = [[templates.length, 'templates'] as const, [descriptions.length, 'descriptions'] as const]
    .filter(([count, many]) => count > 0 || (many === 'templates' && descriptions.length === 0)).map(([count, many]) => counted(count, many)).join(' and ');
  const unread = [
    ...mistakes.length > 0 ? [`; ${counted(mistakes.length, 'files')} could not be used`] : [],
    ...passedOver.length > 0 ? [`; ${counted(passedOver.length, 'files')} with environments or workflows ${passedOver.length === 1 ? 'is' : 'are'} no CloudFormation template`] : [],
  ].join('');
  if (things.length === 0) {
    return `checked nothing: there is no environment and no workflow in ${where}${unread}`;
  }
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const wrong = [['error', 'errors'], ['warning', 'warnings']].filter(([severity]) => count(severity) > 0).map(([severity, many]) => counted(count(severity), many));
  const notes = count('info') === 0 ? [] : [counted(count('info'), 'notes')];
  return `checked ${things.join(' and ')} in ${where}: ${[...wrong.length === 0 ? ['nothing is wrong'] : wrong, ...notes].join(', ')}${unread}`;
}

function counted(count: number, many: string): string {
  return `${count} ${count === 1 ? many.replace(/s$/, '') : many}`;
}
