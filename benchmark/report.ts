/** A measured value and what it may be at most. */
export interface Bar {
  readonly what: string;
  readonly limit: number;
  readonly measured: number;
  /** A ratio has none. */
  readonly unit?: string;
}

/** One part of the report, in Markdown. */
export interface Section {
  readonly title: string;
  readonly body: string[];
  readonly bars: Bar[];
}

/** A Markdown table. The first columns have text, the others figures, which are set to the right. */
export function tableOf(header: string[], textColumns: number, rows: string[][]): string[] {
  const rule = header.map((_, column) => column < textColumns ? '---' : '---:');
  return [header, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

/** The whole report: the bars first, each with whether it is met. */
export function reportOf(introduction: string, sections: Section[]): string {
  const bars = sections.flatMap((section) => section.bars);
  return [
    '# Benchmark',
    '',
    introduction,
    '',
    ...tableOf(['bar', 'result', 'at most', 'measured'], 2, bars.map((bar) =>
      [bar.what, isMet(bar) ? 'met' : '**missed**', withUnit(bar.limit, bar.unit), withUnit(bar.measured, bar.unit)])),
    ...sections.flatMap(({ title, body }) => ['', `## ${title}`, '', ...body]),
    '',
  ].join('\n');
}

export function isMet({ measured, limit }: Bar): boolean {
  return measured <= limit;
}

function withUnit(value: number, unit?: string): string {
  return unit === undefined ? value.toFixed(2) : `${value.toFixed(1)} ${unit}`;
}
