import { PROCESS_NAMES } from '#core/config/processes'

/** What turns the direction of a text: a name that has it is shown as any other name. */
const TURNING_SIGN = /\p{Bidi_Control}/u

/**
 * Spaces, and what nobody sees: a reader would not notice them in a name. U+2800 is a pattern of Braille without a dot, U+1D159 a
 * note without a head.
 */
const NOT_SEEN = /[\s\p{Default_Ignorable_Code_Point}\u2800\u{1d159}]/gu

/** Strokes and dots through a letter that no letter has by itself (NFKC). */
const STROKES = /\p{M}/gu

const DASHES = /[\p{Pd}\u2212\u2043\u02d7\u30fc\u2796]/gu

/**
 * Letters of other scripts that look like one of ours, each followed by that; as far as they do in common fonts: Cyrillic, Greek,
 * Armenian, small capitals, Lisu and Cherokee.
 */
const LIKE_LATIN =
  'аaеeоoрpсcуyхxѕsіiјjһhԁdԛqԝwѵvӏlАaВbЕeЅsІiЈjКkкkМmНhОoРpСcТtУyХxԌgԚqԜw' +
  'ΑaαaΒbΕeΖzΗhηnΙiιiΚkκkΜmΝnνvΟoοoΡpρpΤtτtΥyυuΧxχxγyσoωwɑaɡg' +
  'օoսuոnհhյjցgգqᴀaʙbᴄcᴅdᴇeɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpʀrꜱsᴛtᴜuᴠvᴡwʏyᴢz' +
  'ꓐBꓑPꓒdꓓDꓔTꓖGꓗKꓙJꓚCꓜZꓝFꓟMꓠNꓡLꓢSꓣRꓦVꓧHꓪWꓫXꓬYꓮAꓰEꓲIꓳOꓴU' +
  'ᎠDᎡRᎢTᎥiᎪAᎫJᎬEᎳWᎷMᎻHᎽYᏀGᏂhᏃZᏏbᏒRᏔWᏕSᏙVᏚSᏞLᏟCᏢPᏦKᏴB'

const LATIN = new Map(
  Array.from({ length: LIKE_LATIN.length / 2 }, (_, at) => [LIKE_LATIN.charAt(2 * at), LIKE_LATIN.charAt(2 * at + 1)]),
)

/** Compatible forms (NFKC) are one, and what is not seen is not there. */
const seenOf = (name: string): string => name.normalize('NFKC').replace(NOT_SEEN, '').replace(STROKES, '')

/**
 * What names have in common that a person, or a system that is not exact, takes for each other: in which form, in capitals or
 * not, in letters that look alike (UTS #39 goes further).
 */
export const lookOf = (name: string): string =>
  Array.from(seenOf(name), (letter) => LATIN.get(letter) ?? letter)
    .join('')
    .replace(DASHES, '-')
    .toUpperCase() // some letters are one letter in capitals alone: ı, ß
    .toLowerCase()

/** A letter or digit that is none of ours, and no wider than one: it may look like any. */
const FOREIGN =
  /[^\P{L}\p{ASCII}\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]|[^\P{N}\p{ASCII}]/u
const ASCII_LETTER = /[A-Za-z0-9]/

/**
 * Whether a subject is, or looks like, a client or a process that it is not. Beside letters of ours, one of another alphabet is
 * taken for whichever stands at its place: nobody lists all that look alike.
 * @param own the name of the client itself: in whichever letters, it is no other
 * @param ids of the clients
 */
export function namesAnother(subject: string, own: string, ids: Iterable<string>): boolean {
  if (subject === own) return false
  if (TURNING_SIGN.test(subject)) return true
  const look = lookOf(subject)
  const isMixed = ASCII_LETTER.test(seenOf(subject)) && FOREIGN.test(look)
  const signs = Array.from(look)
  // An id has letters, digits and signs of ASCII alone: its look differs by its capitals at most.
  for (const id of [...ids, ...PROCESS_NAMES])
    if (id !== own && (id.toLowerCase() === look || (isMixed && mayBe(id.toLowerCase(), signs)))) return true
  return false
}

const mayBe = (id: string, signs: readonly string[]): boolean =>
  id.length === signs.length && signs.every((sign, at) => sign === id[at] || FOREIGN.test(sign))
