import { Problem } from '#core/http/problem'

/** What stands in a column of the facilitator's page. Signs, as people count them. */
export const LONGEST_CHOSEN_NAME = 40

/** What no name has: signs that nobody sees, that end a line, or that turn the text around them (Unicode Standard Annex 9). */
const NOT_IN_A_NAME =
  /[\u115F\u1160\u2800\u3164\uFFA0\u{E0000}-\u{E007F}\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Co}\u200B\u200E\u200F\u2060\u061C\u202A-\u202E\u2066-\u2069\uFEFF]/u

/** A sign may have some accents; more would cover the lines above. */
const MANY_MARKS = /\p{M}{4}/u

/**
 * A name as its person has chosen it; only spaces are put in order. It is text: whoever shows it escapes it.
 * @throws Problem invalid-input for what is none
 */
export function readChosenName(text: string): string {
  if (text.length > 20 * LONGEST_CHOSEN_NAME) throw new Problem('invalid-input', TOO_LONG)
  const name = text.normalize('NFC').trim().replaceAll(/\s+/g, ' ')
  if (NOT_IN_A_NAME.test(name) || MANY_MARKS.test(name)) throw new Problem('invalid-input', ODD_SIGNS)
  if (!/[\p{L}\p{N}\p{S}]/u.test(name)) throw new Problem('invalid-input', NAME_IS_MISSING)
  if ([...new Intl.Segmenter().segment(name)].length > LONGEST_CHOSEN_NAME) throw new Problem('invalid-input', TOO_LONG)
  return name
}

const NAME_IS_MISSING = 'Choose a name: the facilitator sees it, and nobody keeps it.'
const TOO_LONG = `Choose a shorter name: ${LONGEST_CHOSEN_NAME} letters at most.`
const ODD_SIGNS = 'Choose another name: there are signs in this one that cannot be shown.'

/** The same name twice gets a number: `Ada`, `Ada (2)`. What looks alike counts as the same. */
export function distinctName(name: string, taken: readonly string[]): string {
  const known = new Set(taken.map(alike))
  for (let number = 1; ; number++) {
    const numbered = number === 1 ? name : `${name} (${number})`
    if (!known.has(alike(numbered))) return numbered
  }
}

const alike = (name: string) => name.normalize('NFKC').toLowerCase()
