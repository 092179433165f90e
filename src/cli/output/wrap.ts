/** Breaks a text at spaces into lines of at most this width. A longer word stays whole, and so does JSON, which users paste. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => {
    const lines: string[] = [];
    for (const word of wordsOf(line)) {
      const current = lines.at(-1);
      if (current !== undefined && current.length + 1 + word.length <= width) {
        lines[lines.length - 1] = `${current} ${word}`;
      } else {
        lines.push(word);
      }
    }
    return lines;
  });
}

/** The words between spaces. A piece of JSON is one, whatever is in its strings. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (let rest = line; rest !== '';) {
    const word = /^[{[]/.test(rest) ? jsonAt(rest) : undefined;
    words.push(`${word ?? ''}${/^\S*/.exec(rest.slice(word?.length ?? 0))![0]}`);
    rest = rest.slice(words.at(-1)!.length).replace(/^ /, '');
  }
  return words.length === 0 ? [''] : words;
}

/** The JSON that a text begins with, if any. */
function jsonAt(text: string): string | undefined {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    depth += /^[{[]/.test(token) ? 1 : /^[}\]]/.test(token) ? -1 : 0;
    if (depth === 0) {
      return text.slice(0, index + 1);
    }
  }
  return undefined;
}
