import { randomBytes } from 'node:crypto'

/** Those of the original: 64, so each character has six bits. */
const CHARACTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/'

/** 128 bits: nobody meets another one by chance, or guesses it (RFC 8725 §3.9 asks for uniqueness). */
export const SHORTEST_TOKEN_ID = 22
const LONGEST_TOKEN_ID = 512

/** Asking the operating system costs more than all the rest: it is asked for many at once, and none is used twice. Bytes. */
const DRAWN_AT_ONCE = 4096

/** Draws the ids of tokens (`jti`), each of the same length. */
export type TokenIds = () => string

/**
 * Ids from the random numbers of the operating system.
 * @throws RangeError for a length that is too short to be unguessable, or too long for a header
 */
export function randomTokenIds(length: number): TokenIds {
  if (!Number.isInteger(length) || length < SHORTEST_TOKEN_ID || length > LONGEST_TOKEN_ID) {
    throw new RangeError(
      `nonce_length: ${length} is not a whole number from ${SHORTEST_TOKEN_ID} to ${LONGEST_TOKEN_ID}`,
    )
  }
  let [drawn, used] = [Buffer.alloc(0), 0]
  return () => {
    if (used + length > drawn.length) [drawn, used] = [randomBytes(DRAWN_AT_ONCE), 0]
    const id = drawn.subarray(used, used + length)
    used += length
    return spelled(id)
  }
}

/** 256 is four times 64, so each character is as likely as any other. */
export function spelled(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += CHARACTERS[byte & 63]
  return text
}
