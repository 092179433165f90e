/** Bars in groups, one group a row of figures. */
export interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly series: string[];
  readonly groups: { readonly name: string; readonly values: number[] }[];
}

const COLORS = ['#2a6f97', '#c98b4b', '#9aa0a6'];
const [WIDTH, PLOT, BAR, GAP, TOP] = [560, 380, 16, 18, 64];

/** A chart as SVG, drawn to be read on a light and on a dark page. */
export function drawn({ title, unit, series, groups }: Chart): string {
  const most = Math.max(...groups.flatMap(({ values }) => values));
  const groupHeight = series.length * BAR + GAP;
  const text = (x: number, y: number, content: string, attributes = '') => `<text x="${x}" y="${y}"${attributes}>${content}</text>`;
  const bars = groups.flatMap(({ name, values }, group) => [
    text(8, TOP + group * groupHeight + series.length * BAR / 2 + 4, name),
    ...values.flatMap((value, index) => {
      const [y, length] = [TOP + group * groupHeight + index * BAR, Math.round(value / most * PLOT)];
      return [
        `<rect x="100" y="${y}" width="${length}" height="${BAR - 3}" fill="${COLORS[index]}"/>`,
        text(106 + length, y + 11, `${value.toFixed(2)} ${unit}`),
      ];
    }),
  ]);
  const legend = series.flatMap((name, index) => [
    `<rect x="${100 + index * 130}" y="36" width="11" height="11" fill="${COLORS[index]}"/>`,
    text(116 + index * 130, 46, name),
  ]);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${TOP + groups.length * groupHeight}" font-family="sans-serif" font-size="12" fill="#808080" role="img">`,
    `<title>${title}</title>`,
    text(8, 20, title, ' font-size="14"'),
    ...legend,
    ...bars,
    '</svg>',
    '',
  ].join('\n');
}
