/** What was measured against what it may be at most. */
export interface Bar {
  readonly what: string;
  readonly limit: number;
  readonly measured: number;
  readonly unit?: string;
}

/** One part of the report, in Markdown. */
export interface Section {
  readonly title: string;
  readonly body: string[];
  readonly bars: Bar[];
}

/** A Markdown table, whose columns of figures are set to the right. */
export function tableOf(header: string[], rows: string[][]): string[] {
  const rule = header.map((_, column) => rows.every((row) => /^[\d.,]+( \S+)?$/.test(row[column])) ? '---:' : '---');
  return [header, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

/** The bars, each with whether it is met. */
export function barsTable(bars: Bar[]): string[] {
  return tableOf(['bar', 'at most', 'measured', ''], bars.map((bar) => {
    const value = (figure: number) => `${bar.unit === undefined ? figure.toFixed(2) : Math.round(figure * 10) / 10}${bar.unit === undefined ? '' : ` ${bar.unit}`}`;
    return [bar.what, value(bar.limit), value(bar.measured), isMet(bar) ? 'met' : '**missed**'];
  }));
}

export function isMet({ measured, limit }: Bar): boolean {
  return measured <= limit;
}
