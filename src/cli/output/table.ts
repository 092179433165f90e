import { wrap } from './wrap';

/** Cells of a table, and text to print under them across all columns. */
export interface Row {
  readonly cells: readonly string[];
  readonly below?: string;
}

const GAP = '  ';
const INDENT = '  ';

/** Formats rows under a header to fit a width. A column gives way as far as its longest word; such a word stays whole, so that users can copy it. */
export function table(header: readonly string[], rows: readonly Row[], width: number): string {
  const widths = fitted([header, ...rows.map(({ cells }) => cells)], width);
  const line = (cells: readonly string[]) => {
    const wrapped = cells.map((cell, column) => wrap(cell, widths[column]));
    return Array.from({ length: Math.max(...wrapped.map(({ length }) => length)) }, (_, index) =>
      wrapped.map((lines, column) => (lines[index] ?? '').padEnd(widths[column])).join(GAP).trimEnd());
  };
  const under = ({ below }: Row) => (below === undefined ? [] : [...wrap(below, width - INDENT.length).map((text) => `${INDENT}${text}`.trimEnd()), '']);
  return [
    ...line(header),
    widths.map((one) => '-'.repeat(one)).join(GAP),
    ...rows.flatMap((row) => [...line(row.cells), ...under(row)]),
  ].join('\n');
}

/** The widths of columns: as wide as their cells if that fits; otherwise the widest give way. */
function fitted(rows: readonly (readonly string[])[], width: number): number[] {
  const natural = rows[0].map((_, column) => Math.max(...rows.flatMap((row) => row[column].split('\n').map(({ length }) => length))));
  const least = rows[0].map((_, column) => Math.max(...rows.flatMap((row) => row[column].split(/\s/).map(({ length }) => length))));
  const room = width - GAP.length * (natural.length - 1);
  const capped = (cap: number) => natural.map((one, column) => Math.max(least[column], Math.min(one, cap)));
  const caps = Array.from({ length: Math.max(...natural) }, (_, index) => Math.max(...natural) - index);
  return capped(caps.find((cap) => capped(cap).reduce((sum, one) => sum + one, 0) <= room) ?? 0);
}
