import { PROCESS_NAMES } from '#core/config/processes'

/** Spaces, and what nobody sees: a reader would not notice them in a name. U+2800 is a pattern of Braille without a dot. */
const NOT_SEEN = /[\s\p{Default_Ignorable_Code_Point}\u2800]/gu

const DASHES = /[\p{Pd}\u2212]/gu

/** Letters of Cyrillic and Greek that look like one of ours, each followed by that; as far as they do in common fonts. */
const LIKE_LATIN =
  'аaеeоoрpсcуyхxѕsіiјjһhԁdԛqԝwѵvӏlАaВbЕeЅsІiЈjКkкkМmНhОoРpСcТtУyХxԌgԚqԜw' +
  'ΑaαaΒbΕeΖzΗhηnΙiιiΚkκkΜmΝnνvΟoοoΡpρpΤtτtΥyυuΧxχxγyσoωwɑaɡg'

const LATIN = new Map(
  Array.from({ length: LIKE_LATIN.length / 2 }, (_, at) => [LIKE_LATIN.charAt(2 * at), LIKE_LATIN.charAt(2 * at + 1)]),
)

/**
 * What names have in common that a person, or a system that is not exact, takes for each other: compatible forms (NFKC) are
 * one, capitals are none, and what is not seen is not there (UTS #39 goes further).
 */
export const lookOf = (name: string): string =>
  Array.from(name.normalize('NFKC').replace(NOT_SEEN, ''), (letter) => LATIN.get(letter) ?? letter)
    .join('')
    .replace(DASHES, '-')
    .toUpperCase() // some letters are one letter in capitals alone: ı, ß
    .toLowerCase()

/**
 * Whether a subject is, or looks like, a client or a process that it is not.
 * @param own the name of the client itself: in whichever letters, it is no other
 * @param ids of the clients
 */
export function namesAnother(subject: string, own: string, ids: Iterable<string>): boolean {
  if (subject === own) return false
  const look = lookOf(subject)
  // An id has letters, digits and signs of ASCII alone: its look differs by its capitals at most.
  for (const id of [...ids, ...PROCESS_NAMES]) if (id !== own && id.toLowerCase() === look) return true
  return false
}
