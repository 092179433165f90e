import { isSameLetter, isWildcard, Letter, Letters, PatternSymbol, Wildcard } from './pattern';

const COLON = ':'.charCodeAt(0);

/**
 * Whether a pattern takes a text in which every open value is a letter of its own, which only a `*` takes. Of a value of
 * known length each letter is one that a `?` takes, too.
 *
 * Goes through the text once, with all the places of the pattern that it can have come to, in their order.
 */
export function takes(pattern: readonly PatternSymbol[], text: Letters): boolean {
  let places: number[] = [];
  goTo(0, pattern, places);
  for (const letter of text) {
    const next: number[] = [];
    for (const place of places) {
      const symbol = pattern[place];
      if (symbol === undefined || symbol === 'nothing') {
        continue;
      }
      if (!isWildcard(symbol)) {
        if (isSameLetter(symbol, letter)) {
          goTo(place + 1, pattern, next);
        }
      } else if (wildcardTakes(symbol, letter)) {
        goTo(symbol.wildcard === 'any' ? place : place + 1, pattern, next);
      }
    }
    places = next;
  }
  return places.at(-1) === pattern.length;
}

/** Adds a place, and those that a `*` leads on to without taking anything, unless they are there. */
function goTo(place: number, pattern: readonly PatternSymbol[], places: number[]): void {
  if (place > (places.at(-1) ?? -1)) {
    places.push(place);
  }
  const symbol = pattern[place];
  if (symbol !== undefined && isWildcard(symbol) && symbol.wildcard === 'any') {
    goTo(place + 1, pattern, places);
  }
}

function wildcardTakes({ wildcard, withinSegment }: Wildcard, letter: Letter): boolean {
  if (typeof letter === 'number') {
    return !withinSegment || letter !== COLON;
  }
  return (wildcard === 'any' || letter.length !== undefined) && (!withinSegment || letter.kind !== 'chosen');
}
