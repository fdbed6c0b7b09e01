/** The characters that JSON is made of. */
export const JSON_CHARACTERS = {
  QUOTE: 0x22,
  BACKSLASH: 0x5c,
  COMMA: 0x2c,
  COLON: 0x3a,
  OPEN_LIST: 0x5b,
  CLOSE_LIST: 0x5d,
  OPEN_OBJECT: 0x7b,
  CLOSE_OBJECT: 0x7d,
} as const

const { QUOTE, BACKSLASH, ...STRUCTURAL } = JSON_CHARACTERS
const structural = new Set<number>(Object.values(STRUCTURAL))

/**
 * Does a JSON text have more structural characters (RFC 8259 §2) than that? They, and not its length, are what parsing
 * takes time and memory for: a megabyte of `[],` is three hundred thousand lists. Linear, and the text may be no JSON.
 */
export function hasMoreStructure(text: string, most: number): boolean {
  if (text.length <= most) return false
  let count = 0
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at)
    if (character === QUOTE) at = endOfText(text, at)
    else if (structural.has(character) && ++count > most) return true
  }
  return false
}

/**
 * Has a JSON text more levels than that? `JSON.parse` takes any number, and most that is done with the value after that is
 * recursive, `JSON.stringify` first. Linear, and the text may be no JSON.
 */
export function hasMoreLevels(text: string, most: number): boolean {
  let level = 0
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at)
    if (character === QUOTE) at = endOfText(text, at)
    else if (character === STRUCTURAL.OPEN_LIST || character === STRUCTURAL.OPEN_OBJECT) {
      if (++level > most) return true
    } else if (character === STRUCTURAL.CLOSE_LIST || character === STRUCTURAL.CLOSE_OBJECT) level--
  }
  return false
}

/** Where the string ends that begins there; the end of the text, when it does not. */
function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charCodeAt(at)
    if (character === QUOTE) return at
    if (character === BACKSLASH) at++
  }
  return text.length
}
