import { Buffer } from 'node:buffer'
import { crc32 } from 'node:zlib'

/** Changes letters of the signature, so that the whole text has the same sum as before; where that cannot be, nothing. */
export type SameSum = (token: string) => string

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const LETTER_CODES = Buffer.from(LETTERS)

/** The first letter of the signature. */
const signatureAt = (token: string): number => token.lastIndexOf('.') + 1

/**
 * By two letters that follow each other, as in hashCode of Java (31) and djb2 (33).
 * @param factor of h = h × factor + letter, whatever its bits
 */
export const withSameHash =
  (factor: number): SameSum =>
  (token) => {
    for (let at = signatureAt(token); at < token.length - 2; at++) {
      const pair = String.fromCharCode(token.charCodeAt(at) + 1, token.charCodeAt(at + 1) - factor)
      if (/^[\w-]{2}$/.test(pair)) return token.slice(0, at) + pair + token.slice(at + 2)
    }
    return token
  }

/**
 * CRC-32 is linear: each letter that is another one changes the sum by some bits, whatever the others are. So of 33 letters there are
 * always some whose changes cancel out.
 */
export function withSameCrc32(token: string): string {
  const sum = crc32(token)
  const basis = new Map<number, { bits: number; changed: readonly number[] }>() // by the highest bit
  for (let at = signatureAt(token); at < token.length - 1; at++) {
    let bits = (crc32(withOtherLetters(token, [at])) ^ sum) >>> 0
    let changed: readonly number[] = [at]
    while (bits !== 0) {
      const highest = 31 - Math.clz32(bits)
      const known = basis.get(highest)
      if (!known) {
        basis.set(highest, { bits, changed })
        break
      }
      bits = (bits ^ known.bits) >>> 0
      changed = [...new Set(changed).symmetricDifference(new Set(known.changed))]
    }
    if (bits === 0) return withOtherLetters(token, changed)
  }
  return token
}

/** The next letter of the alphabet, in these places. */
function withOtherLetters(token: string, places: readonly number[]): string {
  const text = Buffer.from(token)
  for (const at of places) text[at] = LETTER_CODES[(LETTERS.indexOf(token.charAt(at)) + 1) % LETTER_CODES.length] ?? 0
  return text.toString()
}

const FNV_START = 0x811c9dc5
const FNV_PRIME = 0x01000193
/** FNV_PRIME × this is 1 (mod 2³²): so each step can be taken back. */
const FNV_INVERSE = 0x359c449b

/** So many letters are others: beginnings are tried from the front, ends from behind. */
const [BEGINNING, END] = [3, 4]
/** As many beginnings, and about as many ends until one meets (2¹⁶ × 2¹⁶ of 2³² sums). */
const BEGINNINGS = 1 << 16
/** Beginnings stand under the highest bits of their sums: one for each of these. */
const PLACE_BITS = 18

/** FNV-1a of 32 bits: the sums of some beginnings are kept, and ends are tried until one meets. */
export function withSameFnv(token: string): string {
  const at = signatureAt(token)
  const endsAt = at + BEGINNING + END
  if (token.length <= endsAt) return token
  const before = fnv(token.slice(0, at), FNV_START)
  const after = fnv(token.slice(at, endsAt), before)
  const first = LETTERS.indexOf(token.charAt(at))
  const [numbers, sums] = [new Int32Array(1 << PLACE_BITS).fill(-1), new Int32Array(1 << PLACE_BITS)]
  for (let number = 0; number < BEGINNINGS; number++) {
    if (letterAt(number, 0) === first) continue
    let sum = before
    for (let place = 0; place < BEGINNING; place++) sum = Math.imul(sum ^ codeAt(number, place), FNV_PRIME)
    numbers[sum >>> (32 - PLACE_BITS)] = number
    sums[sum >>> (32 - PLACE_BITS)] = sum
  }
  for (let number = 0; number < LETTER_CODES.length ** END; number++) {
    let sum = after
    for (let place = END - 1; place >= 0; place--) sum = Math.imul(sum, FNV_INVERSE) ^ codeAt(number, place)
    const beginning = numbers[sum >>> (32 - PLACE_BITS)] ?? -1
    if (beginning >= 0 && sums[sum >>> (32 - PLACE_BITS)] === sum)
      return token.slice(0, at) + wordNumbered(beginning, BEGINNING) + wordNumbered(number, END) + token.slice(endsAt)
  }
  return token
}

const fnv = (text: string, start: number): number => {
  let sum = start
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), FNV_PRIME)
  return sum
}

/** Words are numbered by their letters: six bits for each, from the first. */
const letterAt = (number: number, place: number): number => (number >>> (6 * place)) & 63
const codeAt = (number: number, place: number): number => LETTER_CODES[letterAt(number, place)] ?? 0

const wordNumbered = (number: number, length: number): string =>
  Array.from({ length }, (_, place) => LETTERS[letterAt(number, place)]).join('')
