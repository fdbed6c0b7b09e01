import { Buffer } from 'node:buffer'
import { redact } from '#core/token/redact'

/** A target may repeat a token in one way of writing within another; nobody writes it in more than so many. */
const MOST_LAYERS = 3

/** As base64 or base64url; a slash may be escaped, and lines may be broken as in a mail. */
const BASE64_RUN = /(?:[\w+-]|\\?\/){24,}(?:(?:(?:\\{1,4}r)?\\{1,4}n|\r?\n)(?:[\w+-]|\\?\/){4,})*={0,2}/g

/** In hexadecimal digits, with a sign between the bytes or without. */
const HEX_RUN = /(?:[0-9a-f]{2}[:\s-]?){24,}/gi

/** Letters, some of them as in an address, in a program or in HTML. */
const ESCAPED_RUN = /(?:%[0-9a-f]{2}|\\{1,4}u[0-9a-f]{4}|\\{1,4}x[0-9a-f]{2}|&#x?[0-9a-f]{1,6};|[\w.~+/=-]){24,}/gi

const ONE_ESCAPE = /%([0-9a-f]{2})|\\{1,4}u([0-9a-f]{4})|\\{1,4}x([0-9a-f]{2})|&#x([0-9a-f]{1,5});|&#(\d{1,6});/gi

const ENCODED_TOKEN = '[a token, encoded]'

/**
 * A text without tokens, private keys and secrets: as they are, and in base64, base64url, hexadecimal digits or escapes, as a target
 * may repeat what it was sent. Takes linear time.
 */
export const hideTokens = (text: string): string => hideLayer(text, MOST_LAYERS)

function hideLayer(text: string, layers: number): string {
  const plain = redact(text)
  if (layers === 0) return plain
  const holds = (decoded: string) => hideLayer(decoded, layers - 1) !== decoded
  return plain
    .replace(ESCAPED_RUN, (run) => (/[%\\&]/.test(run) && holds(withoutEscapes(run)) ? ENCODED_TOKEN : run))
    .replace(HEX_RUN, (run) => (hexReadings(run).some(holds) ? ENCODED_TOKEN : run))
    .replace(BASE64_RUN, (run) => (base64Readings(run).some(holds) ? ENCODED_TOKEN : run))
}

/** The letters for which the escapes of addresses, programs and HTML stand. */
export const withoutEscapes = (run: string): string =>
  run.replace(ONE_ESCAPE, (_all, ...codes: (string | undefined)[]) => {
    const [percent, unicode, hex, entity, decimal] = codes
    const hexadecimal = percent ?? unicode ?? hex ?? entity
    return String.fromCharCode(hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16))
  })

/** Where a byte or a group of four letters begins, what stands before may hide. */
function hexReadings(run: string): string[] {
  const digits = run.replace(/[^0-9a-f]/gi, '')
  return [0, 1].map((from) => Buffer.from(digits.slice(from), 'hex').toString('latin1'))
}

function base64Readings(run: string): string[] {
  const letters = run.replaceAll(/\\+[rn]|[\\\s]/g, '')
  return [0, 1, 2, 3].map((from) => Buffer.from(letters.slice(from), 'base64').toString('latin1'))
}
