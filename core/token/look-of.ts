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

/** A name without what is not noticed in it: compatible forms (NFKC) are one, and what is not seen is not there. */
export const seenOf = (name: string): string => name.normalize('NFKC').replace(NOT_SEEN, '').replace(STROKES, '')

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
