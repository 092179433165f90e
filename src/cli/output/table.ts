/** Formats rows under a header. Each column is as wide as its widest cell, but the last wraps to fit the width. */
export function table(header: string[], rows: string[][], width: number): string {
  const last = header.length - 1;
  const widths = header.slice(0, last).map((_, column) => Math.max(...[header, ...rows].map((row) => row[column].length)));
  const rest = Math.max(30, width - widths.reduce((sum, one) => sum + one + GAP.length, 0));
  const lines = [header, ...rows].map((row) => {
    const [first, ...more] = wrap(row[last], rest);
    const indent = widths.map((one) => ' '.repeat(one));
    return [[...widths.map((one, column) => row[column].padEnd(one)), first], ...more.map((line) => [...indent, line])]
      .map((cells) => cells.join(GAP).trimEnd()).join('\n');
  });
  return [lines[0], widths.concat(rest).map((one) => '-'.repeat(one)).join(GAP), ...lines.slice(1)].join('\n');
}

const GAP = '  ';

/** Breaks a text at spaces into lines of at most this width. A longer word stays whole, so that users can copy it. */
function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => {
    const lines = [''];
    for (const word of line.split(' ')) {
      const current = lines[lines.length - 1];
      if (current !== '' && current.length + 1 + word.length > width) {
        lines.push(word);
      } else {
        lines[lines.length - 1] = current === '' ? word : `${current} ${word}`;
      }
    }
    return lines;
  });
}
