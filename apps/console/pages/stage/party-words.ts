/** How wide a letter is: of the line below the name, in the units of the picture (16 px, on a phone 12 px). */
const LETTER = { wide: 8.8, narrow: 6.6 }

/** What stays free at both sides of a box. */
const EDGES = 12

/** As much of what a box says as it has room for. */
export function wordsInBox(words: string, width: number, isNarrow: boolean): string {
  const room = Math.floor((width - EDGES) / (isNarrow ? LETTER.narrow : LETTER.wide))
  return words.length > room ? `${words.slice(0, room - 1).trimEnd()}…` : words
}
