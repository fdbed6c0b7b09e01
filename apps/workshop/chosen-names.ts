import { Problem } from '#core/http/problem'
import { knownByLooks } from './look-alikes.ts'

/** What stands in a column of the facilitator's page. Signs, as people count them. */
export const LONGEST_CHOSEN_NAME = 40

/** What no name has: signs that nobody sees, that end a line, or that turn the text around them (Unicode Standard Annex 9). */
const NOT_IN_A_NAME = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u2800\u{1D159}]/u

/** Pictures are put together with such signs; elsewhere two of them join letters, or keep them apart, and are left out. */
const PICTURE = /\p{RGI_Emoji}/gv
const JOINERS = /[\u200C\u200D]/g

/** A sign may have some accents; more would cover the lines above. */
const MANY_MARKS = /\p{M}{4}/u

/**
 * A name as its person has chosen it; only spaces are put in order. It is text: whoever shows it escapes it.
 * @throws Problem invalid-input for what is none
 */
export function readChosenName(text: string): string {
  if (text.length > 20 * LONGEST_CHOSEN_NAME) throw new Problem('invalid-input', TOO_LONG)
  const name = withoutJoiners(text).normalize('NFC').trim().replaceAll(/\s+/g, ' ')
  const letters = name.replaceAll(PICTURE, '+')
  if (NOT_IN_A_NAME.test(letters) || MANY_MARKS.test(letters.normalize('NFD')))
    throw new Problem('invalid-input', ODD_SIGNS)
  if (!/[\p{L}\p{N}\p{S}]/u.test(name)) throw new Problem('invalid-input', NAME_IS_MISSING)
  if ([...new Intl.Segmenter().segment(name)].length > LONGEST_CHOSEN_NAME) throw new Problem('invalid-input', TOO_LONG)
  return name
}

/** Between pictures they stay. */
function withoutJoiners(text: string): string {
  const pictures = text.match(PICTURE) ?? []
  return text
    .split(PICTURE)
    .map((part, at) => part.replaceAll(JOINERS, '') + (pictures[at] ?? ''))
    .join('')
}

const NAME_IS_MISSING = 'Choose a name: the facilitator sees it, and nobody keeps it.'
const TOO_LONG = `Choose a shorter name: ${LONGEST_CHOSEN_NAME} letters at most.`
const ODD_SIGNS = 'Choose another name: there are signs in this one that cannot be shown.'

/** The same name twice gets a number: `Ada`, `Ada (2)`. What looks alike counts as the same. */
export function distinctName(name: string, taken: readonly string[]): string {
  const known = new Set(taken.flatMap(knownByLooks))
  for (let number = 1; ; number++) {
    const numbered = number === 1 ? name : `${name} (${number})`
    if (!knownByLooks(numbered).some((look) => known.has(look))) return numbered
  }
}
