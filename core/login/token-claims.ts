import { Buffer } from 'node:buffer'

/** The claims of a token that was believed when its session was opened, and has been sealed since. */
export function claimsOfBelieved(token: string): Readonly<Record<string, unknown>> {
  const [, payload = ''] = token.split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown> // it was read as an object then
}

/** Bytes of a value; all headers of a request together have little more room. */
const LONGEST_VALUE = 2048

/** A line break would begin another header; no other control character means anything there (RFC 9110 §5.5). */
const NO_HEADER_SIGN = /\p{Cc}/u

/**
 * A claim as the values of a header: a text, a number, true or false; of a list of such each. What is no ASCII goes as the octets of
 * UTF-8, as from Envoy. What cannot stand in a header, or would read as several, goes as nothing at all.
 * @returns undefined when the claim says nothing that can be passed on
 */
export function headerValues(claim: unknown): string[] | undefined {
  const list = Array.isArray(claim) ? claim : [claim]
  const values = list.map((each) => oneValue(each, Array.isArray(claim)))
  if (values.length === 0 || values.some((each) => each === undefined)) return undefined
  const texts = values as string[] // none is undefined
  return texts.reduce((sum, { length }) => sum + length, 0) > LONGEST_VALUE ? undefined : texts
}

function oneValue(claim: unknown, isInList: boolean): string | undefined {
  if (typeof claim !== 'string' && typeof claim !== 'number' && typeof claim !== 'boolean') return undefined
  const text = String(claim)
  if (NO_HEADER_SIGN.test(text) || (isInList && text.includes(','))) return undefined
  return Buffer.from(text, 'utf8').toString('latin1')
}
