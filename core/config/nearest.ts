/** A word that is further away is no slip of the finger but another word. */
const MOST_EDITS = 2

/** No name of ours is longer; comparing takes as many steps as both lengths multiplied. */
const MOST_LETTERS = 40

/**
 * Finds the name that somebody may have meant: the one with the fewest letters to change, of those that are near enough.
 * @returns undefined when none is near
 */
export function nearestOf(word: string, known: readonly string[]): string | undefined {
  if (word.length > MOST_LETTERS) return undefined
  const given = word.toLowerCase()
  const near = known
    .map((name) => ({ name, edits: editsBetween(given, name.toLowerCase(), MOST_EDITS) }))
    .filter(({ name, edits }) => edits <= Math.min(MOST_EDITS, Math.floor(name.length / 2)))
  return near.sort((a, b) => a.edits - b.edits)[0]?.name
}

/**
 * How many letters are to be changed, added, left out, or swapped with the next one (optimal string alignment).
 * @param most where it is known to be more, nobody counts on: a start compares each variable with each of ours
 * @returns Infinity where it is more than `most`
 */
export function editsBetween(from: string, to: string, most = Infinity): number {
  if (Math.abs(from.length - to.length) > most) return Infinity
  let before: number[] = []
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1]
      const least = Math.min(at(next, j - 1) + 1, at(row, j) + 1, at(row, j - 1) + (isSame ? 0 : 1))
      const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      next.push(isSwapped ? Math.min(least, at(before, j - 2) + 1) : least)
    }
    // No letter that follows takes an edit away: a swap costs as much as the letter that it begins with.
    if (Math.min(...next) > most) return Infinity
    before = row
    row = next
  }
  const edits = at(row, to.length)
  return edits > most ? Infinity : edits
}

const at = (row: readonly number[], index: number) => row[index] ?? Infinity
